"""The laws and interpretations that the tables cite, by the short names the tables give them."""

from __future__ import annotations

from typing import NamedTuple

from cases.reading.labels import pick


class Instrument(NamedTuple):
    """A law or a judicial interpretation, by its short name and as it was published."""

    zh: str
    en: str
    full_zh: str = ""
    full_en: str = ""

    @property
    def short(self) -> str:
        return pick(self.zh, self.en)

    @property
    def full(self) -> str:
        return pick(self.full_zh or self.zh, self.full_en or self.en)


_SPC_ZH, _SPC_EN = "最高人民法院关于", "of the Supreme People's Court"
_CODE_EN = "Civil Procedure Law of the People's Republic of China"


def _spc(zh: str, en: str, title: str, title_en: str) -> Instrument:
    """An instrument of the Supreme People's Court, “… on …”; its number where it goes by that."""
    full_zh = f"《{_SPC_ZH}{title}》"
    full_en = title_en.replace(" on ", f" {_SPC_EN} on ", 1)
    if "〔" in zh:
        return Instrument(zh, en, f"{full_zh}（{zh}）", f"{full_en} ({en})")
    return Instrument(zh, en, full_zh, full_en)


_INTERPRETATION = Instrument(
    "民诉法解释", "Interpretation of the Civil Procedure Law",
    f"《{_SPC_ZH}适用〈中华人民共和国民事诉讼法〉的解释》（2022年修正）",
    f"Interpretation {_SPC_EN} on the Application of the {_CODE_EN} (as amended in 2022)",
)  # fmt: skip
_FEES = Instrument(
    "诉讼费用交纳办法", "Measures on Court Fees",
    "《诉讼费用交纳办法》（国务院令第481号）",
    "Measures on the Payment of Litigation Costs (State Council Decree No. 481)",
)  # fmt: skip

# What is not here is a name in full already.
# fmt: off
INSTRUMENTS: dict[str, Instrument] = {
    "CPL": Instrument(
        "民事诉讼法", "Civil Procedure Law",
        "《中华人民共和国民事诉讼法》（2023年修正）", f"{_CODE_EN} (as amended in 2023)"),
    "民法典": Instrument(
        "民法典", "Civil Code",
        "《中华人民共和国民法典》", "Civil Code of the People's Republic of China"),
    "民诉法解释": _INTERPRETATION,
    "解释": _INTERPRETATION,
    "费用办法": _FEES,
    "诉讼费用交纳办法": _FEES,
    "登记立案": _spc(
        "登记立案规定", "Provisions on Registering Cases",
        "人民法院登记立案若干问题的规定", "Provisions on the Registration of Cases"),
    "劳动争议调解仲裁法": Instrument(
        "劳动争议调解仲裁法", "Labour Arbitration Law",
        "《中华人民共和国劳动争议调解仲裁法》",
        "Law of the People's Republic of China on Mediation and Arbitration of Labour Disputes"),
    "劳动争议解释一": _spc(
        "劳动争议解释（一）", "Interpretation on Labour Disputes (I)",
        "审理劳动争议案件适用法律问题的解释（一）",
        "Interpretation on the Law in Labour Disputes (I)"),
    "证据规定": _spc(
        "民事证据规定", "Provisions on Civil Evidence",
        "民事诉讼证据的若干规定", "Provisions on Evidence in Civil Procedure"),
    "在线调解规则": Instrument(
        "人民法院在线调解规则", "Rules on Online Mediation",
        "《人民法院在线调解规则》（最高人民法院）",
        f"Rules {_SPC_EN} on Online Mediation"),
    "在线诉讼规则": Instrument(
        "人民法院在线诉讼规则", "Rules on Online Litigation",
        "《人民法院在线诉讼规则》（最高人民法院）",
        f"Rules {_SPC_EN} on Online Litigation"),
    "特邀调解": _spc(
        "特邀调解规定", "Provisions on Invited Mediation",
        "人民法院特邀调解的规定", "Provisions on Mediation by Invitation of People's Courts"),
    "2011司法确认规定": _spc(
        "司法确认规定(2011)", "Provisions on Judicial Confirmation (2011)",
        "人民调解协议司法确认程序的若干规定",
        "Provisions on the Judicial Confirmation of People's Mediation Agreements"),
    "2000审限规定": _spc(
        "审限规定(2000)", "Provisions on Time Limits (2000)",
        "严格执行案件审理期限制度的若干规定",
        "Provisions on the Strict Observance of Trial Time Limits"),
    "延期开庭规定": _spc(
        "延长审限和延期开庭规定", "Provisions on Extensions and Adjournments",
        "严格规范民商事案件延长审限和延期开庭问题的规定",
        "Provisions on Extending Trial Limits and Adjourning Hearings in Civil Cases"),
    "合议庭规定(2002)": _spc(
        "合议庭工作规定(2002)", "Provisions on Collegial Panels (2002)",
        "人民法院合议庭工作的若干规定", "Provisions on the Work of Collegial Panels"),
    "陪审员法": Instrument(
        "人民陪审员法", "People's Assessors Law",
        "《中华人民共和国人民陪审员法》（2018年）",
        "People's Assessors Law of the People's Republic of China (2018)"),
    "陪审员法解释": _spc(
        "人民陪审员法解释", "Interpretation of the People's Assessors Law",
        "适用〈中华人民共和国人民陪审员法〉若干问题的解释",
        "Interpretation on the Application of the People's Assessors Law"),
    "2018家事意见": _spc(
        "家事审判意见(2018)", "Opinions on Family Trials (2018)",
        "进一步深化家事审判方式和工作机制改革的意见（试行）",
        "Opinions on Further Reform of the Trial of Family Cases (for trial use)"),
    "保全规定": _spc(
        "财产保全规定", "Provisions on Preservation",
        "人民法院办理财产保全案件若干问题的规定", "Provisions on Cases of Property Preservation"),
    "执行工作规定": _spc(
        "执行工作规定", "Provisions on Execution",
        "人民法院执行工作若干问题的规定（试行）",
        "Provisions on the Work of Execution (for trial use)"),
    "执行程序解释": _spc(
        "执行程序解释", "Interpretation on Execution Procedure",
        "适用〈中华人民共和国民事诉讼法〉执行程序若干问题的解释",
        "Interpretation on the Execution Procedure of the Civil Procedure Law"),
    "执行和解": _spc(
        "执行和解规定", "Provisions on Settlement in Execution",
        "执行和解若干问题的规定", "Provisions on Settlement in Execution"),
    "财产调查": _spc(
        "财产调查规定", "Provisions on Asset Inquiry",
        "民事执行中财产调查若干问题的规定",
        "Provisions on the Inquiry into Assets in Civil Execution"),
    "参考价规定": _spc(
        "财产处置参考价规定", "Provisions on Reference Prices",
        "人民法院确定财产处置参考价若干问题的规定",
        "Provisions on Fixing Reference Prices for the Disposal of Assets"),
    "网拍规定": _spc(
        "网络司法拍卖规定", "Provisions on Online Judicial Auctions",
        "人民法院网络司法拍卖若干问题的规定", "Provisions on Online Judicial Auctions"),
    "拍变规定": _spc(
        "拍卖变卖规定", "Provisions on Auction and Sale",
        "人民法院民事执行中拍卖、变卖财产的规定",
        "Provisions on Auction and Sale in Civil Execution"),
    "查扣冻规定": _spc(
        "查封扣押冻结规定", "Provisions on Seizure and Freezing",
        "人民法院民事执行中查封、扣押、冻结财产的规定",
        "Provisions on the Seizure, Attachment and Freezing of Property in Civil Execution"),
    "终本规定": _spc(
        "终结本次执行程序规定", "Provisions on Ending Execution for Now",
        "严格规范终结本次执行程序的规定（试行）",
        "Provisions on Ending an Execution for the Time Being (for trial use)"),
    "立卷归档办法": Instrument(
        "诉讼文书立卷归档办法", "Measures on Filing Litigation Documents",
        "《人民法院诉讼文书立卷归档办法》（最高人民法院、国家档案局1984年）",
        "Measures on Filing and Archiving the Litigation Documents of People's Courts (1984)"),
    "执行文书立卷归档办法": Instrument(
        "执行文书立卷归档办法", "Measures on Filing Execution Documents",
        "《人民法院执行文书立卷归档办法（试行）》（法发〔2006〕11号）",
        "Measures on Filing and Archiving Execution Documents (for trial use) (2006)"),
    "法院专递规定": _spc(
        "法院专递规定", "Provisions on Court Mail",
        "以法院专递方式邮寄送达民事诉讼文书的若干规定",
        "Provisions on Service by Court Express Mail in Civil Procedure"),
    "简易程序规定": _spc(
        "简易程序规定", "Provisions on Summary Procedure",
        "适用简易程序审理民事案件的若干规定",
        "Provisions on the Trial of Civil Cases by Summary Procedure"),
    "35号": _spc(
        "法发〔2006〕35号", "Fa Fa [2006] No. 35",
        "人民法院办理执行案件若干期限的规定", "Provisions on Time Limits in Execution Cases"),
    "法发〔2017〕6号": _spc(
        "法发〔2017〕6号", "Fa Fa [2017] No. 6",
        "执行款物管理工作的规定", "Provisions on the Keeping of Money and Goods from Execution"),
    "法明传〔2017〕455号": _spc(
        "法明传〔2017〕455号", "Fa Ming Chuan [2017] No. 455",
        "认真做好网络司法拍卖与网络司法变卖衔接工作的通知",
        "Notice on Joining Online Judicial Auction and Online Judicial Sale"),
    "法释〔2016〕3号": _spc(
        "法释〔2016〕3号", "Fa Shi [2016] No. 3",
        "对人民法院终结执行行为提出异议期限问题的批复",
        "Reply on the Time for Objecting to the Ending of Execution"),
    "法释〔2018〕5号": _spc(
        "法释〔2018〕5号", "Fa Shi [2018] No. 5",
        "人民法院办理仲裁裁决执行案件若干问题的规定",
        "Provisions on the Execution of Arbitral Awards"),
    "全国年节及纪念日放假办法": Instrument(
        "全国年节及纪念日放假办法", "Measures on National Holidays",
        "《全国年节及纪念日放假办法》（国务院）",
        "Measures on National Holidays and Memorial Days of the State Council"),
    "法院组织法": Instrument(
        "人民法院组织法", "Organic Law of the People's Courts",
        "《中华人民共和国人民法院组织法》（2018年修订）",
        "Organic Law of the People's Courts of the People's Republic of China (2018 revision)"),
    "法发〔2019〕20号": _spc(
        "法发〔2019〕20号", "Fa Fa [2019] No. 20",
        "健全完善人民法院审判委员会工作机制的意见",
        "Opinions on the Work of Judicial Committees"),
    "法发〔2021〕2号": _spc(
        "法发〔2021〕2号", "Fa Fa [2021] No. 2",
        "完善人民法院专业法官会议工作机制的指导意见",
        "Guiding Opinions on Meetings of Judges"),
    "法发〔2021〕30号": _spc(
        "法发〔2021〕30号", "Fa Fa [2021] No. 30",
        "进一步完善“四类案件”监督管理工作机制的指导意见",
        "Guiding Opinions on Supervising the Four Kinds of Cases"),
    "court target": Instrument("本院管理目标", "the court's own target"),
}
# fmt: on

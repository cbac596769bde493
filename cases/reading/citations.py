"""Citations in words: the tables abbreviate, the pages spell out."""

from __future__ import annotations

import re

from cases.reading.labels import is_english

# abbreviation -> (zh, en); what is not here is a name in full already.
INSTRUMENTS: dict[str, tuple[str, str]] = {
    "CPL": ("民事诉讼法", "Civil Procedure Law"),
    "民法典": ("民法典", "Civil Code"),
    "民诉法解释": ("民诉法解释", "Interpretation of the Civil Procedure Law"),
    "解释": ("民诉法解释", "Interpretation of the Civil Procedure Law"),
    "登记立案": ("登记立案规定", "Provisions on Registering Cases"),
    "费用办法": ("诉讼费用交纳办法", "Measures on Court Fees"),
    "诉讼费用交纳办法": ("诉讼费用交纳办法", "Measures on Court Fees"),
    "证据规定": ("民事证据规定", "Provisions on Civil Evidence"),
    "在线调解规则": ("人民法院在线调解规则", "Rules on Online Mediation"),
    "在线诉讼规则": ("人民法院在线诉讼规则", "Rules on Online Litigation"),
    "特邀调解": ("特邀调解规定", "Provisions on Invited Mediation"),
    "2011司法确认规定": ("司法确认规定(2011)", "Provisions on Judicial Confirmation (2011)"),
    "2000审限规定": ("审限规定(2000)", "Provisions on Time Limits (2000)"),
    "延期开庭规定": ("延长审限和延期开庭规定", "Provisions on Extensions and Adjournments"),
    "合议庭规定(2002)": ("合议庭工作规定(2002)", "Provisions on Collegial Panels (2002)"),
    "2018家事意见": ("家事审判意见(2018)", "Opinions on Family Trials (2018)"),
    "保全规定": ("财产保全规定", "Provisions on Preservation"),
    "执行工作规定": ("执行工作规定", "Provisions on Execution"),
    "执行程序解释": ("执行程序解释", "Interpretation on Execution Procedure"),
    "执行和解": ("执行和解规定", "Provisions on Settlement in Execution"),
    "财产调查": ("财产调查规定", "Provisions on Asset Inquiry"),
    "参考价规定": ("财产处置参考价规定", "Provisions on Reference Prices"),
    "网拍规定": ("网络司法拍卖规定", "Provisions on Online Judicial Auctions"),
    "拍变规定": ("拍卖变卖规定", "Provisions on Auction and Sale"),
    "终本规定": ("终结本次执行程序规定", "Provisions on Ending Execution for Now"),
    "法院专递规定": ("法院专递规定", "Provisions on Court Mail"),
    "全国年节及纪念日放假办法": ("全国年节及纪念日放假办法", "Measures on National Holidays"),
    "简易程序规定": ("简易程序规定", "Provisions on Summary Procedure"),
    "35号": ("法发〔2006〕35号", "Fa Fa [2006] No. 35"),
    "法发〔2017〕6号": ("法发〔2017〕6号", "Fa Fa [2017] No. 6"),
    "court target": ("本院管理目标", "the court's own target"),
}
_ARTICLES = re.compile(r"^(?P<name>.*?)(?:\s+(?P<articles>\d[\d,\s()\-–]*))?$")


def words(citation: str) -> str:
    """“CPL 126; 登记立案 8” as 民事诉讼法第126条；登记立案规定第8条."""
    parts = [_one(part.strip()) for part in citation.split(";") if part.strip()]
    return ("; " if is_english() else "；").join(parts)


def _one(part: str) -> str:
    match = _ARTICLES.match(part)
    name, articles = (match["name"], match["articles"]) if match else (part, None)
    zh, en = INSTRUMENTS.get(name, (name, name))
    if not articles:
        return en if is_english() else zh
    if is_english():
        return f"{en}, art. {articles.strip()}"
    return f"{zh}{_in_chinese(articles.strip())}"


def _in_chinese(articles: str) -> str:
    """“85(2)” is 第85条第2款, “90-95” 第90至95条."""
    if paragraph := re.fullmatch(r"(\d+)\((\d+)\)", articles):
        return f"第{paragraph[1]}条第{paragraph[2]}款"
    return f"第{articles.replace(', ', '、').replace('-', '至')}条"

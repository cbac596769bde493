"""Refusals: every way the procedure says no, with a reason a machine can read and plain words."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """The act is refused and nothing has changed. ``reason`` is stable; ``zh``/``en`` are words."""

    reason = "refused"
    words = ("该行为不被允许。", "This act is not allowed.")

    def __init__(self, reason: str = "", **about: Any) -> None:
        self.reason = reason or self.reason
        zh, en = REASONS.get(self.reason, self.words)
        self.about = about
        self.zh, self.en = zh.format(**about), en.format(**about)
        super().__init__(f"{self.reason}: {self.zh} / {self.en}")

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


class Conflict(Refusal):
    """The case moved meanwhile: look again, nothing was lost but this attempt."""

    reason = "case_moved"


class Stale(Refusal):
    """The act would come to something else than was shown: it is shown anew and asked again."""

    reason = "stale_preview"


class NotAllowed(Refusal):
    """This person may not do this to this case."""

    reason = "not_yours"


class NotThere(Refusal):
    """No such case, as far as this person can know."""

    reason = "no_such_case"


class NotInTable(Refusal):
    """The table of nodes has no such way."""

    reason = "not_here"


class BadValue(Refusal):
    """A field of the act is missing or unusable. ``about['field']`` names it."""

    reason = "bad_value"


_SIDES = {"plaintiff": ("原告", "plaintiff"), "defendant": ("被告", "defendant")}


def of_side(side: str) -> dict[str, str]:
    """Whose act it is, in the words of a refusal; of no side in particular they are empty."""
    zh, en = _SIDES.get(side, ("", ""))
    return {"side_zh": zh, "side_en": en}


REASONS: dict[str, tuple[str, str]] = {
    "refused": ("该行为不被允许。", "This act is not allowed."),
    "case_moved": (
        "案件在您操作期间已发生变化,请刷新后再试,未作任何改动。",
        "The case changed while you were at it. Look again; nothing was changed.",
    ),
    "stale_preview": (
        "您看到的期限或者依据已经变化，尚未办理。请核对下面的新结果，再次确认；填写的内容都已保留。",
        "What you were shown has changed, so nothing was done. Check the new dates below and press "
        "again; all that you typed is kept.",
    ),
    "needs_ground": (
        "请选择法律规定的情形。",
        "Choose the ground that the law has for it.",
    ),
    "ground_elsewhere": (
        "该情形只适用于中止诉讼。",
        "This ground is for a suspension only.",
    ),
    "needs_paper": (
        "请选择卷宗中的证明材料：{paper_zh}。",
        "Choose the paper in the e-file that shows it: {paper_en}.",
    ),
    "suspended_by_the_judge": (
        "中止和恢复诉讼由承办法官裁定、通知。",
        "Proceedings are suspended and resumed by the judge who tries the case.",
    ),
    "suspended_today": (
        "中止自裁定之日起算，恢复自通知之日起算，不能倒填日期。",
        "Time stands still from the day of the ruling and goes on from the day of the notice: "
        "no other day can be given.",
    ),
    "whose_preservation": (
        "有几个当事人的保全申请已获准许，请选择申请人。",
        "Applications of several parties were granted: say whose is carried out.",
    ),
    "nothing_missed": (
        "没有到期未履行的期限，也没有记录缺席，不能按撤回处理。",
        "No period has run out and no absence is recorded: nothing is deemed withdrawn.",
    ),
    "not_proven": (
        "送达尚无证明，不能据此作出不利于该当事人的决定。",
        "Nothing proves the service it rests on: no decision against the party can.",
    ),
    "not_due_yet": (
        "期限到{day}才届满，不能提前处理。",
        "The time runs until {day}: this is too early.",
    ),
    "nothing_to_preserve": (
        "没有待决定的保全申请。",
        "No preservation is asked for.",
    ),
    "ending_needs": (
        "终结本次执行程序还缺：{what_zh}。",
        "To end this execution for now there is still missing: {what_en}.",
    ),
    "notice_first": (
        "尚未发出执行通知，请先发出。",
        "The execution notice has not been issued yet: issue it first.",
    ),
    "nothing_to_serve": ("该文书尚未发出。", "There is no such paper to serve yet."),
    "objection_open": ("异议尚未处理完毕。", "An objection has not been dealt with yet."),
    "nothing_ruled": (
        "尚未裁定保全。",
        "No preservation is ruled on yet.",
    ),
    "security_too_much": (
        "担保金额不得超过{most}元。",
        "No more than {most} yuan of security may be asked for.",
    ),
    "security_too_little": (
        "诉前保全的担保应当相当于请求保全的金额（{least}元）。",
        "Before suit the security covers all that is preserved ({least} yuan).",
    ),
    "measure_over": (
        "该措施已经届满或者解除。",
        "This measure has ended.",
    ),
    "too_late_to_reconsider": (
        "没有可以申请复议的保全裁定，或者五日的期限已过。",
        "There is no ruling to reconsider, or the five days are over.",
    ),
    "exhibit_case_over": (
        "案件已不在办理节点上，不能再对展示证据发表意见。",
        "The case is at rest: nothing more is said of its exhibits.",
    ),
    "exhibit_void": (
        "该材料系误入卷宗，已作废。",
        "This paper came into the file by a mistake and is void.",
    ),
    "exhibit_why": (
        "请写明不予确认的理由。",
        "Say why this is not the exhibit.",
    ),
    "exhibit_another": (
        "页面显示的文件与卷宗中的文件不是同一份，请刷新页面。",
        "The file that was shown is another one. Load the page again.",
    ),
    "mark_empty": (
        "请填写标记的文字。",
        "Write what is to be found there.",
    ),
    "mark_beyond": (
        "时间点应在录音录像的时长之内，例如 1:23。",
        "The moment has to lie within the recording, as 1:23.",
    ),
    "too_many_marks": (
        "标记过多（最多{most}个），请先删除一些。",
        "Too many marks (at most {most}). Delete some first.",
    ),
    "order_over": (
        "该调查令已经交回。",
        "This order has come back already.",
    ),
    "key_reused": (
        "同一请求编号已用于另一内容的请求。",
        "This request key was used for a different request before.",
    ),
    "not_yours": ("您的身份不能办理此事项。", "This is not for your role in this case."),
    "not_open": (
        "补正通知没有要求修改这一部分：{part_zh}。",
        "The notice to correct did not open this part: {part_en}.",
    ),
    "too_long": (
        "内容太长，最多{most}字。更长的内容请作为文件上传。",
        "This is too long: at most {most} characters. Put in what is longer as a file.",
    ),
    "filed_already": ("材料已经提交。", "This was sent already."),
    "signature_missing": (
        "还有共同原告没有签名。请将签名链接发给其本人。",
        "A co-plaintiff has not signed yet. Give them the link for signing.",
    ),
    "too_many_filings": (
        "您已有{most}份未提交的立案材料。请先提交或删除一份。",
        "You have {most} filings in preparation. Send or discard one first.",
    ),
    "not_the_party": (
        "“{name}”不是您实名核验的姓名。代他人立案的，请选择“作为代理人”。",
        "“{name}” is not your confirmed name. To file for somebody else, choose to file as agent.",
    ),
    "arrival_cut_off": (
        "当事人提交的材料在接收时中断:请联系当事人核实,代为记录或由其重新提交,再继续计时。",
        "Papers a party sent in were cut off on the way. Ask the party, record what was sent or "
        "have it sent again; then let time go on.",
    ),
    "day_not_yours": (
        "当事人办理事项以法院收到之日为准,不能另填日期。",
        "What a party does has the day on which the court receives it; leave the date out.",
    ),
    "fee_changed": (
        "缴费期间应交费用已变更,已付款项将退还。",
        "The fee was changed while it was being paid. What was paid will be given back.",
    ),
    "refund_too_much": (
        "退款金额须大于零且不超过该笔款项的余额。",
        "Give back more than nothing and no more than is left of this money.",
    ),
    "refund_not_owed": (
        "现在还应退还{most}元,不能超过。",
        "No more than {most} yuan is still to be given back.",
    ),
    "nothing_to_give_back": (
        "现在没有应退还的诉讼费。",
        "No fee is to be given back now.",
    ),
    "name_who_gets_it": (
        "有多名当事人在窗口交过费用,请选择退给谁。",
        "Several parties paid at the counter: choose who gets it back.",
    ),
    "refund_online": (
        "网上缴纳的费用须经另一人审批后原路退回,请在“退款”页面办理。",
        "What was paid online goes back where it came from, approved by a second person: see "
        "Refunds.",
    ),
    "has_its_own_act": (
        "“{incident}”在专门的页面办理。",
        "“{incident}” has a page of its own.",
    ),
    "name_the_payer": (
        "有多名当事人各自应交费用,请选择由谁交纳。",
        "Several parties owe a fee each: choose who pays.",
    ),
    "nothing_due": ("该当事人现在没有应交的费用。", "Nothing is due from this party now."),
    "wrong_sum": ("应交{due}元,金额不符。", "{due} yuan are due: another sum is not taken."),
    "whole_not_part": (
        "上诉部分的数额不能超过全部请求数额({most}元)。",
        "The part appealed against cannot be more than all that was claimed ({most} yuan).",
    ),
    "joint_one_side": (
        "只有同一方的当事人可以共同上诉。",
        "Only parties of one side appeal jointly.",
    ),
    "appealed_already": ("该当事人已经上诉。", "This party has appealed already."),
    "archive_first": (
        "案件正在归档，请先归档完毕再录入；上诉是否逾期以交邮之日为准。",
        "The case is being archived: enter it when that is done. Whether the appeal is in time goes "
        "by its postmark.",
    ),
    "no_appeal_pending": ("没有可以撤回的上诉。", "There is no appeal to withdraw."),
    "name_the_appellant": (
        "有多份上诉,请选择上诉人。",
        "There are several appeals: choose the appellant.",
    ),
    "fee_is_paid": ("该费用已交纳,不能按未交费处理。", "The fee is paid: it is not unpaid."),
    "no_counterclaim": ("该当事人没有未结的反诉。", "This party has no counterclaim pending."),
    "counterclaim_first_instance": (
        "反诉只能在一审提出。",
        "A counterclaim is filed in the first instance only.",
    ),
    "relief_open": (
        "缓减免诉讼费的申请尚未决定,不能按未交费处理。",
        "An application for relief from the fee is undecided: it is not unpaid yet.",
    ),
    "relief_natural_persons": (
        "免交诉讼费用只适用于自然人。",
        "Only a natural person may be freed from the whole fee.",
    ),
    "relief_percent": (
        "减交比例须在30%以上、不足100%。",
        "A reduction is at least 30% and less than the whole.",
    ),
    "relief_until": (
        "缓交须写明今天以后的截止日期。",
        "A deferral needs a last day that lies ahead.",
    ),
    "costs_too_much": (
        "各方负担合计不能超过已收费用({most}元)。",
        "Together the parties cannot bear more than the fees ({most} yuan).",
    ),
    "no_such_money": (
        "没有这笔款项,或该款项已处理。",
        "There is no such money, or it was dealt with before.",
    ),
    "not_assigned": ("仅由本案承办人办理。", "Only the person in charge of this case may do this."),
    "no_such_case": ("没有这个案件。", "There is no such case."),
    "no_such_act": ("没有名为“{act}”的事项。", "There is no act called {act!r}."),
    "not_here": (
        "案件现处“{place}”,不能办理“{act}”。",
        "The case stands at “{place}”: “{act}” is not possible here.",
    ),
    "node_unused": ("本程序不适用“{node}”。", "This procedure does not use “{node}”."),
    "bad_value": ("“{field}”:{problem_zh}", "“{field}”: {problem_en}"),
    "at_not_training": (
        "只有训练法院可以补录过去的时间。",
        "Only training courts accept a moment in the past.",
    ),
    "at_before_last": (
        "时间早于本案最后一次记录({last})。",
        "The moment lies before the last entry of this case ({last}).",
    ),
    "at_in_future": ("时间晚于法院当前时间。", "The moment lies in the future."),
    "date_in_future": ("日期“{on}”晚于今天。", "The date {on} lies in the future."),
    "arrives_in_future": ("收到时间晚于现在。", "The time of arrival lies in the future."),
    "arrived_before_case": (
        "收到时间早于本案收到起诉材料的时间。",
        "The papers cannot have come before the case did.",
    ),
    "posted_before_case": (
        "邮戳日期早于本案收案日期,请核对年份。",
        "The postmark is of a day before this case was filed: look at the year.",
    ),
    "posted_after_arrival": ("邮戳日期晚于收到日期。", "The postmark is later than the arrival."),
    "on_paper_only": (
        "仅用于登记在期限内交邮或者递交的纸质上诉状。",
        "Only for a petition on paper that was posted or handed in in time.",
    ),
    "why_needed": ("请写明理由。", "Say why."),
    "mended_by_its_maker": (
        "更正由作出该行为的人、承办法官或者庭长、院长办理。",
        "A record is corrected by whoever made it, the judge in charge, or a leader of the court.",
    ),
    "not_mendable": (
        "该行为有自己的法律后果，不能以更正撤销，请办理法律规定的相应行为。",
        "This act has consequences of its own: undo it by the act that the law has for that.",
    ),
    "mended_already": ("该记录已经更正。", "This record has been corrected already."),
    "something_followed": (
        "其后已有“{act_zh}”，请先更正该行为。",
        "“{act_en}” came after it: correct that first.",
    ),
    "left_records": (
        "该行为还留下了其他记录（如开庭、调解、款项），请办理相应的行为。",
        "The act left more behind, such as a hearing, a mediation or money: undo it by its own act.",
    ),
    "date_before_filing": (
        "日期“{on}”早于收到起诉材料之日。",
        "The date {on} lies before the filing.",
    ),
    "blocked_by_incident": (
        "“{incident}”未结束前不能办理。",
        "Not possible while “{incident}” is open.",
    ),
    "objection_too_late": (
        "管辖权异议应当由被告在提交答辩状期间提出，期间已过（民事诉讼法第130条）。",
        "Jurisdiction is objected to by a defendant within its answer period; it is over (CPL "
        "130).",
    ),
    "objection_not_examined": (
        "发回重审、再审和不适用第一审程序的案件不审查管辖权异议。",
        "In a case sent back, retried or not at first instance jurisdiction is not examined.",
    ),
    "objection_not_final": (
        "管辖权异议尚未裁定，或者裁定尚未生效，不能移送或者结束。",
        "The objection to jurisdiction is not ruled on yet, or the ruling is not final.",
    ),
    "incident_open": ("该事项已在进行中。", "This incident is already open."),
    "incident_not_open": ("没有正在进行的该事项。", "No such incident is open."),
    "incident_not_here": ("该事项不能发生于当前节点。", "This incident cannot arise at this node."),
    "last_of_its_side": (
        "原告、被告至少各有一名留在案件中；撤回全部起诉的，请办理“准许撤诉”。",
        "At least one plaintiff and one defendant stay in the case. For the suit as a whole, "
        "allow the withdrawal.",
    ),
    "draft_first": (
        "案件有待决定的草稿，请先处理草稿。",
        "A draft waits for a decision: decide it first.",
    ),
    "left_already": ("该当事人已退出诉讼。", "This party has left the suit."),
    "party_has_pending": (
        "该当事人的“{what_zh}”尚未办结，请先办理。",
        "Something of this party is pending: {what_en}. Decide it first.",
    ),
    "no_such_party": ("没有这名当事人。", "There is no such party."),
    "wrong_side": ("该事项由{side_zh}办理。", "This is for the {side_en}."),
    "not_all_served": ("尚未送达:{names}。", "Not served yet: {names}."),
    "already_served": ("该当事人已送达。", "This party was served already."),
    "service_refused": ("{problem_zh}", "{problem_en}"),
    "too_late": (
        "期限已于{due}届满;有正当理由的,可在障碍消除后十日内申请顺延。",
        "The time ended on {due}; with good cause you may ask for relief within 10 days of the "
        "obstacle ending.",
    ),
    "too_soon": ("最早可于{first}办理。", "Possible from {first} at the earliest."),
    "notice_too_short": (
        "普通程序应在开庭三日前通知,最早可定于{first}。",
        "Three days' notice is due; the first lawful date is {first}.",
    ),
    "periods_running": (
        "答辩期或举证期尚未届满(至{first}),且未书面放弃。",
        "Answer or evidence periods still run (until {first}) and were not waived.",
    ),
    "no_court_for_retrial": (
        "生效裁判由{court}作出，应当向其上一级人民法院申请再审；本系统未设该法院，请直接向该院提交。",
        "The decision in effect is that of {court}: apply to the court above it. That court is not "
        "in this system; file there directly.",
    ),
    "right_still_open": (
        "{right_zh}的期限尚未届满(至{last})，届满后方可归档。",
        "There is still time for {right_en} (until {last}); after that the file can be archived.",
    ),
    "others_may_appeal": (
        "其他当事人的上诉期尚未届满(至{last})。",
        "The other parties may still appeal (until {last}).",
    ),
    "periods_before_hearing": (
        "答辩期或举证期尚未届满(至{until}),且未书面放弃;最早可定于{first}。",
        "Answer or evidence periods still run (until {until}) and were not waived; the first "
        "lawful date is {first}.",
    ),
    "hearing_unserved": (
        "起诉状副本尚未有效送达:{names}。如今日送达,最早可定于{first}。",
        "Not served with effect yet: {names}. If they were served today, the first lawful date "
        "would be {first}.",
    ),
    "court_does_not_sit": (
        "{day}为休息日,不开庭;下一个工作日为{first}。",
        "The court does not work on {day}; its next working day is {first}.",
    ),
    "sitting_clash": ("时间冲突:{what_zh}。", "This clashes: {what_en}."),
    "no_such_room": ("本院没有名为“{room}”的法庭。", "This court has no room called “{room}”."),
    "room_not_online": ("{room}不具备在线开庭条件。", "{room} is not fitted for hearings online."),
    "nobody_agreed_online": (
        "没有当事人同意在线开庭({names}),请线下开庭。",
        "Nobody agreed to a hearing online ({names}): hear the case in the courtroom.",
    ),
    "not_agreed_online": (
        "尚未同意在线开庭:{names}。可线上线下结合,或线下开庭。",
        "Not agreed to a hearing online: {names}. Hear them in the courtroom.",
    ),
    "by_notice_offline": (
        "公告送达且未同意在线诉讼的当事人应线下开庭:{names}。",
        "Served by public notice and not agreed to go online: {names}. Hear them in the courtroom.",
    ),
    "recused_person": ("已回避的人员不能参加庭审。", "Who is recused does not sit."),
    "record_closed": (
        "笔录已定稿，不能改动；有遗漏或差错的，可申请补正。",
        "The record is closed; what is missing or wrong in it, a party asks to have corrected.",
    ),
    "record_open": ("笔录尚未定稿。", "The record is not closed yet."),
    "record_empty": ("笔录没有内容。", "There is nothing in the record."),
    "no_hearing": ("没有待开的庭。", "No hearing is fixed."),
    "too_many_adjournments": (
        "延期开庭次数已达上限({most}次)。",
        "Adjourned as often as allowed ({most}).",
    ),
    "counterclaim_open": (
        "反诉尚未处理,不能准许撤诉。",
        "A counterclaim is pending: no withdrawal.",
    ),
    "may_not_transfer_again": (
        "受移送的案件不得拒收或再行移送；认为本院没有管辖权的，应当报请上级人民法院指定管辖。",
        "A case transferred in may not be refused or passed on. If this court holds that it has no "
        "jurisdiction either, it asks the court above to say which has.",
    ),
    "own_court": ("请选择本院以外的法院。", "Choose a court other than this one."),
    "one_court": (
        "从名单中选择法院和填写法院名称，只能二选一。",
        "Either choose a court from the list or write its name, not both.",
    ),
    "insists_here": (
        "原告经告知后坚持在本院起诉，请登记立案或者裁定不予受理。",
        "The plaintiff was told and insists on this court: register the case, or refuse it by a "
        "ruling.",
    ),
    "only_before_pronouncement": ("宣判后不能办理。", "Not possible after pronouncement."),
    "only_after_pronouncement": ("宣判后才能办理。", "Only after pronouncement."),
    "already_pronounced": ("已经宣判。", "Already pronounced."),
    "remanded_once": ("发回重审以一次为限。", "A case is remanded once only."),
    "needs_result": ("请选择裁判结果。", "Name the result."),
    "only_appeals": ("仅适用于上诉案件。", "Only in appeal cases."),
    "only_retrial_review": ("仅适用于再审审查案件。", "Only in retrial reviews."),
    "no_appeal": ("该裁判不得上诉。", "No appeal lies."),
    "days_3_to_30": ("补正期限应为3至30日。", "The time to correct is 3 to 30 days."),
    "not_all_signed": ("尚有当事人未签署。", "Not every party has signed."),
    "already_signed": ("该当事人已签署。", "This party has signed already."),
    "needs_mediator": ("请先指定调解员。", "Appoint a mediator first."),
    "all_must_agree": ("须经各方当事人一致同意。", "Every party has to agree."),
    "three_months": (
        "立案满三个月后(最早{first})才能终结本次执行。",
        "Three months from filing have to pass first (from {first}).",
    ),
    "unmet_conditions": ("终结本次执行程序的条件未全部具备。", "Not all conditions are met."),
    "already_asked": ("已有待审批的申请。", "A request is waiting for a decision already."),
    "nothing_asked": ("没有待审批的申请。", "Nothing is waiting for a decision."),
    "two_people": ("申请人不能审批自己的申请。", "Nobody decides on their own request."),
    "no_evidence_period": (
        "举证期限已届满，不能再延长；确有必要的，可以重新指定举证期。",
        "The evidence period is over and cannot be made longer; a new one can be set.",
    ),
    "counterclaim_unserved": (
        "反诉状尚未送达:{names};送达后计算答辩期和举证期。",
        "The counterclaim has not been served on {names}; the time to answer runs from that.",
    ),
    "counterclaim_unanswered": (
        "反诉的答辩期尚未届满(至{until})，且未答辩或者书面放弃。",
        "The time to answer the counterclaim runs (until {until}) and was not waived.",
    ),
    "no_clock": ("没有正在计算的相应期限。", "No such time limit is running."),
    "after_expiry": ("审限已届满,不得再申请延长。", "The limit has expired; no extension."),
    "no_more_extensions": ("法定延长次数已用尽。", "No further extension is provided by law."),
    "authority_needed": (
        "需要特别授权(民事诉讼法第62条)。",
        "This needs a special authority (CPL 62).",
    ),
    "higher_court_only": ("须报请上级人民法院批准。", "Only the higher court may grant this one."),
    "no_upper_court": ("没有上一级法院,无法移送。", "There is no upper court to send this to."),
    "court_unknown": ("没有代字为“{court}”的法院。", "There is no court with the code {court!r}."),
    "set_aside": (
        "该案的到期事项待人工处理。",
        "What fell due in this case waits for a person.",
    ),
    "not_set_aside": ("没有待人工处理的到期事项。", "Nothing was set aside in this case."),
    "file_not_ready": (
        "“{name}”尚未上传完成或未被接收,请完成上传或移除后再提交。",
        "“{name}” has not arrived or was not taken. Finish it or take it out, then go on.",
    ),
    "no_such_heading": ("材料目录中没有这一类。", "The catalogue has no such heading."),
    "no_such_channel": ("没有这种送达渠道。", "There is no such channel for this way."),
    "address_of_another": (
        "该地址是本案其他当事人的地址。",
        "This is the address of another party in the case.",
    ),
    "address_unknown": (
        "该地址未经当事人确认,请先登记送达地址。",
        "The party has not given this address: keep it as its address for service first.",
    ),
    "paper_of_another": (
        "该文书是发给其他当事人的。",
        "This paper was written to another party.",
    ),
    "no_such_paper": ("没有这份文书。", "There is no such paper."),
    "no_way_left": (
        "没有可用的送达方式,请按阶梯表办理下一步。",
        "No way of service is left: see the acts of the court on the ladder.",
    ),
    "no_address": ("没有可用的送达地址。", "There is no address to send it to."),
    "no_account": (
        "该当事人尚未在线关联本案。",
        "This party is not in the case online.",
    ),
    "nothing_prepared": ("没有待发出的送达。", "Nothing is prepared that could go out."),
    "not_of_this_way": ("该送达方式没有这一情形。", "That does not happen in this way of service."),
    "attempt_over": ("该次送达已经结束。", "This attempt is over."),
    "not_sent_yet": ("该次送达尚未发出。", "This attempt has not gone out yet."),
    "number_used": (
        "该单号已用于另一件送达。",
        "This tracking number belongs to another service.",
    ),
    "no_such_number": ("没有使用该单号的送达。", "No service has this tracking number."),
    "proof_missing": ("证明材料或者说明不完整。", "What proves it is not complete."),
    "evidence_needed": (
        "请上传送达凭证(回执、照片等)。",
        "Add the proof: the receipt, a photo.",
    ),
    "nothing_to_confirm": ("没有需要确认的送达。", "Nothing waits for your confirmation."),
    "too_many_at_once": ("一次最多处理{most}件。", "At most {most} at once."),
    "simple_means_unproven": (
        "对该当事人仅以简便方式通知,未经确认也没有其他收到的证据,不得据此按撤诉处理或者缺席判决"
        "(民诉法解释第261条)。",
        "This party was summoned by simple means only, and nothing proves receipt: no deemed "
        "withdrawal or judgment by default may rest on it (Interpretation art. 261).",
    ),
    "reason_needed": ("请选择查阅理由。", "Choose the reason for reading."),
    "reason_words_needed": (
        "请用至少{fewest}个字写明理由。",
        "Say why in your own words, in at least {fewest} characters.",
    ),
    "file_incomplete": (
        "卷宗缺少应当归档的材料，请补齐，或者写明缺少的原因后归档。",
        "The file lacks papers that belong into it. Add them, or say why they are missing.",
    ),
    "no_such_kind": ("卷宗中没有这一类材料。", "The file has no such kind of paper."),
    "nothing_to_file": ("请先上传要入卷的材料。", "Add the files that go into the file first."),
    "not_tighter": ("法院只能缩短自身时限。", "A court may only shorten its own limits."),
    "nobody_to_draw": (
        "没有可以承办本案的法官:均已回避、缺勤或者不在承办的审判庭,请指定分案。",
        "No judge can be drawn: all are recused, on leave or in other divisions. Name one by hand.",
    ),
    "limit_exists": (
        "该日起已有本院自定的期限，请另选较后的日期。",
        "The court has set a limit from that day already: choose a later day.",
    ),
    "team_exists": ("已有同名的团队。", "There is a team of this name."),
    "draw_open": (
        "本案已有抽签结果,按该结果办理,不得另行抽签。",
        "A draw of this case is open: go by it; there is no second one.",
    ),
    "nobody_drawn": ("请先抽签。", "Draw first."),
    "draw_stale": (
        "抽中的人员现在不能办理本案,请重新抽签。",
        "Who was drawn cannot take the case any more: draw again.",
    ),
    "barred_by_law": (
        "{name}依法不得办理本案:{why_zh}。",
        "{name} may not try this case: {why_en}.",
    ),
    "person_absent": ("{name}正在缺勤期间。", "{name} is on leave."),
    "change_after_limit": (
        "审理期限已于{due}届满，应当在届满前裁定变更程序（民诉法解释第258条）。",
        "The trial limit ended on {due}; the procedure is changed before that (interpretation "
        "258).",
    ),
    "heard_as_ordinary": (
        "已经按照普通程序审理的案件，开庭后不得转为简易程序（民诉法解释第260条）。",
        "A case heard in ordinary procedure does not become a summary one (interpretation 260).",
    ),
    "procedure_barred": ("不得这样审理:{why_zh}。", "The law excludes this: {why_en}."),
    "panel_needed": ("本案应当组成合议庭:{why_zh}。", "A panel has to try this case: {why_en}."),
    "panel_incomplete": (
        "合议庭成员人数必须是单数且不少于三人,有人民陪审员的为三人或者七人(其中陪审员四人),现有{n}人。",
        "A panel has an odd number of members, three at least; with lay assessors three, or seven "
        "of whom four are assessors. There are {n}.",
    ),
    "panel_twice": ("同一人不能在合议庭中占两席。", "Nobody sits in a panel twice."),
    "judges_only": (
        "第二审、再审和特别程序的合议庭不由人民陪审员参加。",
        "No lay assessor sits in second instance, in a review or in a special procedure.",
    ),
    "presiding_not_on_bench": (
        "审判长应当是合议庭中的法官。",
        "The presiding judge is a judge of the panel.",
    ),
    "nothing_named": ("请填写要变更的人员。", "Say who is to change."),
    "not_in_case": ("此人不在本案办案人员中。", "This person has no part in the case."),
    "name_who_leaves": ("请填写被更换人。", "Say who leaves."),
    "name_who_comes": ("请填写接替人,或者抽签。", "Name who takes over, or draw."),
    "same_person": ("被更换人与接替人不能是同一人。", "Who leaves cannot take over."),
    "on_bench_already": ("{name}已在本案审判组织中。", "{name} sits in this case already."),
    "president_decides": (
        "审判人员的回避由院长决定。",
        "The president of the court decides on the recusal of those who try the case.",
    ),
    "no_opinion": ("尚无合议笔录。", "There is no record of a deliberation yet."),
    "not_your_panel": ("您不是本案合议庭成员。", "You are not a member of this panel."),
    "already_on_leave": ("该期间已登记缺勤。", "These days are recorded already."),
    "handed_over_already": (
        "移交已经开始,不能再改。",
        "It has begun: nothing of it changes any more.",
    ),
    "not_your_signature": (
        "您不是本案现任审判组织成员，不能签署。",
        "You are not one of those who try this case now: you cannot sign.",
    ),
    "nobody_presides": (
        "本案尚未确定承办法官或者审判长。",
        "Nobody is in charge of this case, or presides over its panel, yet.",
    ),
    "not_your_draft": (
        "只有本案办案人员可以撰写文书。",
        "Only those who work on this case write its decisions.",
    ),
    "not_this_procedure": (
        "“{procedure}”不使用这种文书。",
        "This decision is not one of the procedure “{procedure}”.",
    ),
    "corrects_nothing": (
        "补正裁定应当指明所补正的已用印文书。",
        "A ruling that corrects names the sealed decision it corrects.",
    ),
    "drafted_already": (
        "这种文书已有草稿，请在该草稿上撰写。",
        "There is a draft of it already. Write that one.",
    ),
    "sealed_already": (
        "文书已经用印，不能再改；笔误以裁定补正。",
        "It is sealed and never changes; a slip is corrected by a ruling.",
    ),
    "leaders_end_it": (
        "该标记由规则或者庭长、院长作出，由庭长或者院长取消。",
        "The mark was set by the rule or by a leader of the court: a leader ends it.",
    ),
    "not_open_yet": (
        "该文书尚未宣告或者尚未向当事人公开，不能补正；判决书请退回修改。",
        "The parties do not read it yet, so there is nothing to correct; send a judgment back to "
        "drafting.",
    ),
    "draft_dropped": ("草稿已经搁置。", "The draft was set aside."),
    "signed_draft": (
        "判决书已签发，请先退回修改。",
        "The judgment is signed. Send it back to drafting first.",
    ),
    "two_texts": (
        "有两份文稿并存，请先选定其一。",
        "Two texts stand side by side. Choose one of them first.",
    ),
    "text_changed": (
        "文稿在您阅看期间已有改动，请重新阅看；未作任何处理。",
        "The text changed while you read it. Read it again; nothing was done.",
    ),
    "checks_bar": (
        "校验未通过（{n}项）：{first_zh}。",
        "The checks found {n} in the way: {first_en}.",
    ),
    "confirm_first": ("还有{n}项须确认：{what_zh}。", "{n} still to be confirmed: {what_en}."),
    "signed_by_you": ("您已签署这份文稿。", "You have signed this text already."),
    "presiding_signs_last": (
        "审判长最后签署，尚待：{names}。",
        "Who presides signs last. Still to come: {names}.",
    ),
    "signatures_missing": (
        "签署不齐，尚待：{names}。",
        "Signatures are missing: {names}.",
    ),
    "approval_needed": (
        "依法须先经{who_zh}书面批准。",
        "The law asks for the approval of the {who_en} in writing first.",
    ),
    "no_approval_here": ("这份文书不须审批。", "This decision needs no approval."),
    "sign_the_draft": (
        "本案已有草稿，请在文书页面签署，或者先搁置草稿。",
        "A draft is under way: sign it on its page, or set it aside first.",
    ),
    "seal_first": (
        "文书尚未签署用印，请先完成，或者搁置草稿。",
        "The decision is not signed and sealed yet: do that first, or set the draft aside.",
    ),
    "no_seal_key": (
        "尚未配置电子印章密钥（SEALS_GATEWAY），请联系系统管理员。",
        "No key of the seal is set (SEALS_GATEWAY). Ask the system administrator.",
    ),
    "seal_unusable": (
        "电子印章暂不能使用：{why}",
        "The seal cannot be used at the moment: {why}",
    ),
    "not_printable": (
        "文书不能排版：{what}",
        "The decision cannot be set: {what}",
    ),
    "recusal_asked": (
        "已有人申请您回避；在作出决定前，除紧急措施外暂停参与本案工作（民事诉讼法第48条）。",
        "Your recusal is asked for: until it is decided you take only urgent measures "
        "(Civil Procedure Law, art. 48).",
    ),
    "not_deliberating": ("案件不在合议阶段。", "The case is not being deliberated on."),
    "no_deliberation": ("合议尚未开始。", "No deliberation has begun."),
    "bench_changed": (
        "合议庭组成人员已有变更，应当重新合议。",
        "The panel has changed since: deliberate anew.",
    ),
    "two_answers": (
        "每一评议事项列出二至{most}种互不相同的意见。",
        "A point has two to {most} answers, each different.",
    ),
    "too_many_points": ("评议事项最多{most}项。", "At most {most} points."),
    "no_such_point": ("没有这一评议事项。", "There is no such point."),
    "presiding_puts": (
        "评议事项由审判长、承办法官或者书记员列出。",
        "Points are put by the presiding judge, the judge in charge or the clerk.",
    ),
    "presiding_begins_anew": (
        "已有成员发表意见，重新评议由审判长决定并写明理由。",
        "Opinions have been given: only the presiding judge begins anew, and says why.",
    ),
    "deliberated_here": (
        "合议庭成员已在此发表意见，请在此评议并表决，不能以另写的合议意见代替。",
        "Members of the panel gave their opinions here: vote here. Words written apart do not stand "
        "in their place.",
    ),
    "presiding_asks": (
        "由审判长提请院长决定。",
        "The presiding judge asks the president of the court.",
    ),
    "not_your_turn": (
        "尚未轮到您：人民陪审员先发表意见，审判长最后发表意见。",
        "Not your turn yet: lay assessors speak first, the presiding judge last.",
    ),
    "others_first": (
        "其他成员尚未全部发表意见；全部发表后可以补充或者改变意见。",
        "Others have not spoken yet; once all have, you may add to your opinion or change it.",
    ),
    "grounds_needed": (
        "请说明理由，不少于{fewest}字；不得仅作同意与否的表态。",
        "Give your grounds, {fewest} characters or more; nobody may merely agree or disagree.",
    ),
    "vote_needed": (
        "请选择一种意见，或者写明其他意见。",
        "Choose an answer, or write another one.",
    ),
    "facts_only": (
        "七人合议庭的人民陪审员对法律适用可以发表意见，但不参加表决。",
        "In a panel of seven lay assessors may speak on the law but do not vote on it.",
    ),
    "no_outcome_point": (
        "尚未就裁判结果进行评议。",
        "The outcome has not been put to the panel yet.",
    ),
    "votes_open": ("尚有成员未发表意见、未表决。", "Some members have not voted yet."),
    "no_majority": (
        "未形成多数意见：可以提交专业法官会议讨论后再议，或者由审判长提请院长决定提交审判委员会。",
        "No answer has a majority: refer to the judges' meeting and deliberate again, or the "
        "presiding judge asks for the judicial committee.",
    ),
    "committee_decides": (
        "已提请审判委员会讨论，待其决定后再行办理。",
        "The case is with the judicial committee: wait for its decision.",
    ),
    "referred_already": ("已经提交，尚未结束。", "It is referred already, and that is not over."),
    "not_referred": ("本案没有提交讨论。", "The case was not referred there."),
    "not_agreed_yet": ("院长尚未决定是否提交。", "The president has not decided on it yet."),
    "not_delegable": (
        "只能委托准备性事项，裁判、宣判和签发不得委托。",
        "Only acts of preparation can be left to others; to decide, pronounce and sign cannot.",
    ),
    "not_of_team": (
        "此人在该日不是您团队的法官助理或者书记员。",
        "On that day this person is not an assistant or clerk of your team.",
    ),
    "delegated_too_long": (
        "截止日不得早于开始日，一次最多委托{days}日。",
        "The last day is not before the first, and at most {days} days later.",
    ),
    # evidence and its exchange
    "choose_items": ("请选择证据。", "Choose the evidence."),
    "no_such_item": (
        "所选证据不在本案已提交的证据中，请刷新后重新选择。",
        "What you chose is not among the evidence put in this case. Look again and choose anew.",
    ),
    "item_withdrawn": ("{items}已撤回。", "{items}: withdrawn."),
    "own_item": (
        "{items}是您自己提交的证据，质证意见由其他当事人发表。",
        "{items} is your own: opinions on it are for the other parties.",
    ),
    "not_your_item": ("只能撤回自己提交的证据。", "You can withdraw only what you put yourself."),
    "too_many_items": (
        "一次最多提交{most}项证据，请先提交已录入的部分。",
        "At most {most} items at once: put those that you have first.",
    ),
    "item_is_put": (
        "该证据已提交，不能再修改；可以撤回并说明理由。",
        "This item is put and cannot be changed any more; it can be withdrawn with a reason.",
    ),
    "list_is_partys": (
        "证据目录由当事人在线录入；纸质证据请用“提交证据”逐项录入。",
        "A party builds its list online; enter evidence on paper item by item as evidence "
        "submitted.",
    ),
    "nothing_to_put": (
        "证据目录中还没有待提交的证据。",
        "There is nothing on the list to put yet.",
    ),
    "opinion_needs_reason": ("有异议的，请写明理由。", "Say why you dispute it."),
    "bench_orders_at_once": (
        "法庭可以直接责令提供原件、原物。",
        "The bench orders the original at once.",
    ),
    "basis_of_same": (
        "认定与原件一致的，请选择依据；不一致或者未提供的，不选依据。",
        "Choose why it counts as the original where it is the same, and nothing where it is not.",
    ),
    "late_first": (
        "{items}系逾期提供，请先决定是否采纳。",
        "{items} came late: first decide whether it is taken in.",
    ),
    "not_taken_in": (
        "{items}因逾期已决定不予采纳。",
        "{items} came late and was not taken in.",
    ),
    "not_late": ("所选证据未逾期。", "What you chose did not come late."),
    "late_verdict_law": (
        "{item}：按所选原因，依法只能处理为：{which_zh}（民诉法解释第101、102条）。",
        "{item}: with that cause the law allows only: {which_en} (Interpretation, arts. 101, 102).",
    ),
    "exchange_not_agreed": (
        "非同步证据交换须经各方当事人同意，尚未同意的：{names}。可以组织同步交换。",
        "Every party has to agree to an exchange that is not at the same time; not yet: {names}. "
        "It can be held at the same time.",
    ),
    "exchange_not_online": (
        "有当事人不同意在线或者尚未答复，请选择线下进行。",
        "A party wants it otherwise or has not answered: hold it in the courtroom.",
    ),
    "consent_too_late": (
        "您已发表质证意见或者期限已过，不能再改变交换方式；确有困难的，请向法庭说明。",
        "You have given opinions or the period is over: the way of the exchange stays. Tell the "
        "court if you cannot go on.",
    ),
    "consent_needs_reason": (
        "证据交换已经开始，改变意见请说明理由，由法庭审查。",
        "The exchange has begun: say why you want it otherwise; the court looks at it.",
    ),
    "exchange_at_hearing": (
        "本案已进入排期或者开庭，同步质证在庭审中进行。",
        "The case is past this stage: it is done at the hearing.",
    ),
    "sync_needs_time": ("请填写同步交换的时间和法庭。", "Say when and in which courtroom."),
    "sync_day": ("请选择将来的一个工作日。", "Choose a working day to come."),
    "exchange_open": (
        "证据交换尚未结束，请先制作证据交换笔录。",
        "The exchange is open: make its record first.",
    ),
    "exchange_unsigned": (
        "尚未在证据交换笔录上签名：{names}。拒绝签名的，由书记员记明。",
        "Not yet signed by {names}. The clerk notes it where somebody does not sign.",
    ),
    "no_exchange": ("没有正在进行的证据交换。", "No exchange is open."),
    "opinions_running": (
        "发表质证意见的期限至{until}，尚未届满。",
        "The period for opinions runs until {until}.",
    ),
    "no_exchange_record": ("尚无证据交换笔录。", "There is no record of the exchange yet."),
    "party_signs_itself": (
        "签名、异议由当事人本人作出；书面作出的，请按收到的纸质材料登记。",
        "A party signs or objects itself; what it wrote on paper is entered as a paper received.",
    ),
    "clerk_notes_refusal": (
        "拒绝签名的情况由书记员记明；有异议的，请写明异议。",
        "That somebody does not sign is noted by the clerk; write down what you object to.",
    ),
    "objection_needs_words": ("请写明异议或者情况。", "Say what you object to, or what happened."),
    "paper_unfillable": (
        "文书无法生成：{problem_zh}。请缩短填写的内容，或者请管理员修改文书样式。",
        "The paper cannot be made: {problem_en}. Shorten what was written, or have the court's "
        "form mended.",
    ),
    "sheet_unreadable": (
        "不能读取这份表格。请使用下载的模板（.xlsx 或 .csv）。",
        "This file cannot be read as a table. Use the template (.xlsx or .csv).",
    ),
    "too_many_views": ("最多保存{most}个视图。", "At most {most} views can be kept."),
    "whom_to_recuse": (
        "申请回避应当写明被申请回避的人，至少一人。",
        "Name whose recusal is asked for, one person at least.",
    ),
    "no_evidence_put": (
        "本案没有逐项提交的证据。",
        "No evidence was put item by item in this case.",
    ),
    "nothing_quoted": ("没有可引用的文字。", "There are no words to quote."),
    "quote_too_long": (
        "引用过长：一次最多{most}字。",
        "The quotation is too long: at most {most} characters at once.",
    ),
    "quote_elsewhere": (
        "只能引用本案卷宗中的材料。",
        "Only papers of this case's own file can be quoted.",
    ),
    "quote_inner": (
        "副卷材料不得写入裁判文书，只能引用正卷。",
        "Nothing of the inner volume goes into a decision: only the main volume is quoted.",
    ),
    "quote_void": (
        "该材料已作废，不能引用。",
        "This paper came into the file by a mistake and is void: it cannot be quoted.",
    ),
    "quote_of_one_party": (
        "该材料只供一方当事人和法院查阅，不能写入裁判文书。",
        "This paper is for one party and the court alone: it cannot go into a decision.",
    ),
    "no_such_page": ("没有这一页，请核对页码。", "There is no such page: check its code."),
    "too_many_quotes": (
        "一份文书最多保存{most}处引用来源。",
        "A draft keeps at most {most} sources.",
    ),
}

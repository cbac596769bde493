"""What a notice says: one table, in both languages, for the page and for the telephone.

A line is one short fact, without a name in it; what is asked of the reader by when follows from
the clock that the act opened, so that the date is the one the case page shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases.law.acts import ACTS, NOT_TOLD
from cases.law.ladder import Rung


@dataclass(frozen=True)
class Said:
    """The words for one template."""

    zh: str
    en: str
    goes_out: bool = False
    """Also by text message and mail, to parties."""
    asks: str = ""
    """The clock, or ``hearing``, that says what is due by when."""
    side: str = ""
    """Whom it asks; all sides when empty."""
    without_case: bool = False
    """About the person rather than the case: may be said to somebody who does not see it."""


# fmt: off
_SAID: dict[str, Said] = {
    # what comes in and what the court answers
    "file": Said("法院已收到立案材料，正在审查", "The court has the papers and is examining them", True),
    "register": Said("案件已立案", "The case is accepted and registered", True, "fee_payment", "plaintiff"),
    "return_for_correction": Said("法院通知补正材料", "The court asks for corrections to the papers", True,
                                  "filing_correction", "plaintiff"),
    "submit_correction": Said("补正材料已收到", "The corrected papers have come in"),
    "return_filing": Said("法院退回立案材料", "The court has returned the papers", True),
    "name_court": Said("法院告知：应向另一法院起诉", "The court says which other court to file with", True),
    "refuse_filing": Said("法院裁定不予受理", "The court does not accept the case", True, "appeal_against_ruling", "plaintiff"),
    "withdraw_application": Said("立案申请已撤回", "The application has been withdrawn", True),
    "fee_notice_owed": Said("案件已依法转立案，请送达缴费通知", "The case is registered by operation of law: serve the fee notice"),
    "serve_fee_notice": Said("缴费通知已送达", "The fee notice has been served", True, "fee_payment", "plaintiff"),
    "pay_fee": Said("诉讼费已缴纳", "The court fee is paid", True),
    "ask_relief": Said("缓减免诉讼费的申请已收到", "The application for relief from the fee has come in"),
    "relieve_fee": Said("法院已决定缓减免诉讼费的申请", "The court has decided on relief from the fee", True,
                        "fee_payment"),
    "pay_later_fee": Said("反诉费或缓交的费用已交纳", "The fee of a counterclaim, or one deferred, is paid"),
    "file_counterclaim": Said("被告提起反诉", "The defendant has filed a counterclaim", True,
                              "counterclaim_fee", "defendant"),
    "end_counterclaim": Said("法院已处理反诉", "The counterclaim is over", True),
    "assign": Said("案件已分配承办法官", "A judge has the case"),
    "assign_for_hearing": Said("案件已分配承办法官，将直接排期开庭", "A judge has the case and will fix the hearing"),
    "draw_judge": Said("案件已由电子分案确定承办法官", "A judge was drawn for the case"),
    "form_panel": Said("合议庭组成人员已确定或变更", "The panel of the case is formed or changed", True),
    "replace_member": Said("本案审判人员有变更", "Somebody else tries the case from now on", True),
    "recuse": Said("法院已就回避作出决定", "The court has decided on a recusal", True),
    "tell_panel": Said("审判组织已确定", "The judges of the case are named", True),
    # mediation
    "refer_to_mediation": Said("案件转入诉前调解", "The case goes to mediation first", True),
    "appoint_mediator": Said("已指定调解员", "A mediator is appointed", True),
    "accept_mediation": Said("调解员开始调解", "The mediator has begun"),
    "decline_mediation": Said("不再调解，案件已立案", "No mediation: the case is registered", True, "fee_payment", "plaintiff"),
    "publish_agreement": Said("调解协议文本已发布", "The draft agreement is there to read", True, "agreement_signing"),
    "sign_agreement": Said("一方当事人已签署调解协议", "A party has signed the agreement"),
    "end_mediation": Said("调解已终止，案件转立案", "Mediation has ended: the case is registered", True, "fee_payment", "plaintiff"),
    "extend_mediation": Said("调解期限已延长", "Mediation goes on for longer", True),
    "confirm_agreement": Said("法院裁定调解协议有效", "The court has confirmed the agreement", True),
    "reject_confirmation": Said("法院驳回司法确认申请", "The court has refused to confirm the agreement", True),
    # service, answer, evidence
    "serve_complaint": Said("起诉状副本已送达", "The complaint has been served", True, "answer_period", "defendant"),
    "file_answer": Said("答辩状已提交", "An answer has been filed"),
    "answer_counterclaim": Said("反诉答辩状已提交", "The counterclaim has been answered"),
    "pass_on_answer": Said("答辩状副本已送达", "The answer has been served", True, "", "plaintiff"),
    "serve_again": Said("案件追加当事人或变更请求，将重新送达", "A party or claim was added: papers are served again", True),
    "reopen_evidence": Said("法院重新指定举证期限", "The court has set a new evidence period", True, "evidence_period"),
    "close_answers": Said("进入举证阶段", "Evidence is to be handed in now", False, "evidence_period"),
    "put_evidence": Said("一方当事人提交了证据，请查看并发表意见", "A party has put evidence: read it and say what you think", True),
    "withdraw_evidence": Said("一方当事人撤回了一项证据", "A party has withdrawn an item of evidence"),
    "propose_exchange": Said("法院征询证据交换方式，请答复", "The court asks how you want the evidence exchanged", True, "exchange_consent"),
    "agree_exchange": Said("一方当事人对证据交换方式表示了意见", "A party has said how the evidence is to be exchanged"),
    "open_exchange": Said("法院组织证据交换，请按期发表质证意见", "The exchange of evidence is open: say what you think of the evidence", True, "exchange_opinions"),
    "answer_evidence": Said("一方当事人发表了质证意见", "A party has given an opinion on evidence"),
    "speak_on_evidence": Said("证据下有新的提问或者答复", "There is a question or a reply on evidence"),
    "order_original": Said("法院已就提供原件、原物作出决定", "The court has decided on bringing an original", True, "original_brought"),
    "compare_original": Said("原件、原物比对结果已记录", "A comparison with an original is recorded"),
    "rule_on_evidence": Said("法院已对证据作出认定", "The court has ruled on evidence"),
    "decide_late_evidence": Said("法院已就逾期提供的证据作出处理", "The court has decided on evidence that came late", True),
    "make_exchange_record": Said("证据交换笔录已制作，请阅读并签名", "The record of the exchange is ready: read and sign it", True),
    "sign_exchange_record": Said("一方当事人对证据交换笔录签名或者提出异议", "A party has signed the record of the exchange, or objects"),
    "confirm_exhibit": Said("对一件展示证据已有确认或异议", "Somebody has confirmed an exhibit or objected to it"),
    "mark_exhibit": Said("录音录像证据上有新的标记", "A recording has a new mark"),
    # hearing, judgment
    "fix_hearing": Said("开庭时间已确定", "The hearing is fixed", True, "hearing"),
    "move_hearing": Said("开庭时间已变更", "The hearing has been moved", True, "hearing"),
    "close_record": Said("庭审笔录已定稿，请阅读并签名", "The record of the hearing is ready: read and sign it", True, "record_reading"),
    "cancel_hearing": Said("原定开庭已取消，另行通知", "The hearing is cancelled; the court will say when it is", True),
    "agree_online": Said("一方当事人对在线开庭表示了意见", "A party has said whether to be heard online"),
    "adjourn": Said("开庭延期，另行通知", "The hearing is adjourned; the court will say to when", True),
    "hear_again": Said("法院恢复庭审，另行通知", "The court will hear the case again", True),
    "decide_without_hearing": Said("本案不开庭审理", "The case is decided without a hearing", True),
    "make_mediation_statement": Said("法院制作调解书", "The court is making the mediation statement"),
    "pronounce": Said("案件已宣判", "The judgment is pronounced", True),
    "serve_judgment": Said("裁判文书已送达", "The judgment has been served", True, "appeal_period"),
    # appeal
    "appeal": Said("已有当事人上诉", "A party has appealed", True),
    "appeal_early": Said("已有当事人上诉", "A party has appealed", True),
    "appeal_also": Said("另有当事人上诉", "Another party has appealed", True),
    "mend": Said("法院更正了一项记录，期限以案件页面为准", "The court has corrected a record; the case page has the dates", True),
    "appeal_on_paper": Said("收到在期限内交邮的上诉状", "An appeal posted in time has arrived", True),
    "appeal_out_of_time": Said("法院准许顺延并受理上诉", "The court allows an appeal out of time", True),
    "pass_on_petition": Said("上诉状副本已送达", "The appeal has been served", True, "appeal_answer"),
    "send_file_up": Said("上诉卷宗已移送上级法院", "The file has gone to the court above", True),
    "withdraw_appeal_petition": Said("上诉已撤回", "The appeal has been withdrawn", True),
    "withdraw_early_appeal": Said("上诉已撤回", "The appeal has been withdrawn", True),
    # other ends
    "allow_withdrawal": Said("法院准许撤诉", "The court allows the withdrawal", True),
    "let_party_leave": Said("法院准许一名当事人退出诉讼，案件继续审理",
                            "The court lets one party leave the suit; the case goes on", True),
    "deem_withdrawn": Said("法院裁定按撤诉处理", "The court treats the suit as withdrawn", True),
    "dismiss_action": Said("法院裁定驳回起诉", "The court has dismissed the action", True, "appeal_against_ruling"),
    "terminate_proceedings": Said("诉讼已终结", "The proceedings are terminated", True),
    "transfer_case": Said("案件移送其他法院管辖", "The case goes to another court", True),
    "serve_ruling": Said("裁定书已送达当事人", "The ruling has been served on a party"),
    "allow_appeal_withdrawal": Said("法院准许撤回上诉", "The court allows the appeal to be withdrawn", True),
    "deem_appeal_withdrawn": Said("法院裁定按自动撤回上诉处理", "The court treats the appeal as withdrawn", True),
    # execution
    "apply_execution": Said("执行申请已收到", "The application for execution has come in", True),
    "register_execution": Said("执行案件已立案", "The execution is registered", True),
    "refuse_execution": Said("法院裁定不予受理执行申请", "The court does not accept the execution", True),
    "issue_execution_notice": Said("法院已发出执行通知", "The court has issued the execution notice", True),
    "publish_auction": Said("拍卖公告已发布", "The auction is published", True),
    "withdraw_auction": Said("拍卖已撤回", "The auction is withdrawn", True),
    "send_report": Said("评估报告已发送", "The valuation report has been sent", True),
    "rule_on_third_party": Said("法院已裁定案外人异议", "The court has ruled on a third party's objection", True),
    "serve_in_execution": Said("执行文书已送达", "A paper of the execution has been served", True),
    "reached_notice": Said("执行通知书已送达", "The execution notice has been served", True, "venue_objection"),
    "reached_report": Said("评估、询价报告已送达", "The valuation report has been served", True, "price_objection"),
    "reached_objection": Said("对分配方案的异议已通知", "An objection to the plan has been passed on", True, "plan_counter"),
    "reached_counter": Said("对异议的反对意见已通知", "What is said against the objection has been passed on", True,
                            "sue_over_plan"),
    "serve_plan": Said("案款分配方案已送达", "The distribution plan has been served", True, "plan_objection"),
    "receive_money": Said("执行案款已到账", "Money has come in", True),
    "pay_out": Said("执行案款已发放，案件执行完毕", "The money is paid out: execution is complete", True),
    "pay_directly": Said("案件已履行完毕", "Everything owed has been performed", True),
    "end_this_time": Said("法院终结本次执行程序", "This execution has ended for now", True),
    "serve_ending": Said("终结本次执行裁定已送达", "The ruling that ended it has been served", True),
    "terminate_execution": Said("法院裁定终结执行", "The execution is terminated", True),
    "settlement_done": Said("执行和解已履行完毕", "The settlement has been performed", True),
    "move_to_bankruptcy": Said("案件移送破产审查", "The case goes to bankruptcy", True),
    # beside the way
    "make_request": Said("一方当事人向法院提出了申请或说明", "A party has asked or told the court something"),
    "answer_request": Said("法院已答复申请", "The court has answered a request", True),
    "withdraw_request": Said("一方当事人撤回了申请", "A party has withdrawn a request"),
    "open_incident": Said("案件有新的申请或事项", "Something new has come up in the case"),
    "take_measure": Said("法院已采取财产保全措施", "The court has preserved property", True),
    "renew_measure": Said("财产保全已续行", "The preservation of property is renewed", True),
    "decide_release": Said("法院已就解除保全作出决定", "The court has decided on the release of property", True),
    "rule_on_preservation": Said("法院已就您的保全申请作出裁定", "The court has ruled on your application to preserve", True),
    "take_security": Said("保全担保已记录", "The security for the preservation is recorded"),
    "ask_release": Said("当事人申请解除保全", "A party asks for the release of property"),
    "ask_reconsideration": Said("当事人申请保全复议", "A party asks to reconsider the preservation"),
    "decide_reconsideration": Said("法院已就保全复议作出决定", "The court has reconsidered the preservation", True),
    "issue_investigation": Said("法院已签发律师调查令", "The court has issued an investigation order"),
    "return_investigation": Said("律师调查令已交回", "An investigation order has come back"),
    "close_incident": Said("一项申请或事项已办结", "What had come up is settled"),
    "rule_on_objection": Said("法院已裁定管辖权异议", "The court has ruled on its jurisdiction", True, "objection_ruling_appeal"),
    "decide_extension": Said("审理期限的延长已审批", "The extension of time has been decided"),
    "decide_exclusion": Said("审理期限的扣除已审批", "The exclusion of time has been decided"),
    "change_procedure": Said("审理程序已变更", "The procedure has changed", True, "top_up", "plaintiff"),
    "order_refund": Said("法院决定退还诉讼费", "The court will refund the fee", True),
    "refund_fee": Said("诉讼费已退还", "The fee has been refunded", True),
    "apply_retrial": Said("再审申请已收到", "The application for retrial has come in", True),
    "deadline_moved": Said("法定假日公布，案件期限已重新计算", "Holidays were announced: deadlines are worked out anew", True),
    "urge": Said("院庭领导督办本案", "Leaders ask you to attend to the case"),
    "ask_extension": Said("承办人申请延长审限，待审批", "An extension of time waits for your decision"),
    "suspended": Said("本案中止诉讼，期间停止计算", "The proceedings are suspended: no time runs", True),
    "resumed": Said("本案恢复诉讼，期限以案件页面为准", "The proceedings go on; the case page has the dates", True),
    "extension_granted": Said("本案审理期限已批准延长，届满日以案件页面为准", "The trial limit is extended; the case page has its last day", True),
    "extension_refused": Said("延长审理期限的申请未获批准", "The extension of the trial limit was refused"),
    "exclusion_granted": Said("本案审理期限已扣除一段期间，届满日以案件页面为准", "Some time does not count to the trial limit; the case page has its last day", True),
    "exclusion_refused": Said("扣除审理期限的申请未获批准", "The exclusion of time was refused"),
    "withdraw_draft": Said("有新的来件，待决定的草稿已撤回", "Something came in: the draft that waited for you is withdrawn"),
    "late_extension": Said("延长审限的申请迟于届满前十五日提出", "An extension was asked for less than 15 days before expiry"),
    "ask_exclusion": Said("承办人申请扣除审限，待审批", "An exclusion of time waits for your decision"),
    "effect_service": Said("法院文书已送达您", "A paper has been served on you", True),
    "send_service": Said("法院正在向您送达文书", "The court is serving a paper on you"),
    "fail_service": Said("一次送达未成功，请办理下一步", "A service failed: take the next lawful step"),
    "confirm_address": Said("送达地址已确认", "An address for service is confirmed"),
    # who is in the case
    "ask_join": Said("有人申请关联案件，请核验", "Somebody asks to join the case: please check"),
    "renew_code": Said("关联码已更换，旧码作废", "An entry code was replaced: the old one is void"),
    "join": Said("有当事人凭关联码加入案件", "A party has joined the case by its code"),
    "confirm_join": Said("法院已确认您加入案件", "The court has confirmed that you are in the case", True),
    "decline_join": Said("法院未同意您的关联申请，理由见“加入案件”", "The court declined your request to join; “Join a case” says why",
                         True, without_case=True),
    "confirm_authority": Said("代理权已确认", "An authority to act is confirmed", True),
    "left_the_suit": Said("法院已裁定：您或者您代理的当事人退出一起诉讼，裁定书另行送达",
                          "By a ruling of the court you, or whom you act for, are no longer in a suit; the ruling will be served", True,
                          without_case=True),
    "end_authority": Said("一项代理权已终止", "An authority to act has ended", True, without_case=True),
    # time
    "rung_informed": Said("“{clock}”已过半，届满日为{day}", "Half of “{clock}” is over; its last day is {day}"),
    "rung_yellow": Said("“{clock}”将于{day}届满", "“{clock}” ends on {day}", True),
    "rung_orange": Said("“{clock}”将于{day}届满", "“{clock}” ends on {day}"),
    "rung_red": Said("“{clock}”将于{day}届满", "“{clock}” ends on {day}", True),
    "rung_expiry": Said("“{clock}”已于{day}届满", "“{clock}” ended on {day}", True),
    "rung_escalated": Said("“{clock}”{day}届满后仍未办结，报部门负责人", "“{clock}” ended on {day} and is not done: for the division chief"),
    "rung_escalated_again": Said("“{clock}”{day}届满后仍未办结，报院领导", "“{clock}” ended on {day} and is not done: for the court's leaders"),
    "expired_mediation_intake": Said("征询调解意愿期限届满，案件依法转立案", "Time to agree to mediation is over: the case is registered", True, "fee_payment", "plaintiff"),
    "expired_mediation": Said("调解期限届满，案件依法转立案", "Time for mediation is over: the case is registered", True, "fee_payment", "plaintiff"),
    "expired_agreement_signing": Said("签署期限届满，案件依法转立案", "Time to sign is over: the case is registered", True, "fee_payment", "plaintiff"),
    "expired_evidence_period": Said("举证期限届满", "The evidence period is over", True),
    "expired_appeal_period": Said("上诉期届满", "The time to appeal is over", True),
}
ASKS: dict[str, tuple[str, str]] = {
    "fee_payment": ("缴纳诉讼费最迟{day}", "pay the fee by {day}"),
    "filing_correction": ("补正最迟{day}", "send them by {day}"),
    "agreement_signing": ("签署最迟{day}", "sign by {day}"),
    "answer_period": ("答辩最迟{day}", "answer by {day}"),
    "evidence_period": ("举证最迟{day}", "hand in evidence by {day}"),
    "appeal_period": ("上诉最迟{day}", "appeal by {day}"),
    "appeal_against_ruling": ("上诉最迟{day}", "appeal by {day}"),
    "appeal_answer": ("答辩最迟{day}", "answer by {day}"),
    "objection_ruling_appeal": ("上诉最迟{day}", "appeal by {day}"),
    "venue_objection": ("对执行管辖的异议最迟{day}", "object to the place by {day}"),
    "price_objection": ("异议最迟{day}", "object by {day}"),
    "plan_counter": ("反对意见最迟{day}", "speak against it by {day}"),
    "sue_over_plan": ("起诉最迟{day}", "sue by {day}"),
    "plan_objection": ("异议最迟{day}", "object by {day}"),
    "counterclaim_fee": ("交纳反诉费最迟{day}", "pay its fee by {day}"),
    "top_up": ("补缴诉讼费最迟{day}", "pay the rest of the fee by {day}"),
    "hearing": ("{day}开庭", "it is on {day}"),
    "exchange_consent": ("答复最迟{day}", "answer by {day}"),
    "exchange_opinions": ("发表意见最迟{day}", "say so by {day}"),
    "original_brought": ("提供原件最迟{day}", "bring it by {day}"),
    "record_reading": ("阅读签名最迟{day}", "read and sign it by {day}"),
}
# fmt: on
RUNGS = {f"rung_{rung.name.lower()}": rung for rung in Rung}
EXPIRED = "expired_"


def said(template: str) -> Said:
    """The words for a template. An act without words of its own is said by its name."""
    if template in _SAID:
        return _SAID[template]
    if template.startswith(EXPIRED):
        return Said("“{clock}”期限届满", "The time for “{clock}” is over")
    act = ACTS.get(template)
    if act is None:
        return Said("案件有新进展", "Something new has happened in the case")
    return Said(f"已记录：{act.zh}", f"Recorded: {act.en[0].lower()}{act.en[1:]}")


def goes_out(template: str) -> bool:
    """Whether parties are told beyond the application; of the court's own work never."""
    return template not in NOT_TOLD and said(template).goes_out

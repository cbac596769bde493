"""What goes out with a service: the words of the mail and of the text message, and the papers."""

from __future__ import annotations

from django.utils import translation

from cases.acts.papers import sheets
from cases.materials import names, storing
from cases.materials.kinds import KINDS
from cases.models import Document, Service
from cases.notices.messages import address as called
from cases.notices.messages import case_words, court_short
from cases.reading import labels
from cases.writing import press

MOST_BYTES = 15 << 20
"""Of the papers in one mail; what is more is read in the application."""
File = tuple[str, bytes, str]


def title(service: Service) -> str:
    """What is served, as its addressee reads it."""
    if service.paper is not None and not service.paper.file_name:
        return service.paper.title
    return labels.document(service.document)


def words(service: Service, name: str) -> tuple[str, str]:
    """The subject and the text of a mail, in Chinese with a line of English."""
    with translation.override("zh-hans"):
        court, what = service.case.court.name, title(service)
        about = case_words(service.case)
    subject = f"【{court_short(court)}】送达：{what}（{about}）"
    english = service.case.court.name_en or court
    text = (
        f"{called(name)}：\n\n{court}就{about}向您电子送达《{what}》，文书见附件；也可以登录本院在线"
        "服务，在“我的案件”中阅读并确认收悉。\n\n您可以要求领取纸质文书。对送达有疑问的，请到本院询问。\n\n"
        f"{english} serves the papers attached. They can also be read, and their receipt "
        "confirmed, under “My cases” in the court's online service.\n"
    )
    return subject, text


def short(service: Service, name: str) -> str:
    """The text message; no link, for court messages are what swindlers imitate."""
    with translation.override("zh-hans"):
        what = title(service)[:20]
        return (
            f"【{court_short(service.case.court.name)}】{called(name)}：{case_words(service.case)}的"
            f"《{what}》已向您电子送达，请在“我的案件”查收。"
        )


def files(service: Service) -> list[File]:
    """The papers themselves: a file as it is, a text of the court as PDF."""
    paper = service.paper or _of_the_case(service)
    if paper is None:
        return []
    if paper.blob is not None:
        if paper.blob.size > MOST_BYTES:
            return []
        kind = KINDS.get(paper.blob.kind)
        with storing.open_blob(paper.blob) as file:
            name = names.of_kind(paper.file_name or names.cleaned(paper.title), paper.blob.kind)
            return [(name, file.read(), kind.media if kind else "application/octet-stream")]
    shown = sheets.paper_of(paper)
    if not shown:
        return []
    made = press.pdf(
        shown, sample=service.case.court.group.is_training, code=sheets.code_of(paper),
        made_at=int(paper.received_at.timestamp()),
    )  # fmt: skip
    return [(f"{names.cleaned(paper.title)}.pdf", made, "application/pdf")]


def _of_the_case(service: Service) -> Document | None:
    """The complaint or judgment of the case, if it lies in the e-file."""
    found = Document.objects.for_parties([service.party_no]).filter(
        case_id=service.case_id, kind=service.document, void_seq=None
    )
    return found.select_related("blob", "written").order_by("-seq", "-id").first()

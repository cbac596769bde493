"""Addresses of cases, work and oversight."""

from django.urls import path

from cases.views import act, case, home, notices, text, training
from cases.views.filing import counter, elsewhere, guided, repair, screens, signing, uploads
from cases.views.filing import desk as filing_desk
from cases.views.hearings import announced, calendar, feeds, records
from cases.views.papers import papers, verify, writing
from cases.views.parties import authority, join
from cases.views.service import announcements, desk
from cases.views.work import board, find, mine, worklist

urlpatterns = [
    path("", home.home, name="home"),
    path("mine", mine.mine, name="mine"),
    path("work", worklist.work, name="work"),
    path("board", board.board, name="board"),
    path("board/<slug:figure>", board.board_list, name="board-list"),
    path("hearings", calendar.hearings, name="hearings"),
    path("hearings/sheet", calendar.sheet, name="hearings-sheet"),
    path("hearings/rooms", calendar.rooms, name="rooms"),
    path("hearings/calendar", feeds.feed, name="feed"),
    path("calendars/<str:secret>.ics", feeds.calendar, name="feed-calendar"),
    path("sittings", announced.announced, name="announced"),
    path("join", join.join, name="join"),
    path("notices", notices.notices, name="notices"),
    path("notices/unsent", notices.dead_letters, name="dead-letters"),
    path("notices/unsent/<int:delivery_id>", notices.dead_letter, name="dead-letter"),
    path("text", text.text_size, name="text-size"),
    path("verify", verify.verify, name="verify"),
    path("find", find.find, name="find"),
    path("desk/filings", filing_desk.queue, name="desk-filings"),
    path("desk/filings/<int:case_id>", filing_desk.filing, name="desk-filing"),
    path("file", screens.file, name="file"),
    path("file/counter", counter.counter, name="file-counter"),
    path("file/causes", screens.find_cause, name="file-causes"),
    path("file/fee", counter.file_fee, name="file-fee"),
    path("file/<uuid:filing_id>/discard", screens.discard, name="filing-discard"),
    path("file/<uuid:filing_id>/review", signing.review, name="filing-review"),
    path("file/<uuid:filing_id>/pdf", signing.pdf, name="filing-pdf"),
    path("file/<uuid:filing_id>/wording", signing.wording, name="filing-wording"),
    path("file/<uuid:filing_id>/sign", signing.sign, name="filing-sign"),
    path("file/<uuid:filing_id>/receipt", signing.receipt, name="filing-receipt"),
    path("file/<uuid:filing_id>/fee", screens.fee, name="filing-fee"),
    path("file/<uuid:filing_id>/<slug:screen>", screens.screen, name="filing"),
    path("cases/<int:case_id>", case.case, name="case"),
    path("cases/<int:case_id>/history", case.case_history, name="case-history"),
    path("cases/<int:case_id>/papers", case.case_papers, name="case-papers"),
    path("cases/<int:case_id>/papers/<int:document_id>", case.document, name="document"),
    path(
        "cases/<int:case_id>/papers/<int:document_id>/pdf",
        writing.document_pdf,
        name="document-pdf",
    ),
    path("cases/<int:case_id>/write", writing.write, name="write"),
    path(
        "cases/<int:case_id>/write/<slug:code>/<int:party_no>",
        writing.write_form,
        name="write-form",
    ),
    path("forms", writing.forms, name="forms"),
    path("forms/<slug:code>", writing.form, name="form"),
    path("cases/<int:case_id>/papers/<int:document_id>/file", papers.file, name="paper-file"),
    path(
        "cases/<int:case_id>/papers/<int:document_id>/catalogue",
        papers.catalogue,
        name="paper-catalogue",
    ),
    path(
        "cases/<int:case_id>/hearings/<int:hearing_id>/record",
        records.record,
        name="hearing-record",
    ),
    path("service", desk.board, name="service-board"),
    path("service/batch", desk.batch, name="service-batch"),
    path("service/batch/<uuid:batch>", desk.sent, name="service-sent"),
    path("cases/<int:case_id>/service", desk.case_service, name="case-service"),
    path("cases/<int:case_id>/service/consent", desk.consent, name="service-consent"),
    path(
        "cases/<int:case_id>/service/address/<int:party_no>",
        desk.address,
        name="service-address",
    ),
    path("cases/<int:case_id>/service/<int:service_id>", desk.service, name="service"),
    path("cases/<int:case_id>/service/<int:service_id>/next", desk.next_, name="service-next"),
    path(
        "cases/<int:case_id>/service/<int:service_id>/receive",
        desk.receive,
        name="service-receive",
    ),
    path("announcements/<str:code>", announcements.announcement, name="announcement"),
    path("cases/<int:case_id>/joining", join.joining, name="case-joining"),
    path("cases/<int:case_id>/joining/<int:request_id>", join.join_request, name="join-request"),
    path("cases/<int:case_id>/joining/code/<int:party_no>", join.join_code, name="join-code"),
    path("cases/<int:case_id>/acts/<slug:code>", act.act, name="act"),
    path("cases/<int:case_id>/carry", elsewhere.carry, name="case-carry"),
    path("cases/<int:case_id>/copy", elsewhere.copy, name="case-copy"),
    path("cases/<int:case_id>/repair", repair.repair, name="case-repair"),
    path("cases/<int:case_id>/answer", guided.answer, name="case-answer"),
    path("authority/<int:link_id>", authority.authority, name="authority"),
    path("uploads", uploads.uploads, name="uploads"),
    path("uploads/tray/<uuid:tray>", uploads.upload_tray, name="upload-tray"),
    path("uploads/<uuid:upload_id>", uploads.upload, name="upload"),
    path("uploads/<uuid:upload_id>/bytes", uploads.upload_bytes, name="upload-bytes"),
    path("uploads/<uuid:upload_id>/change", uploads.upload_change, name="upload-change"),
    path("training/move", training.move, name="training-move"),
]

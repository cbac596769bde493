"""Addresses of cases, work and oversight."""

from django.urls import path

from cases.views import act, case, home, mending, notices, text, training
from cases.views.assigning import handover, order, queue
from cases.views.deciding import drafts, sources
from cases.views.deciding import signing as deciding
from cases.views.evidence import exchange
from cases.views.evidence import lists as evidence_lists
from cases.views.evidence import records as exchange_records
from cases.views.exhibits import exhibit
from cases.views.filing import counter, elsewhere, guided, repair, screens, signing, uploads
from cases.views.filing import desk as filing_desk
from cases.views.hearings import announced, calendar, feeds, records
from cases.views.lists import board, find, mine, readings, worklist
from cases.views.pages import sheets
from cases.views.papers import efile, on_paper, papers, reading, verify, writing
from cases.views.parties import authority, join
from cases.views.reader import annotating, book
from cases.views.service import announcements, of_case, one
from cases.views.service import board as service_board
from cases.views.time import limits, past
from cases.views.trial import deliberation
from cases.views.workbench import batch, delegations, kept, keys, notes, palette

urlpatterns = [
    path("", home.home, name="home"),
    path("mine", mine.mine, name="mine"),
    path("work", worklist.work, name="work"),
    path("workbench/views", kept.views, name="work-views"),
    path("workbench/batch", batch.choose, name="work-batch"),
    path("workbench/batch/<int:batch_id>", batch.batch, name="work-batch-one"),
    path("workbench/delegations", delegations.delegations, name="delegations"),
    path("keys", keys.keys, name="keys"),
    path("palette", palette.palette, name="palette"),
    path("board", board.board, name="board"),
    path("board/readings", readings.readings, name="readings"),
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
    path("counter", on_paper.counter, name="counter"),
    path("cases/<int:case_id>/counter", on_paper.case_counter, name="case-counter"),
    path("cases/<int:case_id>/counter/<slug:code>", on_paper.take_in, name="take-in"),
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
    path("assigning", queue.queue, name="assigning"),
    path("assigning/by-hand", queue.by_hand, name="assigning-by-hand"),
    path("assigning/teams", order.teams, name="teams"),
    path("assigning/absences", order.absences, name="absences"),
    path("assigning/tables", order.tables, name="assigning-tables"),
    path("limits", limits.limits, name="limits"),
    path("assigning/hand-over", handover.plan, name="hand-over-new"),
    path("assigning/hand-over/<int:hand_over_id>", handover.hand_over, name="hand-over"),
    path("cases/<int:case_id>/assigning", queue.case, name="case-assigning"),
    path("cases/<int:case_id>", case.case, name="case"),
    path("cases/<int:case_id>/history", case.case_history, name="case-history"),
    path("cases/<int:case_id>/hearings", case.case_hearings, name="case-hearings"),
    path("cases/<int:case_id>/fees", case.case_fees, name="case-fees"),
    path("cases/<int:case_id>/notes", notes.notes, name="case-notes"),
    path("cases/<int:case_id>/notes/<int:note_id>", notes.note, name="case-note"),
    path("cases/<int:case_id>/at", past.at, name="case-at"),
    path("cases/<int:case_id>/history/<int:seq>/mend", mending.mend, name="mend"),
    path("cases/<int:case_id>/papers", case.case_papers, name="case-papers"),
    path("cases/<int:case_id>/papers/<int:document_id>", case.document, name="document"),
    path(
        "cases/<int:case_id>/papers/<int:document_id>/pdf",
        writing.document_pdf,
        name="document-pdf",
    ),
    path("cases/<int:case_id>/file", efile.case_file, name="case-file"),
    path("cases/<int:case_id>/file/pdf", efile.file_pdf, name="file-pdf"),
    path("cases/<int:case_id>/file/in", efile.file_in, name="file-in"),
    path("cases/<int:case_id>/file/<int:volume>/p<int:number>", efile.file_page, name="file-page"),
    path("cases/<int:case_id>/pages/<int:document_id>/<int:page>", sheets.sheet, name="sheet"),
    path(
        "cases/<int:case_id>/pages/<int:document_id>/<int:page>/picture",
        sheets.picture,
        name="sheet-picture",
    ),
    path("cases/<int:case_id>/reader", book.reader, name="reader"),
    path("cases/<int:case_id>/reader/find", book.find, name="reader-find"),
    path("cases/<int:case_id>/reader/annotations", annotating.all_of_case, name="annotations"),
    path(
        "cases/<int:case_id>/reader/annotations/<int:annotation_id>",
        annotating.one_of_mine,
        name="annotation",
    ),
    path(
        "cases/<int:case_id>/reader/<int:document_id>/<int:number>",
        book.reader_page,
        name="reader-page",
    ),
    path("cases/<int:case_id>/exchange", exchange.exchange, name="case-exchange"),
    path("cases/<int:case_id>/exchange/several", exchange.several, name="exchange-several"),
    path("cases/<int:case_id>/exchange/items/<int:item_id>", exchange.item, name="exchange-item"),
    path("cases/<int:case_id>/exchange/list", evidence_lists.own_list, name="exchange-list"),
    path(
        "cases/<int:case_id>/exchange/list/<int:item_id>",
        evidence_lists.draft,
        name="exchange-draft",
    ),
    path(
        "cases/<int:case_id>/exchange/template/<slug:kind>",
        evidence_lists.template,
        name="exchange-template",
    ),
    path("cases/<int:case_id>/exchange/sheet", evidence_lists.sheet, name="exchange-sheet"),
    path("cases/<int:case_id>/exchange/record", exchange_records.record, name="exchange-record"),
    path("cases/<int:case_id>/exhibits/<int:document_id>", exhibit.exhibit, name="exhibit"),
    path("cases/<int:case_id>/exhibits/<int:document_id>/file", exhibit.file, name="exhibit-file"),
    path(
        "cases/<int:case_id>/exhibits/<int:document_id>/sheet", exhibit.sheet, name="exhibit-sheet"
    ),
    path("cases/<int:case_id>/exhibits/<int:document_id>/word", exhibit.word, name="exhibit-word"),
    path(
        "cases/<int:case_id>/exhibits/<int:document_id>/marks", exhibit.marks, name="exhibit-marks"
    ),
    path(
        "cases/<int:case_id>/exhibits/<int:document_id>/marks/<int:mark_id>",
        exhibit.mark,
        name="exhibit-mark",
    ),
    path("cases/<int:case_id>/reason", reading.read_case, name="read-case"),
    path("cases/<int:case_id>/inner", reading.read_inner, name="read-inner"),
    path("cases/<int:case_id>/parties/<int:party_no>/<slug:field>", reading.unmask, name="unmask"),
    path("cases/<int:case_id>/deliberation", deliberation.deliberation, name="deliberation"),
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
    path("service", service_board.board, name="service-board"),
    path("service/batch", service_board.batch, name="service-batch"),
    path("service/batch/<uuid:batch>", service_board.sent, name="service-sent"),
    path("cases/<int:case_id>/service", of_case.case_service, name="case-service"),
    path("cases/<int:case_id>/service/consent", of_case.consent, name="service-consent"),
    path(
        "cases/<int:case_id>/service/address/<int:party_no>",
        of_case.address,
        name="service-address",
    ),
    path("cases/<int:case_id>/service/<int:service_id>", one.service, name="service"),
    path("cases/<int:case_id>/service/<int:service_id>/next", one.next_, name="service-next"),
    path(
        "cases/<int:case_id>/service/<int:service_id>/receive",
        one.receive,
        name="service-receive",
    ),
    path("announcements/<str:code>", announcements.announcement, name="announcement"),
    path("cases/<int:case_id>/joining", join.joining, name="case-joining"),
    path("cases/<int:case_id>/joining/<int:request_id>", join.join_request, name="join-request"),
    path("cases/<int:case_id>/joining/code/<int:party_no>", join.join_code, name="join-code"),
    path("decisions", deciding.to_sign, name="to-sign"),
    path("decisions/sign", deciding.sign, name="sign-decisions"),
    path("decisions/seal", deciding.seal, name="seal-decisions"),
    path("cases/<int:case_id>/decisions", drafts.decisions, name="case-decisions"),
    path("cases/<int:case_id>/decisions/<int:decision_id>", drafts.decision, name="decision"),
    path(
        "cases/<int:case_id>/decisions/<int:decision_id>/sources",
        sources.sources,
        name="decision-sources",
    ),
    path(
        "cases/<int:case_id>/decisions/<int:decision_id>/docx",
        drafts.decision_word,
        name="decision-word",
    ),
    path(
        "cases/<int:case_id>/decisions/<int:decision_id>/pronounce",
        drafts.pronounce,
        name="decision-pronounce",
    ),
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

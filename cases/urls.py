"""Addresses of cases, work and oversight."""

from django.urls import path

from cases.views import (
    act,
    authority,
    board,
    case,
    counter,
    filing,
    find,
    home,
    join,
    mine,
    signing,
    training,
    work,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("mine", mine.mine, name="mine"),
    path("work", work.work, name="work"),
    path("board", board.board, name="board"),
    path("board/<slug:figure>", board.board_list, name="board-list"),
    path("join", join.join, name="join"),
    path("file/<uuid:filing_id>/discard", filing.discard, name="filing-discard"),
    path("file/<uuid:filing_id>/review", signing.review, name="filing-review"),
    path("file/<uuid:filing_id>/wording", signing.wording, name="filing-wording"),
    path("file/<uuid:filing_id>/sign", signing.sign, name="filing-sign"),
    path("file/<uuid:filing_id>/receipt", signing.receipt, name="filing-receipt"),
    path("file/<uuid:filing_id>/fee", filing.fee, name="filing-fee"),
    path("file/<uuid:filing_id>/<slug:screen>", filing.screen, name="filing"),
    path("find", find.find, name="find"),
    path("file", filing.file, name="file"),
    path("file/counter", counter.counter, name="file-counter"),
    path("file/causes", filing.find_cause, name="file-causes"),
    path("file/fee", counter.file_fee, name="file-fee"),
    path("cases/<int:case_id>", case.case, name="case"),
    path("cases/<int:case_id>/history", case.case_history, name="case-history"),
    path("cases/<int:case_id>/papers", case.case_papers, name="case-papers"),
    path("cases/<int:case_id>/papers/<int:document_id>", case.document, name="document"),
    path("cases/<int:case_id>/joining", join.joining, name="case-joining"),
    path("cases/<int:case_id>/joining/<int:request_id>", join.join_request, name="join-request"),
    path("cases/<int:case_id>/acts/<slug:code>", act.act, name="act"),
    path("authority/<int:link_id>", authority.authority, name="authority"),
    path("training/move", training.move, name="training-move"),
]

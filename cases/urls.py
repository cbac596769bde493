"""Addresses of cases, work and oversight."""

from django.urls import path

from cases.views import (
    act,
    authority,
    board,
    case,
    file,
    find,
    home,
    join,
    mine,
    training,
    work,
    writing,
)  # fmt: skip

urlpatterns = [
    path("", home.home, name="home"),
    path("mine", mine.mine, name="mine"),
    path("work", work.work, name="work"),
    path("board", board.board, name="board"),
    path("board/<slug:figure>", board.board_list, name="board-list"),
    path("join", join.join, name="join"),
    path("find", find.find, name="find"),
    path("file", file.file, name="file"),
    path("file/fee", file.file_fee, name="file-fee"),
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
    path("cases/<int:case_id>/joining", join.joining, name="case-joining"),
    path("cases/<int:case_id>/joining/<int:request_id>", join.join_request, name="join-request"),
    path("cases/<int:case_id>/acts/<slug:code>", act.act, name="act"),
    path("authority/<int:link_id>", authority.authority, name="authority"),
    path("training/move", training.move, name="training-move"),
]

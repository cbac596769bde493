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
    papers,
    training,
    uploads,
    work,
)

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
    path("cases/<int:case_id>/papers/<int:document_id>/file", papers.file, name="paper-file"),
    path(
        "cases/<int:case_id>/papers/<int:document_id>/catalogue",
        papers.catalogue,
        name="paper-catalogue",
    ),
    path("cases/<int:case_id>/joining", join.joining, name="case-joining"),
    path("cases/<int:case_id>/joining/<int:request_id>", join.join_request, name="join-request"),
    path("cases/<int:case_id>/acts/<slug:code>", act.act, name="act"),
    path("authority/<int:link_id>", authority.authority, name="authority"),
    path("uploads", uploads.uploads, name="uploads"),
    path("uploads/tray/<uuid:tray>", uploads.upload_tray, name="upload-tray"),
    path("uploads/<uuid:upload_id>", uploads.upload, name="upload"),
    path("uploads/<uuid:upload_id>/bytes", uploads.upload_bytes, name="upload-bytes"),
    path("uploads/<uuid:upload_id>/change", uploads.upload_change, name="upload-change"),
    path("training/move", training.move, name="training-move"),
]

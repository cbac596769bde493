"""Exhibits in the file of a case, as they come in."""

from __future__ import annotations

from cases import procedure
from cases.law.roles import Role
from cases.materials import inspecting, storing, trays
from cases.models import Document
from cases.proceeding import Actor
from tests.web.world import World


def hand_in(
    case_id: int, data: bytes, name: str, *, party_no: int | None = 1, kind: str = "evidence"
) -> Document:
    """A file in the main volume as it comes in: looked at, measured, kept under its content."""
    path = storing.folder("coming") / f"test-{abs(hash((name, len(data))))}"
    path.write_bytes(data)
    report = inspecting.inspect(path)
    assert report.reason == "", report.reason
    with procedure.held(case_id) as p:
        blob = storing.keep(path, report.kind, report.facts)
        paper = Document.objects.create(
            case_id=case_id, kind=kind, title=name, file_name=name, blob=blob,
            pages=report.pages, party_no=party_no, received_at=p.at, seq=p.seq,
        )  # fmt: skip
        p.brings(paper)
        procedure.record(p, "file_in", Actor.time(), {"documents": trays.facts([paper])})
        procedure.finish([p])
    return paper


def in_court(world: World) -> int:
    """A case of alice against bob that a judge has."""
    case_id = world.file()
    world.name(case_id, "judge", Role.JUDGE)
    return case_id

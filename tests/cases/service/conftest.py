"""A case in which something is to be served, and the desk that serves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from cases import loading, procedure
from cases.acts.service import attempts
from cases.acts.service.attempts import Told, Wanted
from cases.acts.service.record import Attempt, attempts_of
from cases.law.periods import local_date
from cases.law.procedures import Procedure
from cases.models import Blob, Document, Entry, Service, Upload
from cases.proceeding import Actor
from cases.proof.replay import replay
from cases.proof.verifying import verify
from tests.web.conftest import queries, world  # noqa: F401
from tests.web.world import World


@dataclass
class Desk:
    """The clerk of the court, and one case of alice against bob."""

    world: World
    case_id: int

    @property
    def by(self) -> Any:
        return self.world.actor("clerk")

    def prepare(
        self, way: str, channel: str, *, party: int = 2, document: str = "complaint",
        paper: int | None = None, address: str = "",
    ) -> Service:  # fmt: skip
        wanted = Wanted(party, document, way, channel, paper, address)
        return attempts.prepare(self.case_id, self.by, wanted)

    def tells(self, service: Service, event: str, on: date | None = None, **more: Any) -> Service:
        """Record what happened to the newest attempt; a file is added where ``proved``."""
        if more.pop("proved", True):
            more.setdefault("tray", self.tray())
        newest = self.attempts(service)[-1].no
        return attempts.happened(self.case_id, service.pk, newest, self.by, Told(event, on, **more))

    def attempts(self, service: Service) -> list[Attempt]:
        return attempts_of([service.pk])[service.pk]

    def tray(self) -> Any:
        """A tray of the clerk's with one file that is ready."""
        tray = uuid4()
        blob = Blob.objects.create(sha256=uuid4().hex * 2, size=3, kind="jpeg", stored_as="x")
        Upload.objects.create(
            owner=self.world["clerk"], tray=tray, name="回执.jpg", size=3, received=3,
            state="ready", blob=blob, order=1,
        )  # fmt: skip
        return tray

    def consents(self, party: int = 2, **more: Any) -> None:
        more.setdefault("ground", "express")
        attempts.confirm_address(self.case_id, self.by, party, **more)

    def paper(self, kind: str = "summons") -> Document:
        return Document.objects.create(
            case_id=self.case_id, kind=kind, title="传票",
            received_at=timezone.now(), seq=1,
        )  # fmt: skip


def is_whole(case_id: int) -> bool:
    """Whether the log tells where the case stands; the test itself put it in its place."""
    put = Entry.objects.filter(case_id=case_id, role="time", act="add_note").values_list("seq")
    own = {seq for (seq,) in put}
    found = [*replay(case_id), *verify(case_id=case_id).problems]
    assert [one for one in found if one.seq not in own] == []
    return True


def at_service(world: World, law: Procedure = Procedure.ORDINARY, **more: Any) -> Desk:  # noqa: F811
    """A case that stands at the service of the complaint."""
    case_id = world.file(**more)
    registered = local_date(timezone.now()) - timedelta(days=200)
    put(case_id, "complaint_service", procedure=law.value, registered_on=registered)
    return Desk(world, case_id)


def put(case_id: int, place: str, **fields: Any) -> None:
    """Let a case stand somewhere, and say since when."""
    [p] = loading.load([case_id])
    p.case.__dict__["stands_at"] = place
    p._changed.update(stands_at=place)
    p.set(version=p.case.version + 1, entered_at=p.at, **fields)
    p.log("add_note", Actor.time())
    procedure.finish([p])


@pytest.fixture
def desk(world: World) -> Desk:  # noqa: F811
    return at_service(world)


def today() -> date:
    return local_date(timezone.now())

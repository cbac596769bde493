"""Files come in pieces, whatever breaks in between; they are kept whole, once, byte for byte."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cases.law.refusals import Refusal
from cases.materials import receiving, storing, trays
from cases.materials.receiving import NoSuchUpload, NotTaken, WrongOffset
from cases.materials.sweeping import sweep_uploads
from cases.models import Blob, Case, Document, Upload
from courtflow.accounts.models import User
from tests.cases.materials.corpus import pdf, picture

TRAY = UUID("11111111-1111-1111-1111-111111111111")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def owner(db: None) -> int:
    return User.objects.create(username="owner").pk


def noisy_text(size: int) -> bytes:
    """Text of so many bytes in which every place is another."""
    return "".join(f"{n:08}\n" for n in range(size // 9 + 1)).encode()[:size]


def send(owner: int, data: bytes, name: str = "a.txt", tray: UUID = TRAY) -> Upload:
    upload, _ = receiving.announce(owner, tray, name, len(data))
    for at in range(upload.received, len(data), receiving.PIECE):
        upload = receiving.take(owner, upload.pk, at, data[at : at + receiving.PIECE])
    return upload


def stored(upload: Upload) -> bytes:
    assert upload.blob is not None
    with storing.open_blob(upload.blob) as file:
        return file.read()


# -- in pieces ------------------------------------------------------------------------------------


def test_a_file_comes_in_pieces_and_is_kept_as_it_was(owner: int) -> None:
    data = noisy_text(3 * receiving.PIECE + 17)
    upload = send(owner, data)
    assert (upload.state, upload.reason, upload.received) == ("ready", "", len(data))
    assert stored(upload) == data
    assert upload.blob is not None
    assert upload.blob.sha256 == hashlib.sha256(data).hexdigest()
    assert upload.finished_at is not None


@pytest.mark.parametrize("cut", [0, 1, 2, 1023, 4096, 65_535, 65_536, 99_999])
def test_cut_anywhere_it_goes_on_where_it_was(owner: int, cut: int) -> None:
    data = noisy_text(100_000)
    upload, _ = receiving.announce(owner, TRAY, "a.txt", len(data))
    if cut:
        receiving.take(owner, upload.pk, 0, data[:cut])
    again, is_new = receiving.announce(owner, TRAY, "a.txt", len(data))
    assert (again.pk, again.received, is_new) == (upload.pk, cut, False)
    done = receiving.take(owner, upload.pk, cut, data[cut:])
    assert (done.state, stored(done)) == ("ready", data)


@pytest.mark.parametrize("offset", [0, 1, 499, 501, 999, 1000, 10**12])
def test_a_wrong_offset_is_told_the_right_one_and_changes_nothing(owner: int, offset: int) -> None:
    data = noisy_text(1000)
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 1000)
    receiving.take(owner, upload.pk, 0, data[:500])
    with pytest.raises(WrongOffset) as told:
        receiving.take(owner, upload.pk, offset, b"x" * 100)
    assert told.value.offset == 500
    assert stored(receiving.take(owner, upload.pk, 500, data[500:])) == data


def test_more_than_was_announced_is_not_taken(owner: int) -> None:
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 10)
    for piece in (b"x" * 11, b""):
        with pytest.raises(WrongOffset):
            receiving.take(owner, upload.pk, 0, piece)


def test_a_piece_that_was_sent_twice_is_taken_once(owner: int) -> None:
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 10)
    done = receiving.take(owner, upload.pk, 0, b"0123456789")
    with pytest.raises(WrongOffset) as told:
        receiving.take(owner, upload.pk, 0, b"0123456789")
    assert told.value.offset == 10
    assert stored(done) == b"0123456789"


def test_killed_after_writing_and_before_counting(owner: int) -> None:
    """The file is longer than its row: the row is what was promised."""
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 10)
    receiving.take(owner, upload.pk, 0, b"01234")
    with receiving.place(upload.pk).open("ab") as file:
        file.write(b"garbage")
    assert stored(receiving.take(owner, upload.pk, 5, b"56789")) == b"0123456789"


@pytest.mark.parametrize("left", [0, 3])
def test_a_disk_that_lost_something_is_believed(owner: int, left: int) -> None:
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 10)
    receiving.take(owner, upload.pk, 0, b"01234")
    os.truncate(receiving.place(upload.pk), left)
    with pytest.raises(WrongOffset) as told:
        receiving.take(owner, upload.pk, 5, b"56789")
    assert told.value.offset == left
    done = receiving.take(owner, upload.pk, left, b"0123456789"[left:])
    assert stored(done) == b"0123456789"


def test_killed_before_the_check_it_is_checked_by_whoever_asks(
    owner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 5)
    with monkeypatch.context() as patch:
        patch.setattr(receiving, "complete", lambda upload_id: False)
        assert receiving.take(owner, upload.pk, 0, b"hello").state == "checking"
    assert receiving.find(owner, upload.pk).state == "ready"


def test_killed_between_keeping_and_committing_nothing_is_lost(
    owner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 5)

    class Killed(Exception):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Upload, "save", _dying(Upload.save, die))
        with pytest.raises(Killed), transaction.atomic():
            receiving.take(owner, upload.pk, 0, b"hello")
    assert not Blob.objects.exists()
    again = receiving.announce(owner, TRAY, "a.txt", 5)[0]
    with pytest.raises(WrongOffset) if again.received else _nothing():
        receiving.take(owner, upload.pk, 0, b"hello")
    assert stored(receiving.find(owner, upload.pk)) == b"hello"


def _dying(save: Any, die: Any) -> Any:
    def saving(self: Upload, *args: Any, **options: Any) -> None:
        if self.state == "ready":
            die()
        save(self, *args, **options)

    return saving


class _nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.django_db(transaction=True)
def test_two_pieces_at_once_one_of_them_is_told_to_go_on_elsewhere() -> None:
    owner = User.objects.create(username="owner").pk
    data = noisy_text(200_000)
    upload, _ = receiving.announce(owner, TRAY, "a.txt", len(data))
    answers: list[str] = []

    def send_first_half() -> None:
        try:
            receiving.take(owner, upload.pk, 0, data[:100_000])
            answers.append("taken")
        except WrongOffset as wrong:
            answers.append(str(wrong.offset))
        finally:
            connection.close()

    threads = [Thread(target=send_first_half) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["100000", "100000", "100000", "taken"]
    assert stored(receiving.take(owner, upload.pk, 100_000, data[100_000:])) == data


# -- what is not taken ----------------------------------------------------------------------------


def test_too_large_is_said_before_a_byte_is_sent(owner: int, settings: Any) -> None:
    settings.UPLOAD_MOST_BYTES = 1000
    for size, reason in ((1001, "too_large"), (0, "empty"), (-5, "empty")):
        with pytest.raises(NotTaken) as told:
            receiving.announce(owner, TRAY, "a.txt", size)
        assert told.value.reason == reason
    assert not Upload.objects.exists()


def test_nobody_fills_the_disk_with_what_they_never_hand_in(owner: int, settings: Any) -> None:
    settings.UPLOAD_MOST_OPEN_BYTES = 1000
    receiving.announce(owner, TRAY, "a.txt", 600)
    with pytest.raises(NotTaken, match="too_many"):
        receiving.announce(owner, uuid4(), "b.txt", 600)
    other = User.objects.create(username="other").pk
    receiving.announce(other, TRAY, "b.txt", 600)


def test_a_refused_file_leaves_its_reason_and_no_bytes(owner: int, files: Path) -> None:
    upload = send(owner, b"MZ" + bytes(100), "借条.pdf")
    assert (upload.state, upload.reason, upload.blob) == ("refused", "program", None)
    assert [path for path in files.rglob("*") if path.is_file()] == []


def test_an_upload_of_somebody_else_is_not_there(owner: int) -> None:
    upload, _ = receiving.announce(owner, TRAY, "a.txt", 10)
    other = User.objects.create(username="other").pk
    for attempt in (
        lambda: receiving.find(other, upload.pk),
        lambda: receiving.take(other, upload.pk, 0, b"0123456789"),
    ):
        with pytest.raises(NoSuchUpload):
            attempt()
    assert trays.tray_of(other, TRAY) == []


def test_the_name_lies_sealed(owner: int) -> None:
    send(owner, b"hello", "张三身份证.txt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(u)::text FROM cases_upload u")
        assert "张三" not in cursor.fetchone()[0]


# -- the store ------------------------------------------------------------------------------------


def test_the_same_content_is_kept_once(owner: int, files: Path) -> None:
    data = pdf(2)
    first, second = send(owner, data, "a.pdf"), send(owner, data, "b.pdf")
    assert first.blob == second.blob and first.pages == 2
    assert len(list(files.glob("blobs/*/*"))) == 1
    assert stored(second) == data


def test_names_never_become_paths(owner: int, files: Path) -> None:
    upload = send(owner, b"hello", "../../../etc/passwd")
    assert upload.name == "passwd"
    assert upload.blob is not None
    assert (
        storing.path_of(upload.blob)
        == files / "blobs" / upload.blob.sha256[:2] / upload.blob.sha256
    )


def test_a_store_that_was_tampered_with_says_so(owner: int) -> None:
    blob = send(owner, b"hello").blob
    assert blob is not None and storing.is_whole(blob)
    path = storing.path_of(blob)
    path.chmod(0o600)
    path.write_bytes(b"hullo")
    assert not storing.is_whole(blob)
    path.write_bytes(b"hell")
    with pytest.raises(storing.Damaged):
        storing.open_blob(blob)


def test_what_a_program_makes_is_kept_the_same_way(owner: int) -> None:
    with transaction.atomic():
        blob = storing.keep_bytes(b"%PDF-made", "pdf")
    with storing.open_blob(blob) as file:
        assert file.read() == b"%PDF-made"


# -- clearing away --------------------------------------------------------------------------------


def age(path: Path) -> None:
    old = time.time() - 2 * storing.OLD
    os.utime(path, (old, old))


def test_the_sweep_clears_what_nobody_finished_or_refers_to(owner: int, files: Path) -> None:
    kept = send(owner, b"kept", "kept.txt")
    dropped = send(owner, b"dropped", "dropped.txt")
    begun, _ = receiving.announce(owner, TRAY, "begun.txt", 10)
    receiving.take(owner, begun.pk, 0, b"0123")
    fresh, _ = receiving.announce(owner, TRAY, "fresh.txt", 10)
    receiving.take(owner, fresh.pk, 0, b"0123")
    receiving.remove(dropped)
    old = timezone.now() - timedelta(days=8)
    Upload.objects.filter(pk__in=[begun.pk, kept.pk]).update(begun_at=old)
    stray = files / "coming" / uuid4().hex
    stray.write_bytes(b"x")
    for path in files.rglob("*"):
        if path.is_file():
            age(path)
    assert sweep_uploads() == 1
    assert set(Upload.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert stored(kept) == b"kept"
    assert [path.name for path in files.glob("blobs/*/*")] == [kept.blob.sha256]  # type: ignore
    assert receiving.place(fresh.pk).is_file() and not stray.exists()
    assert Blob.objects.count() == 1


def test_the_sweep_leaves_alone_what_is_just_being_kept(owner: int, files: Path) -> None:
    fresh = files / "blobs" / "ab" / ("ab" * 32)
    fresh.parent.mkdir(parents=True)
    fresh.write_bytes(b"x")
    sweep_uploads()
    assert fresh.exists()


# -- trays ----------------------------------------------------------------------------------------


def names(owner: int) -> list[str]:
    return [row.name for row in trays.tray_of(owner, TRAY)]


def test_files_stand_in_the_order_their_owner_gives_them(owner: int) -> None:
    made = {name: send(owner, name.encode(), name) for name in ("a.txt", "b.txt", "c.txt")}
    trays.change(made["c.txt"], move=-1)
    assert names(owner) == ["a.txt", "c.txt", "b.txt"]
    trays.change(made["a.txt"], move=1)
    assert names(owner) == ["c.txt", "a.txt", "b.txt"]
    trays.change(made["c.txt"], move=-1)
    trays.change(made["b.txt"], move=1)
    assert names(owner) == ["c.txt", "a.txt", "b.txt"]


def test_a_heading_or_turn_that_does_not_exist_changes_nothing(owner: int) -> None:
    upload = send(owner, picture("PNG"), "借条.png")
    assert upload.heading == "loan_note"
    trays.change(upload, heading="made up", rotation=45)
    upload.refresh_from_db()
    assert (upload.heading, upload.rotation) == ("loan_note", 0)
    trays.change(upload, heading="transfer", rotation=270)
    upload.refresh_from_db()
    assert (upload.heading, upload.rotation) == ("transfer", 270)


@pytest.fixture
def case(owner: int) -> Iterator[Case]:
    from tests.web.world import build

    world = build()
    yield Case.objects.get(pk=world.file())


def adopt(case: Case, owner: int) -> list[Document]:
    return trays.adopt(
        TRAY, case=case, party_no=1, received_at=timezone.now(), seq=2, owner_id=owner
    )


def test_a_case_takes_the_files_over_in_their_order(owner: int, case: Case) -> None:
    data = picture("JPEG")
    send(owner, pdf(3), "借款合同.pdf")
    second = send(owner, data, "IMG_1.jpg")
    trays.change(second, rotation=90, move=-1)
    found = adopt(case, owner)
    assert [(d.title, d.kind, d.pages, d.rotation) for d in found] == [
        ("IMG_1.jpg", "evidence", 1, 90), ("借款合同.pdf", "contract", 3, 0),
    ]  # fmt: skip
    first = Document.objects.select_related("blob").get(pk=found[0].pk)
    assert first.blob is not None
    with storing.open_blob(first.blob) as file:
        assert file.read() == data
    assert trays.tray_of(owner, TRAY) == [] and adopt(case, owner) == []
    assert sweep_uploads() == 0 and storing.is_whole(first.blob)


@pytest.mark.parametrize("state", ["receiving", "refused"])
def test_what_is_not_ready_is_named_and_nothing_is_taken_over(
    owner: int, case: Case, state: str
) -> None:
    send(owner, b"hello", "好.txt")
    if state == "receiving":
        receiving.announce(owner, TRAY, "半个.pdf", 10)
    else:
        send(owner, b"MZ" + bytes(99), "半个.pdf")
    before = Document.objects.count()
    with pytest.raises(Refusal) as refused:
        adopt(case, owner)
    assert refused.value.reason == "file_not_ready" and "半个.pdf" in refused.value.zh
    assert Document.objects.count() == before and len(trays.tray_of(owner, TRAY)) == 2


def test_what_was_refused_makes_room_for_a_better_one_of_its_name(owner: int) -> None:
    send(owner, b"MZ" + bytes(99), "借条.pdf")
    better = send(owner, pdf(), "借条.pdf")
    assert [row.id for row in trays.tray_of(owner, TRAY)] == [better.pk]


def test_the_worker_clears_away_by_the_clock(owner: int) -> None:
    from celery import current_app
    from django.conf import settings

    from cases import tasks

    begun, _ = receiving.announce(owner, TRAY, "a.txt", 10)
    Upload.objects.filter(pk=begun.pk).update(begun_at=timezone.now() - timedelta(days=8))
    planned = {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.sweep_uploads.name in planned and tasks.sweep_uploads.name in current_app.tasks
    assert tasks.sweep_uploads() == 1

"""Files kept by content: on disk first, in full, then in the table; the same content once.

``MEDIA_ROOT`` is one folder that all hosts of an installation share. A file lies under its SHA-256
and is never changed. Whoever keeps a file does so inside the transaction that refers to it; what
a crash leaves behind is a file without a row, which ``sweep_orphans`` clears away.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Blob

PIECE = 1024 * 1024
OLD = 60 * 60
"""Seconds after which a file without a row belongs to no transaction any more."""


class Damaged(OSError):
    """What is stored is not what was kept."""


def folder(name: str) -> Path:
    """A folder of the store, made when first asked for."""
    path = Path(settings.MEDIA_ROOT) / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(blob: Blob) -> Path:
    return Path(settings.MEDIA_ROOT) / blob.stored_as


def open_blob(blob: Blob) -> BinaryIO:
    """The file, to be read. Raises Damaged where it is missing or has another length."""
    try:
        file = path_of(blob).open("rb")
    except OSError as error:
        raise Damaged(blob.sha256[:12]) from error
    if os.fstat(file.fileno()).st_size != blob.size:
        file.close()
        raise Damaged(blob.sha256[:12])
    return file


def is_whole(blob: Blob) -> bool:
    """Whether the stored bytes are those that were kept."""
    try:
        with open_blob(blob) as file:
            return digest(file) == blob.sha256
    except Damaged:
        return False


def digest(file: BinaryIO) -> str:
    """The SHA-256 of an open file, from its beginning."""
    file.seek(0)
    found = hashlib.sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def keep_bytes(data: bytes, kind: str, facts: Mapping[str, float] | None = None) -> Blob:
    """Keep what a program made, as a file of this kind."""
    handle, name = tempfile.mkstemp(dir=folder("coming"))
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return keep(Path(name), kind, facts)


def keep(path: Path, kind: str, facts: Mapping[str, float] | None = None) -> Blob:
    """Keep a file of the store's own ``coming`` folder under its content.

    Call inside the transaction that refers to the result: the file leaves ``coming`` when that is
    committed, and is still there to be kept again if it is not.
    """
    with path.open("rb") as file:
        sha256, size = digest(file), file.seek(0, 2)
        os.fsync(file.fileno())
    with transaction.atomic():
        _hold(sha256)
        stored_as = f"blobs/{sha256[:2]}/{sha256}"
        place = folder(f"blobs/{sha256[:2]}") / sha256
        os.utime(path)
        path.chmod(0o400)
        second = path.with_name(f"{path.name}.kept")
        second.unlink(missing_ok=True)
        second.hardlink_to(path)
        second.replace(place)
        second.unlink(missing_ok=True)  # where it was kept before, nothing has moved
        for parent in (place.parent, place.parent.parent, place.parent.parent.parent):
            _sync_folder(parent)
        transaction.on_commit(partial(path.unlink, missing_ok=True))
        measured = dict(facts) if facts else None
        values = {"size": size, "kind": kind, "stored_as": stored_as, "facts": measured}
        return Blob.objects.get_or_create(sha256=sha256, defaults=values)[0]


def _hold(sha256: str) -> None:
    """One at a time for each content, until the transaction ends."""
    with connection.cursor() as cursor:
        key = int(sha256[:16], 16) - 2**63
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- clearing away --------------------------------------------------------------------------------


def sweep_orphans() -> int:
    """Drop rows that nothing refers to, then files that no row names; returns how many files."""
    for blob in _unused():
        with transaction.atomic():
            _hold(blob.sha256)
            _unused().filter(pk=blob.pk).delete()
    return sum(_drop_if_orphan(path) for path in _without_row())


def _unused() -> QuerySet[Blob]:
    found = Blob.objects.all()
    for relation in Blob._meta.related_objects:
        those = relation.related_model._default_manager.filter(
            **{relation.field.name: OuterRef("pk")}
        )
        found = found.exclude(Exists(those))
    return found


def _without_row() -> Iterator[Path]:
    """A folder at a time, each with one query."""
    for part in folder("blobs").iterdir():
        here = {path.name: path for path in part.iterdir()}
        known = Blob.objects.filter(sha256__in=here).values_list("sha256", flat=True)
        for name in here.keys() - set(known):
            yield here[name]


def _drop_if_orphan(path: Path) -> int:
    with transaction.atomic():
        _hold(path.name)
        try:
            is_old = time.time() - path.stat().st_mtime > OLD
        except FileNotFoundError:
            return 0
        if not is_old or Blob.objects.filter(sha256=path.name).exists():
            return 0
        path.unlink()
    return 1

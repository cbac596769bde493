"""What acts leave behind: documents and files, payments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from cases.law.efile import INNER, OF_ONE_PARTY, VOLUMES, volume_of
from cases.models.case import Case
from cases.models.fields import SealedField, seal, unseal


class Blob(models.Model):
    """A stored file by content; the file is synced to disk before this row exists."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    stored_as = models.CharField(max_length=120)
    facts = models.JSONField(null=True)
    """What was measured when it came in: ``seconds``; of a model ``triangles`` and its sides."""


class VolumeField(models.CharField):
    """The volume of a paper, from its kind whenever it is saved: nobody chooses it."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        volume = volume_of(model_instance.kind)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, volume)
        return volume


class PaperTextField(models.TextField):
    """What a paper says and is called: sealed in the database where it is of the inner volume."""

    SEALED = "\x02"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = str(super().pre_save(model_instance, add) or "")
        inner = volume_of(model_instance.kind) == "inner"  # type: ignore[attr-defined]
        # What begins like a sealed text would be taken for one.
        return self.SEALED + seal(text) if text and (inner or text[0] == self.SEALED) else text

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return unseal(value[1:]) if value and value[0] == self.SEALED else value


class DocumentQuerySet(models.QuerySet["Document"]):
    """Which papers of the e-file who reads: the only place where that is said."""

    def main(self) -> DocumentQuerySet:
        """正卷."""
        return self.filter(volume="main")

    def said(self) -> DocumentQuerySet:
        """Without what the court has sealed and not said yet, or set aside before it did."""
        return self.filter(_SAID)

    def for_parties(self, nos: Iterable[int]) -> DocumentQuerySet:
        """What these parties read, copy or export: of the main volume, without what the court
        wrote to another party and what is another's alone."""
        return self.filter(_open_to(list(nos)))

    def for_court(self, *, desk: bool, inner: bool) -> DocumentQuerySet:
        """What somebody of the court reads; who is not at its desk, not what is one party's."""
        found = self if desk else self.filter(_open_to([]) | Q(volume="inner"))
        return found.all() if inner else found.main()

    def until(self, seq: int) -> DocumentQuerySet:
        """What was in the file with an entry."""
        return self.filter(seq__lte=seq)

    def put_under(self, kind: str) -> int:
        """Give papers another kind, and with it their volume; returns how many there were."""
        return self.update(kind=kind, volume=volume_of(kind))


# A judgment lies in the file from its seal on; no party reads it before it is pronounced, nor a
# preservation before it is carried out.
_SAID = Q(sealed_as=None) | Q(sealed_as__opened_seq__isnull=False, sealed_as__void_seq=None)


def _open_to(nos: list[int]) -> Q:
    theirs = ~Q(kind__in=OF_ONE_PARTY) | Q(party_no__in=nos)
    return Q(volume="main") & theirs & _SAID & (Q(written=None) | Q(written__party_no__in=nos))


class Document(models.Model):
    """A paper of the e-file, born in the main volume 正卷 or the inner one 副卷 by its kind."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    volume = VolumeField(max_length=5, choices=[(one, one) for one in VOLUMES], editable=False)
    kind = models.CharField(max_length=40)
    title = PaperTextField(max_length=200)
    text = PaperTextField(blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True)
    file_name = SealedField(default="")
    """Under which its file is handed out; names can hold personal data."""
    pages = models.IntegerField(null=True)
    rotation = models.SmallIntegerField(default=0)
    """Degrees clockwise by which its file is to be shown; the file itself is never turned."""
    party_no = models.SmallIntegerField(null=True)
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    seq = models.IntegerField()
    void_seq = models.IntegerField(null=True)
    """The entry that says it came into the file by a mistake."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["seq", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(volume="main", kind__in=INNER), name="inner_kinds_stay_inside"
            )
        ]


class Payment(models.Model):
    """Court fees received or refunded, signed by direction."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=20)
    party_no = models.SmallIntegerField(null=True)
    """Who paid or got it back; nobody named for the fee of the suit at the counter."""
    charge_no = models.SmallIntegerField(default=0, db_default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    on = models.DateField()
    seq = models.IntegerField()

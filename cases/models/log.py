"""The log of acts: append-only, chained per case, kept so by the database itself."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.court import Court
from cases.models.fields import SealedField


class Entry(models.Model):
    """One act, whoever or whatever did it. ``hash`` covers the exact text of ``body``, and of newer
    entries the columns and the words of the rules that the body names (chain.py)."""

    pk = models.CompositePrimaryKey("case_id", "seq")
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    seq = models.IntegerField()
    court = models.ForeignKey(Court, models.PROTECT, db_index=False, db_constraint=False)
    act = models.CharField(max_length=40)
    stands_at = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False)
    role = models.CharField(max_length=20)
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    rules = models.CharField(max_length=20, null=True)
    """Version of the tables of the law it was decided under; older entries say so in the body."""
    key = models.UUIDField(null=True)
    """Made of the idempotency key of the request; unique per actor."""
    request = models.CharField(max_length=64, blank=True)
    """Digest of the request, to tell a repeat from another request under the same key."""
    body = models.TextField()
    hash = models.BinaryField(max_length=32)
    algorithm = models.CharField(max_length=10, default="sha256")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "key"], condition=models.Q(key__isnull=False), name="one_act_a_key"
            ),
        ]
        ordering = ["case_id", "seq"]

    @property
    def said(self) -> dict[str, Any]:
        """What the body says: facts, what was set, and for whom, empty where it says nothing."""
        said = {"facts": {}, "set": {}, "for": None} | orjson.loads(self.body)
        if "version" in said["set"]:  # it moved: the column says where to
            said["set"]["stands_at"] = self.stands_at
        return said


class Remark(models.Model):
    """What somebody wrote with an act: kept encrypted beside the log, its digest inside."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="remarks", db_index=False, db_constraint=False
    )
    seq = models.IntegerField()
    name = models.CharField(max_length=40)
    text = SealedField()
    salt = models.CharField(max_length=32)
    inner = models.BooleanField(default=False)
    """Belongs to 副卷 (deliberation, internal): never shown to parties."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq", "name"], name="one_remark")]


class Access(models.Model):
    """Refused acts and reads that need watching. Holds ids only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True)
    act = models.CharField(max_length=40)
    reason = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)


class Outbox(models.Model):
    """Something to tell, written in the act's own transaction. The relay makes notices of it."""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="outbox", db_index=False, db_constraint=False
    )
    event = models.CharField(max_length=60)
    recipient = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, default="in_app")
    template = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    """Real time when the relay passed it on."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "event", "recipient", "channel"], name="one_message"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(sent_at__isnull=True), name="outbox_unsent"
            )
        ]

"""A filing 立案申请 that somebody prepares, screen by screen, until it is sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case
from cases.models.fields import SealedField


class Filing(models.Model):
    """What was typed so far, kept sealed; becomes a case when it is signed and sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Also the key of the request that files the case, and the tray of its files."""
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="filings", db_index=False
    )
    answers = SealedField()
    """JSON: by screen its version and what was typed there, whether or not it is in order."""
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    """Real time, like all of this: no court has it yet."""
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="filing")
    carried_from = models.ForeignKey(Case, models.PROTECT, null=True, related_name="carried_to")
    """The filing at a court without jurisdiction that this one is made from; its day counts as the
    first."""

    class Meta:
        indexes = [
            models.Index(
                fields=["owner"], condition=models.Q(case__isnull=True), name="filing_open"
            )
        ]


class Signature(models.Model):
    """A co-plaintiff's own signature under a filing, on their own telephone."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="signatures", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.SmallIntegerField()
    """Which of the plaintiffs, from 1."""
    digest = models.CharField(max_length=64)
    """Of what was signed; a change of the filing after it leaves the signature without effect."""
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "party"], name="one_signature_a_party")
        ]

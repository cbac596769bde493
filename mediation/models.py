"""What pre-suit mediation leaves: who mediated, what was agreed, who signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models import Case, Court
from cases.models.fields import SealedField


class Organisation(models.Model):
    """A mediation organisation that a court invites 特邀调解组织 (特邀调解规定 5, 6)."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    struck_off = models.BooleanField(default=False)
    """No longer invited; what it mediated stays with it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "name"], name="one_organisation_name")
        ]

    def strike_off(self) -> None:
        """Whoever it had sent mediates on for the court, but no longer for it."""
        self.mediators.update(organisation=None)
        self.struck_off = True
        self.save(update_fields=["struck_off"])


class Mediator(models.Model):
    """A person on a court's register of mediators, sent by an organisation or by none."""

    court = models.ForeignKey(Court, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="mediators"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "user"], name="one_mediator_a_court")
        ]


class Mediation(models.Model):
    """One attempt to mediate a case, from referral to its end. Sealed from the trial's view."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="mediations")
    mediator = models.ForeignKey(Mediator, models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    """Who sent the mediator when they were appointed."""
    referred_seq = models.IntegerField()
    accepted_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_on__isnull=True), name="one_mediation"
            )
        ]


class Agreement(models.Model):
    """A mediation agreement; in effect when every party has signed (在线调解规则 19)."""

    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="agreements")
    terms = SealedField()
    published_on = models.DateField()
    effective_on = models.DateField(null=True)


class Signature(models.Model):
    """One party's signature under an agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    party_no = models.SmallIntegerField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party_no"], name="one_signature")
        ]

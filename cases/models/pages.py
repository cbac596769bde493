"""What is kept of pages: their words, so that a case is searched without reading every file."""

from __future__ import annotations

from django.db import models

from cases.models.fields import SealedField
from cases.models.record import Document


class PageWords(models.Model):
    """The words of some pages of a paper, sealed; made from its file, and made anew from it when
    they are lost."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="page_words", db_index=False
    )
    first = models.IntegerField()
    """The first of the pages, from 1."""
    pages = models.IntegerField()
    of = models.CharField(max_length=32)
    """By which it is known of what they are the words: ``sources.digest_of``."""
    words = SealedField()
    """A JSON list, one text a page."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "first"], name="words_of_a_page_once"),
            models.CheckConstraint(
                condition=models.Q(first__gte=1, pages__gte=0), name="words_of_pages_count"
            ),
        ]

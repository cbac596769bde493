"""Reading 阅卷 with a reason: asked once, kept for good, with what was read under it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cases.law.periods import local_date
from cases.law.readings import FEWEST, OWN_WORK, reason
from cases.law.refusals import Refusal
from cases.models import Reading

SITTING = timedelta(minutes=30)
"""How long the inner volume stays open under one reason, in real time."""
MOST_WORDS = 500


def give(
    case_id: int, user_id: int, kind: str, code: str, words: str = "", what: str = ""
) -> Reading:
    """Keep a reason. Raises Refusal for one that is not in the list, or lacks words."""
    words = words.strip()[:MOST_WORDS]
    if code != OWN_WORK:
        law = reason(kind, code)
        if law is None:
            raise Refusal("reason_needed")
        if law.says and len("".join(words.split())) < FEWEST:
            raise Refusal("reason_words_needed", fewest=FEWEST)
    return Reading.objects.create(
        case_id=case_id, user_id=user_id, kind=kind, reason=code, words=words, what=what
    )


def for_own_work(case_id: int, user_id: int, what: str) -> None:
    """Somebody reads in the inner volume what is theirs by their work; kept once a sitting."""
    kept = Reading.objects.filter(case_id=case_id, user_id=user_id, kind="inner", what=what)
    if not kept.filter(at__gte=timezone.now() - SITTING).exists():
        give(case_id, user_id, "inner", OWN_WORK, what=what)


def note(under: Reading, what: str) -> None:
    """What was read under a reason; a page by its name and the id of what it shows."""
    Reading.objects.create(
        case_id=under.case_id, user_id=under.user_id, kind=under.kind, reason=under.reason,
        under=under, what=what[:60],
    )  # fmt: skip


def current(case_id: int, user_id: int, kind: str) -> Reading | None:
    """The reason under which this person reads now: of a case outside their work for the rest of
    the day, of its inner volume for one sitting."""
    given = Reading.objects.filter(case_id=case_id, user_id=user_id, kind=kind, under=None)
    last = given.exclude(reason=OWN_WORK).order_by("-id").first()
    if last is None:
        return None
    now = timezone.now()
    if kind == "outside":
        return last if local_date(last.at) == local_date(now) else None
    return last if now - last.at < SITTING else None

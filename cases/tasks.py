"""Celery shells: fetch nothing, decide nothing, call the sweeps."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="cases.tasks.sweep")
def sweep() -> int:
    """Let everything due take effect; returns the number of cases that time moved."""
    from cases import enforcement

    return enforcement.sweep().cases


@shared_task(name="cases.tasks.settle_calendar")
def settle_calendar() -> int:
    """Compute anew what an older calendar gave; returns how many cases have other deadlines.

    Ends before beat asks for it again, so that one process at most is kept from the sweep.
    """
    from cases import recomputing

    return recomputing.settle_calendar(seconds=45).cases


@shared_task(name="cases.tasks.relay")
def relay() -> int:
    """Make notices of what acts left in the outbox; returns the number of messages passed on."""
    from cases.notices import relaying

    return relaying.relay().messages


@shared_task(name="cases.tasks.work_out_usual_times")
def work_out_usual_times() -> int:
    """Work out how long the steps usually take; returns how many figures there are."""
    from cases.reading.case import usual_times

    return usual_times.refresh()


@shared_task(name="cases.tasks.sweep_uploads")
def sweep_uploads() -> int:
    """Clear away files that nobody finished or handed in; returns how many there were."""
    from cases.materials import sweeping

    return sweeping.sweep_uploads()


@shared_task(name="cases.tasks.bind_archived")
def bind_archived() -> int:
    """Fix the page numbers of what was archived; returns how many cases."""
    from cases.acts.papers import paging

    return paging.bind_archived()


@shared_task(name="cases.tasks.settle_services")
def settle_services() -> int:
    """What time made effective, and proofs of service; returns how many services took effect."""
    from cases import returns
    from cases.acts.service import attempts

    settled = attempts.settle()
    returns.file_returns()
    return settled


@shared_task(name="cases.tasks.keep_words")
def keep_words() -> int:
    """Read the words of papers that came in lately; returns how many papers."""
    from cases.pages import kept

    return kept.keep_words()

"""Celery shells of the project."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="courtflow.tasks.ask_open_orders")
def ask_open_orders() -> int:
    """Ask the payment gateway for what its messages did not tell; returns how much was new."""
    from courtflow.paying import asking

    return asking.ask_open_orders()

"""Celery shells of what knows the world outside."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="courtflow.tasks.send")
def send() -> int:
    """Send what waits to leave the house; returns how many messages left."""
    from courtflow import sending

    return sending.send().sent


@shared_task(name="courtflow.tasks.serve")
def serve() -> int:
    """Send what is to be served; returns how much a gateway took."""
    from courtflow import serving

    return serving.serve().sent


@shared_task(name="courtflow.tasks.ask_open_orders")
def ask_open_orders() -> int:
    """Ask the payment gateway for what its messages did not tell; returns how much was new."""
    from courtflow.paying import asking

    return asking.ask_open_orders()

"""Celery shells of what knows the world outside."""

from __future__ import annotations

from celery import shared_task


@shared_task(name="courtflow.tasks.send")
def send() -> int:
    """Send what waits to leave the house; returns how many messages left."""
    from courtflow import sending

    return sending.send().sent

"""The project package as an app, for its commands and for Celery."""

from django.apps import AppConfig


class CourtflowConfig(AppConfig):
    """Makes the Celery application known to every process, so that tasks find their queue."""

    name = "courtflow"
    verbose_name = "courtflow"

    def ready(self) -> None:
        """Load the Celery application."""
        from courtflow import celery  # noqa: F401

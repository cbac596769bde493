"""The Celery application. It only runs the sweep and the relay; the database owns time."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtflow.settings")

app = Celery("courtflow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def stop_where_too_mighty(**_: object) -> None:
    """A worker writes the log, too. What is raised here would only be logged; leaving is not."""
    from django.core.exceptions import ImproperlyConfigured

    from cases import database

    try:
        database.stop_where_too_mighty()
    except ImproperlyConfigured as error:
        raise SystemExit(f"courtflow: {error}") from None

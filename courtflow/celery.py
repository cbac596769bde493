"""The Celery application. It only runs the sweep and the relay; the database owns time."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtflow.settings")

app = Celery("courtflow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""The door for web servers that speak WSGI."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from cases.database import stop_where_too_mighty

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtflow.settings")

application = get_wsgi_application()
stop_where_too_mighty()

# What was loaded to get here stays as long as the process: the collector need not look at it again.
gc.collect()
gc.freeze()

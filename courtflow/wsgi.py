"""The door for web servers that speak WSGI."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtflow.settings")

application = get_wsgi_application()

# What was loaded to get here stays as long as the process: the collector need not look at it again.
gc.collect()
gc.freeze()

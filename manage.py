#!/usr/bin/env python
"""Management commands; they bring their own PostgreSQL and Valkey where none are named."""

import os
import signal
import sys

from courtflow.servers.commands import environment_for
from courtflow.servers.errors import ServerFailed


def main() -> None:
    """Run the command on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courtflow.settings")
    # A terminated command still leaves in order, and the servers with it if it was the last.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with environment_for(sys.argv):
            run(sys.argv)
    except ServerFailed as error:
        sys.exit(f"courtflow: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def run(arguments: list[str]) -> None:
    """Hand over to Django, in an environment that is complete."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(arguments)
    except ImproperlyConfigured as error:
        sys.exit(f"courtflow: {error}")


if __name__ == "__main__":
    main()

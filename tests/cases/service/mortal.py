"""A sender that dies: `python -m tests.cases.service.mortal BATCH POINT TURN`.

It sends a batch and is killed by signal 9 the given time it comes to the point.
"""

from __future__ import annotations

import os
import sys
from uuid import UUID

import django

from tests.cases.engine.mortal import _wrap


def main(batch: str, point: str, turn: int) -> None:
    """Send, and die on the way."""
    from cases.acts.service import attempts
    from courtflow import serving
    from courtflow.gateways.mail import Smtp

    where = {
        "before the server": (Smtp, "serve", False),
        "after the server": (Smtp, "serve", True),
        "after the mark": (attempts, "accepted", True),
    }
    owner, name, after = where[point]
    _wrap(owner, name, turn, after=after)
    serving.serve(300, batch=UUID(batch))
    os._exit(3)


POINTS = ("before the server", "after the server", "after the mark")

if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

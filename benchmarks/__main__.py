"""`python -m benchmarks`: measure everything on a database of its own, print and keep the table."""

from __future__ import annotations

import argparse
import signal
import sys

from benchmarks.machine import describe, own_cluster
from benchmarks.results import Result, save, table
from courtflow.servers.errors import ServerFailed


def main() -> None:
    options = arguments()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with own_cluster() as running:
            import django

            django.setup()
            from benchmarks.works import run

            for name, value in describe(running).items():
                print(f"{name}: {value}")
            results: list[Result] = []
            for result in run(running, options):
                results.append(result)
                print(table([result]).splitlines()[-1], result.more or "", flush=True)
    except ServerFailed as error:
        sys.exit(f"courtflow: {error}")
    if not options.only:
        save(results)
    print("\n" + table(results))


def arguments() -> argparse.Namespace:
    """What to measure, and how much of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million cases; takes much longer")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of every work")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a timed round")
    parser.add_argument(
        "--only",
        choices=("transition", "deadline", "storage", "crowds", "first_page"),
        help="one work by name; the kept results stay as they are",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()

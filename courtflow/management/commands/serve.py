"""`make run`: everything on this machine, under one parent."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, connections

from cases import training
from cases.database import too_much_power
from cases.enforcement import last_sweep_age
from courtflow.management.commands.payment_sandbox import SANDBOX
from courtflow.servers.family import Child, Family
from courtflow.servers.folder import CHECKOUT, prepare_folder
from courtflow.servers.locks import FileLock, alone
from courtflow.servers.memory import choose_port, is_free, write_private

WEB_WORKERS, WEB_THREADS, TASK_PROCESSES = 2, 4, 2
# In a container everybody is root, and told so once too often.
QUIET_ROOT = ("-W", "ignore:You're running the worker with superuser privileges")
# Longer than any sweep takes, and than a worker needs to start.
STUCK_AFTER_SECONDS = 90.0


class Command(BaseCommand):
    """Migrate, fill an empty demonstration, then run web, worker and beat until stopped."""

    help = "Run courtflow on this machine: pages, background work and, if none are named, servers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command line."""
        parser.add_argument("--port", type=int, help="port of the pages (8000, or the next free)")
        parser.add_argument("--empty", action="store_true", help="start without the demo courts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until interrupted; a second start says where the first one is."""
        folder = settings.STATE_FOLDER
        prepare_folder(folder)
        place = FileLock(folder / "serve.lock")
        try:
            if place.try_take():
                port = options["port"] or int(os.environ.get("PORT", "0"))
                self.run_everything(port, with_demo=settings.DEMO and not options["empty"])
            else:
                self.say(f"courtflow is running already: {address_of(folder)}")
        finally:
            place.release()

    def run_everything(self, port: int, with_demo: bool) -> None:
        """Prepare the database and the files, then stay with the children."""
        folder = settings.STATE_FOLDER
        family = Family(folder / "children.json", say=self.say)
        family.end_leftovers()
        self.say("courtflow: preparing the database ...")
        migrate()
        self.have_two_roles()
        call_command("collectstatic", interactive=False, verbosity=0)
        training.stand_still()
        if with_demo:
            call_command("seed_demo", people=True)
        connections.close_all()
        with alone(folder / "start.lock"):
            port = checked(port) if port else choose_port(folder, "web")
            payments = sandbox_port(folder)
        address = f"http://127.0.0.1:{port}"
        write_private(folder / "address", address)

        def up() -> None:
            self.say(f"\ncourtflow is running: {address}\nCtrl-C stops it.")

        try:
            family.run(children(port, payments), up, [demo_cases()] if with_demo else [])
        finally:
            (folder / "address").unlink(missing_ok=True)
        self.say("courtflow has stopped.")

    def have_two_roles(self) -> None:
        """The application is not to own what guards the log from it; a demonstration says so."""
        words = too_much_power()
        if words and not settings.DEMO:
            raise CommandError(words)
        if words:
            self.say(words)

    def say(self, text: str) -> None:
        """A line for the person at the terminal, at once."""
        self.stdout.write(text)
        self.stdout.flush()


def address_of(folder: Path) -> str:
    """Where the running one answers."""
    try:
        return str((folder / "address").read_text(encoding="ascii"))
    except OSError:
        return "it is just starting."


def checked(port: int) -> int:
    """The port asked for, if it can be had."""
    if not is_free(port):
        raise CommandError(f"Port {port} is taken by something else.")
    return port


def migrate() -> None:
    """Bring the tables up to date, as their owner; this process itself has no such power."""
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
        cwd=CHECKOUT,
        check=False,
    )
    if done.returncode:
        raise CommandError("The database could not be migrated; see the message above.")


def demo_cases() -> Child:
    """Plays the demo's cases beside the running pages; interrupted, the next start goes on."""
    return Child(
        "demo cases",
        [sys.executable, "manage.py", "seed_demo", "--cases"],
        if_it_fails="the message above says why. The pages work with the cases that are there; "
        "the next start goes on where it stopped, and so does `manage.py seed_demo --cases`.",
    )


def sandbox_port(folder: Path) -> int:
    """The port for the sandbox of payments, which the children are told; 0 where none is used."""
    if settings.GATEWAYS["payments"] != SANDBOX or settings.PAYMENTS_URL:
        return 0
    port = choose_port(folder, "payments", wanted=8600)
    os.environ["PAYMENTS_URL"] = f"http://127.0.0.1:{port}"
    return port


def children(port: int, payments: int = 0) -> list[Child]:
    """The processes that make up a running courtflow."""
    celery = [sys.executable, *QUIET_ROOT, "-m", "celery", "--app=courtflow", "--quiet"]
    level = f"--loglevel={os.environ.get('LOG_LEVEL', 'WARNING')}"
    web = [sys.executable, "-m", "gunicorn", "courtflow.wsgi:application"]
    web += [f"--bind=127.0.0.1:{port}", f"--workers={WEB_WORKERS}", f"--threads={WEB_THREADS}"]
    web += ["--worker-class=gthread", "--graceful-timeout=5", "--log-level=warning"]
    web += ["--no-control-socket"]
    worker = [*celery, "worker", f"--concurrency={TASK_PROCESSES}", level]
    worker += ["--without-gossip", "--without-mingle"]
    # The schedule is a few constants; beat needs no file to remember them by.
    beat = [*celery, "beat", "--scheduler=celery.beat:Scheduler", "--pidfile=", level]
    played = [sys.executable, "manage.py", "payment_sandbox", f"--port={payments}"]
    others = [Child("sandbox of payments", played, ready_port=payments)] if payments else []
    return [
        *others,
        Child("web pages", web, ready_port=port),
        Child("background work", worker, pulse=sweep_age, stuck_after=STUCK_AFTER_SECONDS),
        Child("clock of the background work", beat),
    ]


def sweep_age() -> float | None:
    """Seconds since the last finished sweep as the database tells, None where it cannot be told."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5s'")  # the children are not watched meanwhile
        return last_sweep_age()
    except DatabaseError:
        return None
    finally:
        connections.close_all()

"""What manage.py prepares before the settings are read: servers and secrets for the command."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from courtflow.servers.cluster import attach_or_start
from courtflow.servers.errors import ServerFailed
from courtflow.servers.folder import prepare_folder, state_folder
from courtflow.servers.memory import kept_secrets

# Commands that answer from code and law alone, in a moment, on a machine with nothing running.
WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "deadline",
        "diffsettings",
        "fee",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "nodes",
        "outcomes",
        "startapp",
        "version",
    }
)
# Commands that change tables, or look at how they came about: the owner's work.
OWNERS = frozenset({"flush", "migrate", "showmigrations", "sqlflush", "sqlmigrate"})
NO_DATABASE = "none:"
APPLICATION_SECRETS = ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY")


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether the command of this command line talks to the database."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command.startswith("-") or {"--help", "-h"} & set(arguments[2:]):
        return False
    return command not in WITHOUT_DATABASE


@contextmanager
def environment_for(arguments: Sequence[str]) -> Iterator[None]:
    """Complete os.environ so that settings.py can be read; servers stop again at the end."""
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if len(given) == 1:
        raise ServerFailed(f"Only {given[0]} is set. Set both DATABASE_URL and REDIS_URL, or none.")
    if len(arguments) > 1 and arguments[1] in OWNERS:
        os.environ["COURTFLOW_AS_OWNER"] = "1"
    if given:
        _secrets_of_a_demonstration()
        yield
    elif not needs_database(arguments):
        os.environ.update(DATABASE_URL=NO_DATABASE, REDIS_URL=NO_DATABASE)
        yield
    else:
        with attach_or_start() as running:
            os.environ.update(running.environment())
            os.environ.setdefault("COURTFLOW_DEMO", "1")
            _secrets_of_a_demonstration()
            yield


def _secrets_of_a_demonstration() -> None:
    # Elsewhere a missing key must stop the start: a generated one would split two hosts.
    if os.environ.get("COURTFLOW_DEMO") != "1":
        return
    folder = state_folder()
    prepare_folder(folder)
    kept = kept_secrets(folder)
    for name in APPLICATION_SECRETS:
        os.environ.setdefault(name, kept[name])

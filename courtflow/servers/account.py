"""The unprivileged account that the servers run under where the person at the terminal is root.

PostgreSQL refuses to run as root, and Valkey should not.
"""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courtflow.servers.errors import ServerFailed

CANDIDATES = ("courtflow", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the machine, as the servers need to know it."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give a file or an empty folder to this account."""
        os.chown(path, self.uid, self.gid)


def server_account() -> Account | None:
    """The account to change to, or None where we are not root and stay who we are."""
    if os.geteuid() != 0:
        return None
    chosen = os.environ.get("COURTFLOW_SERVER_USER")
    for name in (chosen,) if chosen else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerFailed(
        "PostgreSQL does not run as root, and no unprivileged user was found. "
        "Set COURTFLOW_SERVER_USER to the name of one, or run as a plain user."
    )


def process_options(account: Account | None) -> dict[str, Any]:
    """Arguments that make subprocess run a program under the account."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}

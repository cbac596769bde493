"""The state folder: data, ports, passwords and logs of the servers of this checkout."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from courtflow.servers.account import Account, server_account
from courtflow.servers.errors import ServerFailed

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib")


def state_folder() -> Path:
    """Where the state of this checkout lives: COURTFLOW_STATE, or a default that suits the user."""
    if chosen := os.environ.get("COURTFLOW_STATE"):
        return Path(chosen).expanduser().absolute()
    if os.geteuid() != 0:
        return CHECKOUT / ".courtflow"
    # The servers run under another account then, and the checkout may be closed to it.
    base = SYSTEM_STATE if os.access(SYSTEM_STATE, os.W_OK) else Path(tempfile.gettempdir())
    mark = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:10]
    return base / "courtflow" / f"{CHECKOUT.name}-{mark}"


def prepare_folder(folder: Path) -> None:
    """Create the state folder if needed and make sure that only the right people can use it."""
    account = server_account()
    try:
        for parent in reversed([p for p in folder.parents if not p.exists()]):
            parent.mkdir(exist_ok=True)
            parent.chmod(0o755)  # whatever the umask: the servers' account must pass
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ServerFailed(
            f"The state folder {folder} cannot be created ({error.strerror}). "
            "Set COURTFLOW_STATE to a folder you may write to."
        ) from error
    _refuse_stranger(folder)
    if account:
        _open_the_way(folder, account)


def _refuse_stranger(folder: Path) -> None:
    # In a shared temporary folder anybody may have made this name first.
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServerFailed(
            f"The state folder {folder} belongs to somebody else. "
            "Set COURTFLOW_STATE to a folder of your own."
        )


def _open_the_way(folder: Path, account: Account) -> None:
    if folder.stat().st_mode & 0o001 == 0:
        folder.chmod(folder.stat().st_mode | 0o011)
    for parent in folder.parents:
        if not _may_pass(parent, account):
            raise ServerFailed(
                f"The servers run as {account.name}, who may not enter {parent}. "
                "Set COURTFLOW_STATE to a folder outside it."
            )


def _may_pass(folder: Path, account: Account) -> bool:
    found = folder.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)

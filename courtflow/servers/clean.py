"""`make clean`: remove the state folder of this checkout, its servers and their data."""

import shutil
import sys

from courtflow.servers.cluster import stop
from courtflow.servers.folder import state_folder
from courtflow.servers.locks import FileLock


def clean() -> None:
    """Stop what nobody uses and remove it; refuse while somebody does."""
    folder = state_folder()
    if not (folder / "users.lock").exists():
        return
    users = FileLock(folder / "users.lock")
    if not users.try_take():
        sys.exit("courtflow is running; stop it first.")
    stop(folder)
    shutil.rmtree(folder)
    users.release()


if __name__ == "__main__":
    clean()

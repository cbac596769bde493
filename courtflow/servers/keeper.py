"""Waits until nobody uses the servers of a state folder any more, then stops them.

Normally the last command stops them itself and the keeper has nothing left to do; it is there
for the day when that command is killed. It holds no lock that anybody waits for.
"""

import sys
from pathlib import Path

from courtflow.servers.cluster import stop
from courtflow.servers.locks import FileLock


def keep(folder: Path) -> None:
    """Wait for the last user of the servers to leave, then stop them."""
    only_one = FileLock(folder / "keeper.lock")
    if not only_one.try_take():
        return
    users = FileLock(folder / "users.lock")
    users.take()
    stop(folder)
    # In this order: whoever starts the servers next must find the keeper's place free.
    only_one.release()
    users.release()


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

"""PostgreSQL and Valkey for a machine that has none, from two wheels, on the loopback address.

    with attach_or_start() as running:      # or ensure(), until this process ends
        running.database_url, running.owner_url, running.admin_url, running.redis_url

Attached to if they run already, started if not, stopped by the last who uses them. Killed
starts, stale pid files, busy ports and orphans are dealt with without a person.
"""

from courtflow.servers.cluster import (
    LASTING,
    PASSING,
    Profile,
    Running,
    attach_or_start,
    ensure,
)
from courtflow.servers.errors import ServerFailed
from courtflow.servers.folder import state_folder

__all__ = [
    "LASTING",
    "PASSING",
    "Profile",
    "Running",
    "ServerFailed",
    "attach_or_start",
    "ensure",
    "state_folder",
]

"""What each legal act leaves behind: one room a subject, verbs as names.

The modules register with the write door (``procedure``) what their acts do beside the move.
"""

from importlib import import_module
from pkgutil import walk_packages


def load() -> None:
    """Import every module of these rooms, once, when the app is ready."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)

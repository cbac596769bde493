"""What each legal act leaves behind: one module a subject, verbs as names.

The modules register with the write door (``procedure``) what their acts do beside the move.
"""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import every module of this package, once, when the app is ready."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")

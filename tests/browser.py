"""The browser of the tests: a Chromium or Chrome of the machine, driven by Playwright."""

import os
import shutil
from pathlib import Path

# The one without windows first: the same engine, at a third of the work a page.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
PATIENCE = 60_000
"""Milliseconds until a page counts as standing still: how fast a machine is, no test says."""
MISSING = (
    "BROWSER TESTS DID NOT RUN: no Chromium or Chrome was found on this machine. "
    "Install one (for example `apt-get install chromium fonts-noto-cjk`), or name its program "
    "in COURTFLOW_BROWSER."
)


def find_browser() -> str | None:
    """The program of a browser, or None."""
    if chosen := os.environ.get("COURTFLOW_BROWSER"):
        return chosen if Path(chosen).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _downloaded()


def _downloaded() -> str | None:
    """The browser that `playwright install chromium` brought, if it did."""
    places = (
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH"),
        "~/.cache/ms-playwright",
        "~/Library/Caches/ms-playwright",
    )
    programs = (
        "chromium_headless_shell-*/chrome-*/*headless*shell",
        "chromium-*/chrome-linux*/chrome",
        "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    )
    for place in filter(None, places):
        for program in programs:
            found = sorted(Path(place).expanduser().glob(program))
            if found:
                return str(found[-1])
    return None


def is_required() -> bool:
    """Whether a missing browser is a failure rather than a skip."""
    return os.environ.get("REQUIRE_BROWSER") == "1"

"""Loads every module that says what an act leaves behind, once, when the app is ready."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "filing",
    "serving",
    "evidence",
    "hearings",
    "judgments",
    "appeals",
    "payments",
    "incidents",
    "extensions",
    "executing",
    "setting_aside",
)


def load() -> None:
    for name in MODULES:
        import_module(f"cases.{name}")

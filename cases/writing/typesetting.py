"""In the process apart: data in, a PDF out."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

FONTS = typst.Fonts(
    include_system_fonts=False, font_paths=[str(Path(pylopdf_fonts_zh_cn.__file__).parent)]
)
"""Read before anybody asks: the process that stands ready has them for all that come of it."""
SOURCE = Path(__file__).with_name("paper.typ").read_bytes()
SEAL = Path(__file__).with_name("seal.typ").read_bytes()


def do(asked: dict[str, Any]) -> dict[str, Any]:
    """``paper``: what the source reads; ``format``: pdf, or png for looking at; ``made_at``;
    ``seal``: also say where one goes. With ``stamp`` the seal itself."""
    if "stamp" in asked:
        return stamp({"seal": asked["stamp"]})
    options: dict[str, Any] = {"format": asked["format"]}
    if asked["format"] == "pdf":
        options |= {"pdf_standards": ["a-2b"], "timestamp": asked["made_at"]}
    try:
        made = typst.compile(
            SOURCE, sys_inputs={"paper": json.dumps(asked["paper"])}, font_paths=FONTS,
            **options,
        )  # fmt: skip
    except typst.TypstError as error:
        return {"problem": error.message}
    pages = made if isinstance(made, list) else [made]
    answer: dict[str, Any] = {"pages": [base64.b64encode(page).decode() for page in pages]}
    if asked.get("seal"):
        answer["seal"] = _sealed_at(asked)
    return answer


def _sealed_at(asked: dict[str, Any]) -> dict[str, Any] | None:
    """On which page, and how far down in points, the date stands that is sealed."""
    inputs = {"paper": json.dumps(asked["paper"])}
    options: dict[str, Any] = {"field": "value"}
    found = json.loads(
        typst.query(SOURCE, "<seal>", sys_inputs=inputs, font_paths=FONTS, **options)
    )
    return found[-1] if found else None


def stamp(asked: dict[str, Any]) -> dict[str, Any]:
    """The seal as a page of its own, with nothing behind it."""
    options: dict[str, Any] = {"format": "pdf", "timestamp": 0}
    made = typst.compile(
        SEAL, sys_inputs={"seal": json.dumps(asked["seal"])}, font_paths=FONTS,
        **options,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return {"pages": [base64.b64encode(made).decode()]}

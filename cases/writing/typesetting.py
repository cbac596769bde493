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


def do(asked: dict[str, Any]) -> dict[str, Any]:
    """``paper``: what the source reads; ``format``: pdf, or png for looking at; ``made_at``."""
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
    return {"pages": [base64.b64encode(page).decode() for page in pages]}

"""What axe finds on an open page that keeps people out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("serious", "critical")
RUN = """(contrast) => axe.run({
  resultTypes: ["violations"],
  preload: false,
  rules: {"color-contrast": {enabled: contrast}},
}).then((found) => found.violations.map((one) => ({
  rule: one.id,
  impact: one.impact,
  nodes: one.nodes.map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 160)}`),
})))"""


def barriers(page: Page, *, contrast: bool = True) -> list[str]:
    """The serious and critical violations, one line each. ``contrast`` takes most of the time."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, contrast)
    return [
        f"{one['impact']} {one['rule']} at {node}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]

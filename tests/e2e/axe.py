"""What axe finds on an open page that keeps people out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.e2e.crawl import TELLING

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("serious", "critical")
PATHS = """(telling) => {
  window.byPath = new Map();
  const walk = (element, above) => {
    const names = element.getAttributeNames();
    const told = telling.filter((name) => names.includes(name))
      .map((name) => `${name}=${element.getAttribute(name)}`);
    const aria = names.filter((name) => name.startsWith("aria-"));
    const path = `${above} > ${[element.localName, ...told, ...aria].join(" ")}`;
    window.byPath.set(path, [...(window.byPath.get(path) ?? []), element]);
    for (const child of element.children) walk(child, path);
  };
  walk(document.documentElement, "");
  return [...window.byPath.keys()];
}"""
"""The paths of a page's elements, as the style sheets see them."""
RUN = """([paths, rules]) => axe.run({include: paths.flatMap((path) => window.byPath.get(path))}, {
  ...rules,
  resultTypes: ["violations"],
  preload: false,
}).then((found) => found.violations.map((one) => ({
  rule: one.id,
  impact: one.impact,
  nodes: one.nodes.map((node) => `${node.target.join(" ")}: ${node.html.slice(0, 160)}`),
})))"""
CONTRAST = {"runOnly": ["color-contrast"]}
ALL_ELSE = {"rules": {"color-contrast": {"enabled": False}}}


Known = defaultdict[tuple[str, str], set[str]]
"""The paths of the parts already looked at, by the kind of page and the look."""


def barriers(page: Page, known: Known, kind: str, look: str) -> list[str]:
    """The serious and critical violations in what is not known yet, one line each.

    The first page of a kind is looked at whole, of the others only what is new. Contrast takes
    most of the time: a part has the same wherever its path is the same, whatever kind of page.
    """
    paths = page.evaluate(PATHS, TELLING)
    found: list[dict[str, Any]] = []
    for of, rules in ((kind, ALL_ELSE), ("any", CONTRAST)):
        if new := _topmost(paths, known[of, look]):
            if not page.evaluate("() => 'axe' in window"):
                page.evaluate(AXE_SCRIPT)
            found += page.evaluate(RUN, [new, rules])
        known[of, look].update(paths)
    return [
        f"{one['impact']} {one['rule']} at {node}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def _topmost(paths: list[str], before: set[str]) -> list[str]:
    """The new ones that stand in nothing new: looked at with all that stands in them."""
    new = set(paths) - before
    return [path for path in paths if path in new and path.rpartition(" > ")[0] not in new]

"""Every page a person can reach from home by links alone, found without a browser."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

VOID = frozenset("area base br col embed hr img input link meta source track".split())  # noqa: SIM905
TELLING = ("class", "type", "role", "disabled", "hidden", "open", "required")
MOST = 2
"""Of pages that differ by a number only, so many are opened; of cases, all."""


class Reached(NamedTuple):
    """A page as it was answered."""

    route: str
    address: str
    shape: frozenset[str]
    """The paths of its elements: two pages of one shape differ in words only."""


def reached(client: Client, *start: str) -> Iterator[Reached]:
    """Follow links from where somebody begins; pages only, each address once.

    Raises:
        AssertionError: a link leads nowhere, or to somebody else's page.
    """
    waiting, seen, opened = deque(start), set(start), Counter[object]()
    while waiting:
        address = waiting.popleft()
        answer = client.get(address, follow=True)
        if answer.redirect_chain:
            address = answer.redirect_chain[-1][0]
        assert answer.status_code == 200, f"a link leads to {address}: {answer.status_code}"
        if not answer.headers["Content-Type"].startswith("text/html") or answer.streaming:
            continue
        page = Page()
        page.feed(answer.content.decode())
        yield Reached(_route(address), address, frozenset(page.shape))
        for link in page.links:
            there = urlsplit(urljoin(address, link))._replace(fragment="")
            kind = _kind(there.path, there.query)
            if there.netloc or kind is None or there.geturl() in seen:
                continue
            seen.add(there.geturl())
            opened[kind] += 1
            if opened[kind] <= MOST or kind == ("case", (), ()):
                waiting.append(there.geturl())


def _route(address: str) -> str:
    return resolve(urlsplit(address).path).url_name or ""


def _kind(path: str, query: str) -> object | None:
    """What distinguishes a page beyond the numbers in its address; None outside the application."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    words = tuple(value for value in match.kwargs.values() if isinstance(value, str))
    return match.url_name, words, tuple(name for name, _ in parse_qsl(query))


class Page(HTMLParser):
    """The links of a page, and the paths of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.shape: set[str] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a" and (href := found.get("href")) and "download" not in found:
            self.links.append(href)
        told = [f"{name}={found[name]}" for name in TELLING if name in found]
        told += [name for name in found if name.startswith("aria-")]
        name = " ".join([tag, *told])
        self.shape.add(" > ".join([*self._open, name]))
        if tag not in VOID:
            self._open.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for back, name in enumerate(reversed(self._open), start=1):
            if name.split(" ", 1)[0] == tag:
                del self._open[-back:]
                break

"""Letters with their boxes become lines, so that a page can be selected and searched. Plain Python.

A letter is (character, left, top, width, height) in points of the page as it is turned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cases.pages.finding import spans

Letter = tuple[str, float, float, float, float]
Box = tuple[float, float, float, float]
BREAKS = "\r\n\0"
HYPHENS = {"\u0002": "-", "\ufffe": "-"}
"""What pdfium says for a hyphen at the end of a line."""
WIDE_GAP = 3
"""Heights of a letter between two that no longer belong to one line: columns, cells."""


@dataclass(frozen=True)
class Line:
    """``turned``: degrees clockwise in which it runs: 0 to the right, 90 down the page."""

    text: str
    box: Box
    turned: int
    letters: tuple[Letter, ...]


def lines_of(letters: list[Letter]) -> list[Line]:
    """In the order of the file."""
    return [line for run in _runs(letters) if (line := _line(run)) is not None]


def _runs(letters: list[Letter]) -> Iterator[list[Letter]]:
    run: list[Letter] = []
    for letter in letters:
        if letter[0] in BREAKS:
            yield run
            run = []
            continue
        letter = (HYPHENS.get(letter[0], letter[0]), *letter[1:])
        if run and not _continues(run, letter):
            yield run
            run = []
        run.append(letter)
    yield run


def _continues(run: list[Letter], letter: Letter) -> bool:
    """Whether a letter stands behind the last one, the way that the line has run so far."""
    solid = [one for one in run if not one[0].isspace()]
    if letter[0].isspace() or not solid:
        return True
    _, x, y, width, height = solid[-1]
    _, left, top, w, h = letter
    size = max(width, height, w, h, 1)
    level = abs((y + height / 2) - (top + h / 2)) <= size / 2
    upright = abs((x + width / 2) - (left + w / 2)) <= size / 2
    near = WIDE_GAP * size
    beside = level and max(left - (x + width), x - (left + w)) <= near
    below = upright and max(top - (y + height), y - (top + h)) <= near
    way = _way([solid[-1], letter])
    return (beside or below) and (len(solid) == 1 or way in (None, _way(solid) or way))


def _way(letters: list[Letter]) -> int | None:
    """Degrees clockwise in which letters follow each other; None of those that lie upon another."""
    (_, x, y, width, height), (_, left, top, w, h) = letters[0], letters[-1]
    across, down = left + w / 2 - x - width / 2, top + h / 2 - y - height / 2
    if max(abs(across), abs(down)) < 0.1:
        return None
    if abs(across) >= abs(down):
        return 0 if across > 0 else 180
    return 90 if down > 0 else 270


def _line(run: list[Letter]) -> Line | None:
    text = "".join(char for char, *_ in run).rstrip()
    solid = [one for one in run[: len(text)] if not one[0].isspace() and one[3] + one[4] > 0]
    if not text.strip() or not solid:
        return None
    left, top, width, height = _around(solid)
    box = (left, top, max(width, 0.1), max(height, 0.1))
    return Line(text, box, _way(solid) or 0, tuple(run[: len(text)]))


def marked(lines: list[Line], words: str, most: int) -> list[Box]:
    """Where the words stand, one box for each line that a place runs through."""
    letters = [(n, letter) for n, line in enumerate(lines) for letter in line.letters]
    found = []
    for first, last in spans("".join(letter[0] for _, letter in letters), words, most):
        by_line: dict[int, list[Letter]] = {}
        for n, letter in letters[first:last]:
            by_line.setdefault(n, []).append(letter)
        found += [_around(part) for part in by_line.values()]
    return found


def _around(part: Sequence[Letter]) -> Box:
    left, top = min(x for _, x, *_ in part), min(y for _, _, y, *_ in part)
    right, low = max(x + w for _, x, _, w, _ in part), max(y + h for _, _, y, _, h in part)
    return (left, top, right - left, low - top)

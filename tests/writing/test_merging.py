"""Two people's changes to one text: together where they are apart, else not at all."""

from __future__ import annotations

import random

from cases.writing.merging import merged, side_by_side

BASE = "甲\n乙\n丙\n丁\n戊"


def test_changes_of_different_paragraphs_go_together() -> None:
    assert merged(BASE, "甲一\n乙\n丙\n丁\n戊", "甲\n乙\n丙\n丁\n戊五") == "甲一\n乙\n丙\n丁\n戊五"


def test_neighbours_go_together() -> None:
    assert merged(BASE, "甲\n乙二\n丙\n丁\n戊", "甲\n乙\n丙三\n丁\n戊") == "甲\n乙二\n丙三\n丁\n戊"


def test_changes_of_one_paragraph_do_not() -> None:
    assert merged(BASE, BASE.replace("丙", "丙一"), BASE.replace("丙", "丙二")) is None


def test_two_insertions_at_one_place_do_not() -> None:
    one, other = BASE.replace("丙", "丙\n新一"), BASE.replace("丙", "丙\n新二")
    assert merged(BASE, one, other) is None


def test_a_deletion_and_a_change_of_it_do_not() -> None:
    assert merged(BASE, BASE.replace("丙\n", ""), BASE.replace("丙", "丙二")) is None


def test_the_same_change_twice_is_one() -> None:
    one = BASE.replace("丙", "丙一")
    assert merged(BASE, one, one) == one
    assert merged(BASE, one, one.replace("甲", "甲一")) == one.replace("甲", "甲一")


def test_nothing_of_either_is_lost_at_random() -> None:
    """Whatever is put together holds every new line of both."""
    dice = random.Random(28)  # noqa: S311 - no secret
    together = 0
    for _ in range(500):
        base = [f"行{n}" for n in range(8)]
        texts = []
        for who in "ab":
            lines = list(base)
            for n in range(dice.randint(1, 3)):
                at = dice.randrange(len(lines))
                if dice.random() < 0.5:
                    lines[at] = f"{who}{n}改"
                else:
                    lines.insert(at, f"{who}{n}新")
            texts.append(lines)
        made = merged("\n".join(base), *("\n".join(text) for text in texts))
        if made is None:
            continue
        together += 1
        new = {line for text in texts for line in text} - set(base)
        kept = [line for line in base if all(line in text for text in texts)]
        assert new <= set(made.split("\n"))
        assert [line for line in made.split("\n") if line in base] == kept
    assert together > 50


def test_side_by_side_says_which_rows_differ() -> None:
    assert side_by_side("甲\n乙", "甲\n丙\n丁") == [
        ("甲", "甲", False), ("乙", "丙", True), ("", "丁", True),
    ]  # fmt: skip

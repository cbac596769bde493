"""No decision has an empty box: every character of the standard list and of rare surnames, set in
the court's own templates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.writing import blocks, engine, press
from cases.writing.decisions import DECISIONS, DecisionForm
from cases.writing.glyphs import missing_glyphs
from cases.writing.table import fields_of, made_up

LIST = Path(__file__).with_name("general_standard.txt")
SURNAMES = (
    "仉乜亓佴侴俎倎偰傒僰兀冼刁剌丌劢勐匄卬厍厐厝叒叱吒吪呙咎哆啜嗯嘏噶囝囡圐坌埄堃堽塮夔奡妁妫妺姒姞娄婼媸嫪嬴"
    "孛孭宓寤尕尢尻屮岜峇崚嵇巛幵庹廋弇弋彀彳忒怵恽悒惔慊懋戛扈扞抔拓挏揆搒撖攸敫斛於旒旻昃昝晁晷暅曷朐杞枞柘栾桷"
    "棁棪楀槭橐檗欒歙殳毋汜汨沆沔泐洗浞淖湛溥漷濮濯炅炔烎煚燮爨牟犇狄猗獒玘珅琎瑸璩瓘甄甯畀畚疃疌癿皋皕盍眭睢瞢"
    "矍砥硙碛磔祁祃禚禤秏稷穰窦竺笪筰箴簋糜糸綦缪罘羿翀耏聃肜胥臧臾舁舄芈芮苌苻茆茕荀莒菅萩葚蒯蒺蓐蔄蔺薄薏蘧虢"
)
"""More than two hundred characters of surnames that few people have."""


def standard() -> str:
    lines = LIST.read_text("utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


def pieces(text: str, long: int) -> Iterator[str]:
    for at in range(0, len(text), long):
        yield text[at : at + long]


def with_names(form: DecisionForm, names: str) -> list[blocks.Block]:
    """The template as a court would fill it, its parties called by these characters."""
    values = made_up(form)
    parties = [{**values["parties"][0], "name": one} for one in pieces(names, 60)]
    written = engine.fill(form.shipped, fields_of(form), {**values, "parties": parties})
    return blocks.read(written)


def test_the_list_is_whole() -> None:
    assert len(standard()) == len(set(standard())) == 8105
    assert len(set(SURNAMES)) >= 200


def test_every_character_has_a_glyph() -> None:
    assert missing_glyphs(standard() + SURNAMES) == set()


@pytest.mark.parametrize("part", range(3))
def test_the_standard_list_is_set_in_a_real_template(part: int) -> None:
    """The press refuses what it has no glyph for: that it sets them all is the proof."""
    names = standard()[part * 2702 : (part + 1) * 2702] + (SURNAMES if part == 2 else "")
    made, place = press.decision(
        with_names(DECISIONS["judgment_first"], names), sample=True, code="S1-1", made_at=0
    )
    assert made.startswith(b"%PDF") and place is not None and b"notdef" not in made


@pytest.mark.parametrize("code", sorted(DECISIONS))
def test_every_shipped_template_can_be_filled_and_names_only_known_fields(code: str) -> None:
    form = DECISIONS[code]
    assert engine.check(form.shipped, fields_of(form)) == []
    paper = blocks.read(engine.fill(form.shipped, fields_of(form), made_up(form)))
    kinds = [one.kind for one in paper]
    assert {"court", "title", "number", "sign", "date"} <= set(kinds)
    assert missing_glyphs(blocks.text(paper)) == set()


def test_a_character_without_a_glyph_is_named() -> None:
    with pytest.raises(press.Unprintable) as error:
        press.decision(
            with_names(DECISIONS["judgment_first"], "张\U0003ffff"), sample=True, code="", made_at=0
        )
    assert error.value.missing == {"\U0003ffff"}

"""The four kinds of cases 四类案件 that leaders supervise by recorded steps (法发〔2021〕30号)."""

from __future__ import annotations

from dataclasses import dataclass

APPROVED_BY_LAW = "法发〔2021〕30号 10"
"""By which a judgment in such a case goes out only after the division chief's recorded word, which
changes nothing of the text; whether a court reads it so is its setting."""


@dataclass(frozen=True)
class Supervised:
    """One of the four kinds. ``by``: circumstances that make a case one by rule."""

    code: str
    zh: str
    en: str
    by: frozenset[str] = frozenset()


TABLE = (
    Supervised("weighty", "重大、疑难、复杂、敏感", "Weighty, difficult, complex or sensitive",
               frozenset({"public_interest", "novel"})),
    Supervised("mass", "群体性纠纷或者引发社会广泛关注，可能影响社会稳定",
               "A dispute of a group, or one widely followed, that may affect social stability",
               frozenset({"mass", "attention"})),
    Supervised("conflict", "与本院或者上级法院的类案裁判可能发生冲突",
               "May conflict with like decisions of this court or one above"),
    Supervised("complaint", "有关单位或者个人反映法官有违法审判行为",
               "Somebody reports unlawful conduct of the judge"),
)  # fmt: skip
SUPERVISED = {one.code: one for one in TABLE}
BY_CIRCUMSTANCE = {circumstance: one.code for one in TABLE for circumstance in one.by}

"""The fees of appeals and retrials: on what is contested, or none."""

from collections.abc import Collection

from cases.law.fees.amounts import Money, exact_amount, yuan
from cases.law.fees.computing import fee
from cases.law.fees.refusing import FeeError
from cases.law.fees.scales import HALVING
from cases.law.fees.steps import Fee, Step, cite, nothing

EXEMPT_RULINGS = frozenset({"not_accepted", "dismissed", "jurisdiction"})
"""Appeals against these rulings cost nothing (art. 8(3))."""


def appeal_fee(
    contested: Money | None,
    *,
    kind: str = "property",
    against: str = "judgment",
    half: bool = False,
    grounds: Collection[str] = (),
    base: Money | None = None,
) -> Fee:
    """The fee of one appellant, on what he contests (art. 17); joint appellants pay one
    (解释 202)."""
    if against in EXEMPT_RULINGS:
        return nothing(
            "8(3)",
            "对不予受理、驳回起诉和管辖权异议裁定提起上诉的，不交纳案件受理费",
            "an appeal against such a ruling costs nothing",
        )
    for code in grounds:
        if code in HALVING and HALVING[code].first_instance_only:
            raise FeeError("half_not_allowed", zh="上诉案件" + HALVING[code].zh, en="on appeal")
    due = fee(kind, contested, half=half, grounds=grounds, base=base)
    return _on_the_contested(due, contested, "17", "上诉", "appeal")


def retrial_fee(
    contested: Money | None, *, exception: str | None = None, kind: str = "property"
) -> Fee:
    """Retrials are free but for the two cases of art. 9: `new_evidence`, and `no_appeal` (the
    applicant let the first judgment become effective); then on the contested part (art. 19)."""
    if exception not in ("new_evidence", "no_appeal"):
        return nothing(
            "9", "再审案件不交纳案件受理费", "no fee in a retrial outside the exceptions of art. 9"
        )
    return _on_the_contested(fee(kind, contested), contested, "19", "再审", "retrial")


def _on_the_contested(due: Fee, contested: Money | None, article: str, zh: str, en: str) -> Fee:
    if contested is None:
        return due
    amount = exact_amount(contested)
    basis = Step(
        "basis",
        cite(article),
        f"按不服部分的{zh}请求数额 {yuan(amount)} 元计算",
        f"on the part contested in the {en}: {yuan(amount)} yuan",
        amount,
    )
    return due._replace(steps=(basis, *due.steps))

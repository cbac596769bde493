"""Why a fee cannot be computed, in words."""

_REFUSALS: dict[str, tuple[str, str]] = {
    "not_a_number": ("“{value}”不是金额", "“{value}” is not an amount of money"),
    "negative": ("金额不能为负数：{value}", "an amount cannot be negative: {value}"),
    "too_large": (
        "金额过大，最大为 {limit} 元",
        "the amount is too large; the most is {limit} yuan",
    ),
    "too_precise": ("金额最多精确到分：{value}", "an amount goes down to the fen (0.01): {value}"),
    "amount_missing": ("{zh}须写明金额", "{en}: an amount is needed"),
    "unknown_kind": ("没有“{value}”这种收费类别", "there is no kind of fee called “{value}”"),
    "base_out_of_range": (
        "{zh}每件标准须在 {low} 元至 {high} 元之间，不能是 {value} 元",
        "{en}: the charge per case must lie between {low} and {high} yuan, not {value}",
    ),
    "base_not_allowed": (
        "{zh}没有可由省级政府确定的幅度",
        "{en}: there is no range in which a province could set a point",
    ),
    "half_not_allowed": ("{zh}不减半交纳", "{en}: this fee is not halved"),
    "unknown_ground": (
        "没有“{value}”这种减半事由",
        "there is no ground of halving called “{value}”",
    ),
    "not_raised": ("变更后的金额没有增加", "the changed claim is not higher than before"),
    "not_reduced": ("变更后的金额没有减少", "the changed claim is not lower than before"),
    "unknown_event": ("没有“{value}”这种退费事由", "there is no ground of refund called “{value}”"),
    "no_claim": ("没有任何诉讼请求", "there is no claim at all"),
    "waiver_for_natural_persons": (
        "免交诉讼费用只适用于自然人",
        "only a natural person may be freed from the whole fee",
    ),
    "relief_out_of_range": (
        "减交比例须在 30% 至 100% 之间",
        "a reduction is at least 30% and at most the whole fee",
    ),
}


class FeeError(ValueError):
    """A fee that cannot be computed; `reason` is for machines, `zh` and `en` for people."""

    def __init__(self, reason: str, **facts: object) -> None:
        zh, en = _REFUSALS[reason]
        shown = {name: str(value)[:40] for name, value in facts.items()}
        self.reason = reason
        self.zh = zh.format(**shown)
        self.en = en.format(**shown)
        super().__init__(self.en)

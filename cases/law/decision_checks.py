"""What is looked at before a decision is signed and sealed: pure rules on its text and its case.

A finding either bars the seal, or is to be confirmed by whoever seals, or is a hint. None decides
what the law is; each names the line where it found something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from cases.law import identity
from cases.law.cited import cited, number
from cases.law.money import DIGITS, PLACES, in_words
from cases.law.numbers import NumberError, parse

ABROAD_DAYS = 30
SIGNED_BY_CLERK = frozenset({"judgment", "ruling", "mediation_statement"})
Weight = Literal["bars", "confirm", "hint"]


@dataclass(frozen=True)
class PartyFact:
    """A party as the case has it."""

    name: str
    is_organisation: bool = False
    id_number: str = ""
    side: str = ""


@dataclass(frozen=True)
class About:
    """What the case says, as far as a decision can be held against it."""

    court: str
    number: str
    kind: str
    today: date
    parties: tuple[PartyFact, ...] = ()
    panel: tuple[str, ...] = ()
    """Who tries the case now."""
    registered: date | None = None
    heard: date | None = None
    """The last day of a hearing that was held."""
    claims: tuple[str, ...] = ()
    claimed: Decimal | None = None
    fee: Decimal | None = None
    appeal_days: int = 0
    """Days to appeal against such a decision in this procedure; 0 where it is final."""
    abroad: bool = False
    """Whether a party has no domicile in the PRC (CPL 286)."""
    at_home: bool = True
    """Whether a party has one."""
    clerks: tuple[str, ...] = ()
    """The clerks of the case, of whom one signs (CPL 155, 157)."""
    carries_appeal: bool = True
    """Whether the text has to say something of an appeal at all."""
    quoted: tuple[str, ...] = ()
    """Words that stand in it as a paper of the file says them."""


@dataclass(frozen=True)
class Finding:
    """Something found: how much it weighs, in which line (0: the whole), and the place itself."""

    code: str
    weight: Weight
    line: int = 0
    place: str = ""
    about: dict[str, str] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        return WORDS[self.code][0].format(place=self.place, **self.about)

    @property
    def en(self) -> str:
        return WORDS[self.code][1].format(place=self.place, **self.about)

    @property
    def citation(self) -> str:
        return WORDS[self.code][2]

    @property
    def is_the_benchs(self) -> bool:
        """Whether those who sign confirm it, and not whoever seals."""
        return self.code in OF_THE_BENCH

    @property
    def key(self) -> str:
        """By which it is confirmed: the rule and the place, so that another place is asked anew."""
        return f"{self.code}:{self.line}:{self.place}"[:120]


WORDS: dict[str, tuple[str, str, str]] = {
    "gap": ("还有未填写的内容：{place}", "Something is still to be written: {place}", "CPL 155"),
    "court_name": ("首部法院名称应为“{right}”", "The court at the head should be “{right}”",
                   "CPL 155"),
    "no_number": ("没有写明本案案号{right}", "The number of the case, {right}, is missing",
                  "案号规定 2"),
    "other_number": ("案号{place}与本案案号{right}不一致", "The number {place} is not {right}",
                     "案号规定 2"),
    "party_missing": ("没有写明当事人“{place}”", "The party “{place}” is not named", "CPL 155"),
    "party_unknown": ("“{place}”不是本案的{side}，请核对姓名",
                      "“{place}” is no such party of the case", "CPL 155"),
    "bad_id": ("证件号码{place}有误：{why_zh}", "The number {place} is wrong: {why_en}",
               "GB 11643; GB 32100"),
    "other_id": ("证件号码{place}与案件登记的不一致", "The number {place} is not the one on record",
                 "CPL 155"),
    "id_type": ("“{who}”的证件种类与其身份不符", "This kind of number does not fit “{who}”",
                "GB 11643; GB 32100"),
    "capitals": ("金额大小写不一致：{place}，大写应为{right}",
                 "Figures and capitals differ: {place}; in capitals it is {right}", "CPL 155"),
    "bad_figure": ("金额书写有误：{place}", "Not a sum of yuan, jiao and fen: {place}", "CPL 155"),
    "bad_capitals": ("大写金额书写不规范：{place}", "Not a sum in capitals: {place}", "CPL 155"),
    "more_than_claimed": ("判项金额{place}超过请求金额{right}",
                          "{place} is more than the {right} claimed", "CPL 13"),
    "fee_differs": ("案件受理费{place}与应收{right}不一致",
                    "The fee {place} is not the {right} due", "诉讼费用交纳办法 29"),
    "borne_differs": ("各方负担合计{place}与受理费{right}不一致",
                      "What the parties bear, {place}, is not the fee of {right}",
                      "诉讼费用交纳办法 29"),
    "no_such_article": ("{place}不存在，该文件共{last}条",
                        "{place} does not exist: there are {last}", "裁判文书引用规定 1"),
    "unknown_instrument": ("{place}不在已知法律名录中，请核对名称和条文",
                           "{place} is not in the list of instruments: compare title and article",
                           "裁判文书引用规定 1"),
    "bad_article": ("{place}的条文序号无法识别", "{place} is no number of an article",
                    "裁判文书引用规定 1"),
    "no_article": ("没有引用法律条文", "No article of law is cited", "CPL 155"),
    "no_date": ("落款没有日期", "The date at the end is missing", "CPL 155"),
    "bad_date": ("落款日期无法识别：{place}", "Not a date: {place}", "CPL 155"),
    "date_ahead": ("落款日期{place}晚于今天", "{place} is in the future", "CPL 155"),
    "date_before": ("落款日期{place}早于{what_zh}（{day}）", "{place} is before {what_en} ({day})",
                    "CPL 155"),
    "no_appeal_words": ("没有告知上诉期间（{right}日）和上诉法院",
                        "Says nothing of the appeal within {right} days", "CPL 155, 171"),
    "wrong_appeal_days": ("上诉期间应为{right}日，文书写作“{place}”",
                          "The period for appeal is {right} days, the text says “{place}”",
                          "CPL 171"),
    "appeal_not_given": ("本文书不得上诉，却写有上诉告知：{place}",
                         "No appeal lies, yet the text says: {place}", "CPL 157, 165, 182"),
    "not_final": ("应当写明本判决为终审判决", "Has to say that the judgment is final",
                  "CPL 165, 182"),
    "panel_differs": ("署名的审判人员与现任审判组织不一致：{place}",
                      "Who signs at the end is not who tries the case now: {place}",
                      "CPL 155; 合议庭规定(2002) 15"),
    "clerk_missing": ("书记员没有署名，应为“{right}”", "The clerk, {right}, does not sign",
                      "CPL 100, 155, 157"),
    "claims_unanswered": ("请求有{asked}项，主文有{said}项，且没有“驳回其他诉讼请求”",
                          "{asked} claims, {said} orders, and no word on the other claims",
                          "CPL 155"),
    "quote_inner": ("引用{place}，该材料属于副卷，不得写入文书",
                    "{place} is quoted, a paper of the inner volume: it may not go in",
                    "立卷归档办法 12; 流程公开规定 8"),
    "quote_void": ("引用{place}，该材料已作废", "{place} is quoted, a paper that is void",
                   "CPL 71; 解释 103"),
    "quote_not_put": ("引用{place}，该材料未作为证据提交、质证，不得作为认定案件事实的根据",
                      "{place} is quoted, which nobody put as evidence: it was not put to question "
                      "and may not be the ground", "CPL 71; 解释 103"),
    "quote_undiscussed": ("引用{place}，该证据未经质证，不得作为认定案件事实的根据",
                          "{place} is quoted, which was never put to question: it may not be the "
                          "ground", "CPL 71; 解释 103"),
    "quote_withdrawn": ("引用{place}，该证据已撤回",
                        "{place} is quoted, evidence that was withdrawn", "CPL 68, 71"),
    "quote_changed": ("引文与原文不一致：{place}", "Not the words of the paper: {place}",
                      "CPL 155; 证据规定 97"),
    "cited_not_put": ("{place}没有提交过，未经质证的证据不得作为认定案件事实的根据",
                      "{place} was never put: what was not put to question may not be the ground",
                      "CPL 71; 解释 103"),
    "never_discussed": ("未经质证，对方未发表意见、法庭也未认定：{place}",
                        "Never discussed: no opinion of the other side and no ruling on {place}",
                        "CPL 71; 解释 103"),
    "no_ruling": ("有争议而未认定：{place}", "Disputed, and not ruled on: {place}",
                  "解释 105; 证据规定 97"),
}  # fmt: skip
OF_THE_BENCH = frozenset(
    {"quote_withdrawn", "quote_changed", "cited_not_put", "never_discussed", "no_ruling"}
)
"""What only those who decide can stand for."""
_ROLES = ("原告", "被告", "第三人", "上诉人", "被上诉人", "原审原告", "原审被告", "原审第三人",
          "再审申请人", "被申请人", "申请人")  # fmt: skip
_PARTY_LINE = re.compile(rf"^((?:{'|'.join(_ROLES)})(?:[（(][^）)]*[）)])?)[:：]\s*(.*)")
_ENDS_NAME = "，,。；;（(：:"
_GAP = re.compile(r"【[^【】]*】")
_CITIZEN = re.compile(r"(?:公民身份号码|身份证号码?)[:：]?\s*([0-9A-Za-z]{6,24})")
_CODE = re.compile(r"统一社会信用代码[:：]?\s*([0-9A-Za-z]{6,24})")
# Every run is bounded: what is looked through takes time by its length and not by its square.
_FIGURE = r"(?:人民币)?[¥￥]?(\d[\d,，]{0,24}(?:\.\d{1,18})?)\s{0,3}(万|亿)?元"
_CAPITALS = rf"(?:人民币)?([{DIGITS}拾佰仟万亿元圆角分整正]{{2,40}})"
_BOTH = (
    re.compile(
        rf"{_FIGURE}\s{{0,3}}[（(]\s{{0,3}}(?:大写[:：]?)?\s{{0,3}}{_CAPITALS}\s{{0,3}}[）)]"
    ),
    re.compile(
        rf"{_CAPITALS}\s{{0,3}}[（(]\s{{0,3}}(?:小写[:：]?)?\s{{0,3}}{_FIGURE}\s{{0,3}}[）)]"
    ),
)
_MONEY = re.compile(_FIGURE)
_FEE = re.compile(rf"案件受理费[^0-9¥￥。]{{0,12}}{_FIGURE}")
_ANY_FEE = re.compile(rf"费[^0-9¥￥，,。；;]{{0,8}}{_FIGURE}")
_HALVED = re.compile(rf"减半[^0-9¥￥。；;]{{0,12}}{_FIGURE}")
_BORNE = re.compile(rf"负担[^0-9¥￥，。；]{{0,6}}{_FIGURE}")
_HAN = "〇零一二三四五六七八九十"
_DATE = re.compile(rf"([{_HAN}\d]{{4}})年([{_HAN}\d]{{1,3}})月([{_HAN}\d]{{1,3}})日")
_AGAINST = re.compile(r"不服本(?:判决|裁定)|之日起")
_WITHIN = re.compile(rf"([{_HAN}百\d]{{1,4}})日内")
_ORDER = re.compile(r"^[一二三四五六七八九十]+、")
_BEGINS = re.compile(r"(?:判决|裁定|决定|达成)如下(?:协议)?[:：]")


Rule = Callable[[Sequence[str], About], Iterator[Finding]]


def look(lines: Sequence[tuple[str, str]], about: About) -> list[Finding]:
    """Everything found in a decision; ``lines`` are (kind of the line, its words)."""
    lines = [(kind, folded(words)) for kind, words in lines]
    texts = [words for _kind, words in lines]
    found = [one for rule in _RULES for one in rule(texts, about)]
    found += _marked(lines, about)
    return in_order(found)


def in_order(found: Sequence[Finding]) -> list[Finding]:
    """By their weight, and then by their line."""
    order = {"bars": 0, "confirm": 1, "hint": 2}
    return sorted(found, key=lambda one: (order[one.weight], one.line))


def folded(words: str) -> str:
    """Digits of any script and letters of full width as plain ones, in their places; nothing else
    is changed, so that names and signs stay as they are written."""
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal()
        else unicodedata.normalize("NFKC", char) if "Ａ" <= char <= "ｚ" or char == "．"
        else char
        for char in words
    )  # fmt: skip


def to_confirm(
    found: Sequence[Finding], confirmed: Collection[str], *, of_bench: bool
) -> list[Finding]:  # fmt: skip
    """What still has to be confirmed by those who sign, or by whoever seals."""
    return [
        one
        for one in found
        if one.weight == "confirm" and one.is_the_benchs is of_bench and one.key not in confirmed
    ]


def bars(found: Sequence[Finding]) -> list[Finding]:
    return [one for one in found if one.weight == "bars"]


# -- head and end ---------------------------------------------------------------------------------


def _marked(lines: Sequence[tuple[str, str]], about: About) -> Iterator[Finding]:
    """What stands where it belongs by its mark: court, number, who signs, the date."""
    of = {
        kind: [(n, words) for n, (one, words) in enumerate(lines, 1) if one == kind]
        for kind in ("court", "number", "sign", "date")
    }
    if _squeezed(" ".join(words for _n, words in of["court"])) != _squeezed(about.court):
        line = of["court"][0][0] if of["court"] else 0
        yield Finding("court_name", "bars", line, "", {"right": about.court})
    yield from _numbers(of["number"], about)
    yield from _signed(of["sign"], about)
    yield from _dated(of["date"], about)


def _numbers(found: list[tuple[int, str]], about: About) -> Iterator[Finding]:
    if not found:
        yield Finding("no_number", "bars", 0, "", {"right": about.number})
    for line, words in found:
        if _stem(words) != _stem(about.number):
            yield Finding("other_number", "bars", line, words, {"right": about.number})


def _stem(written: str) -> str:
    """The number without what tells one document of a case from the next."""
    try:
        return str(parse(written)).split("号")[0]
    except NumberError:
        return _squeezed(written).split("号")[0]


def _signed(found: list[tuple[int, str]], about: About) -> Iterator[Finding]:
    judges = [(line, words) for line, words in found
              if re.match(r"审\s*判|人\s*民\s*陪\s*审\s*员|代理审判员", words)]  # fmt: skip
    names = [_squeezed(re.sub(r"^\S*?(?:审判长|审判员|陪审员)", "", _squeezed(words)))
             for _line, words in judges]  # fmt: skip
    if about.panel and sorted(names) != sorted(_squeezed(name) for name in about.panel):
        line = judges[0][0] if judges else 0
        yield Finding("panel_differs", "bars", line, "、".join(names))
    signed = "".join(_squeezed(words) for _line, words in found if "书记员" in _squeezed(words))
    clerks = [_squeezed(name) for name in about.clerks]
    if about.kind in SIGNED_BY_CLERK and clerks and not any(name in signed for name in clerks):
        right = {"right": "、".join(about.clerks)}
        yield Finding("clerk_missing", "confirm", found[-1][0] if found else 0, "", right)


def _dated(found: list[tuple[int, str]], about: About) -> Iterator[Finding]:
    if not found:
        yield Finding("no_date", "bars")
        return
    line, words = found[-1]
    day = read_date(words)
    if day is None:
        yield Finding("bad_date", "bars", line, words)
    elif day > about.today:
        yield Finding("date_ahead", "bars", line, words)
    elif about.heard is not None and day < about.heard:
        yield _before(line, words, about.heard, "庭审", "the hearing")
    elif about.registered is not None and day < about.registered:
        yield _before(line, words, about.registered, "立案", "registration")


def _before(line: int, words: str, day: date, zh: str, en: str) -> Finding:
    what = {"day": day.isoformat(), "what_zh": zh, "what_en": en}
    return Finding("date_before", "bars", line, words, what)


def read_date(words: str) -> date | None:
    """二〇二六年三月二日 or 2026年3月2日 as a day; None where it is none."""
    found = _DATE.search(words)
    if found is None:
        return None
    digits = [number(char) for char in found[1] if char != "十"]
    year = int("".join(str(digit) for digit in digits if digit is not None) or 0)
    try:
        return date(year, number(found[2]) or 0, number(found[3]) or 0)
    except ValueError:
        return None


# -- the text, line by line -----------------------------------------------------------------------


def gaps(lines: Sequence[str], about: About) -> Iterator[Finding]:
    for n, line in enumerate(lines, 1):
        for words in about.quoted:
            line = line.replace(words, "")
        for found in _GAP.finditer(line):
            yield Finding("gap", "bars", n, found[0])


def parties(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """Every party is named as the case has it; whoever else is named as one is to be confirmed."""
    whole = _named("".join(lines))
    for one in about.parties:
        if _named(one.name) not in whole:
            yield Finding("party_missing", "bars", 0, one.name)
    for n, line in enumerate(lines, 1):
        found = _PARTY_LINE.match(line)
        if found and found[2] and party_of(line, about) is None:
            written = re.split(r"[，,。；;]", found[2])[0].strip()[:60]
            yield Finding("party_unknown", "confirm", n, written, {"side": found[1]})


def party_of(line: str, about: About) -> PartyFact | None:
    """Whom of the case such a line names behind its colon: the longest name, and all of it."""
    found = _PARTY_LINE.match(line)
    if found is None:
        return None
    written = _named(found[2])
    for one in sorted(about.parties, key=lambda party: -len(party.name)):
        name = _named(one.name)
        if name and written.startswith(name):
            rest = written[len(name) :]
            if not rest or rest[0] in _ENDS_NAME:
                return one
    return None


def _named(text: str) -> str:
    """A name as it is compared: no spaces, brackets and letters of one kind."""
    return folded(_squeezed(text)).replace("(", "（").replace(")", "）").casefold()


def numbers_of_people(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """Numbers of the right kind, well formed, and those on record."""
    for n, line in enumerate(lines, 1):
        who = party_of(line, about)
        for pattern, kind in ((_CITIZEN, identity.Kind.CITIZEN),
                              (_CODE, identity.Kind.ORGANISATION)):  # fmt: skip
            for found in pattern.finditer(line):
                yield from _one_number(n, found[1], kind, who)


def _one_number(
    n: int, written: str, kind: identity.Kind, who: PartyFact | None
) -> Iterator[Finding]:  # fmt: skip
    """A person's number in the line of a company may be that of who represents it, and a person in
    business has the code of the business: both are to be confirmed, not barred."""
    shown = f"{written[:3]}…{written[-4:]}"
    fits = who is None or who.is_organisation == (kind is identity.Kind.ORGANISATION)
    if who is not None and not fits:
        yield Finding("id_type", "confirm", n, shown, {"who": who.name})
    try:
        normal = identity.check(kind, written)
    except identity.BadNumber as wrong:
        yield Finding("bad_id", "bars", n, shown, {"why_zh": wrong.zh, "why_en": wrong.en})
        return
    if who is not None and fits and who.id_number and identity.normal(who.id_number) != normal:
        yield Finding("other_id", "confirm", n, shown)


def amounts(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """Figures beside capitals say the same."""
    for n, line in enumerate(lines, 1):
        for order, pattern in enumerate(_BOTH):
            for found in pattern.finditer(line):
                figure = (found[1], found[2]) if order == 0 else (found[2], found[3])
                capitals = found[3] if order == 0 else found[1]
                yield from _compared(n, found[0], _sum(*figure), capitals)


def _compared(n: int, place: str, figure: Decimal, written: str) -> Iterator[Finding]:
    value, right = read_capitals(written), _capitals(figure)
    if value is None:
        yield Finding("bad_capitals", "bars", n, place)
    elif right is None:
        yield Finding("bad_figure", "bars", n, place)
    elif value != figure:
        yield Finding("capitals", "bars", n, place, {"right": right})


def _capitals(amount: Decimal) -> str | None:
    """A sum in capitals; None for one that cannot be written so."""
    try:
        return in_words(amount)
    except (ValueError, ArithmeticError):
        return None


def read_capitals(written: str) -> Decimal | None:
    """壹仟元整 as a sum; None where it is not written by the rules."""
    text = written.replace("圆", "元").replace("正", "整")
    whole, unit, rest = text.partition("元")
    if not unit:
        whole, rest = "", text
    try:
        yuan = _integer(whole)
        jiao, fen = (re.search(rf"([{DIGITS}]){unit_}", rest) for unit_ in "角分")
        parts = Decimal(yuan) + Decimal(DIGITS.index(jiao[1]) if jiao else 0) / 10
        parts += Decimal(DIGITS.index(fen[1]) if fen else 0) / 100
    except ValueError:
        return None
    plain = _capitals(parts)
    if plain is None:
        return None
    return parts if plain.removeprefix("人民币").rstrip("整") == text.rstrip("整") else None


def _integer(text: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in text:
            high, _unit, rest = text.rpartition(unit)
            return _integer(high) * size + _integer(rest)
    total = digit = 0
    for char in text:
        if char in PLACES[1:]:
            total += (digit or 1) * 10 ** PLACES.index(char)
            digit = 0
        else:
            digit = DIGITS.index(char)
    return total + digit


def _sum(figure: str, unit: str | None) -> Decimal:
    value = Decimal(re.sub(r"[,，]", "", figure))
    return value * {"万": 10**4, "亿": 10**8}.get(unit or "", 1)


def claimed(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """No order is for more than was asked; the fee is the one due, and is borne in full."""
    for n, line in _orders(lines):
        if about.claimed is None or not _ORDER.match(line):
            continue
        for found in _MONEY.finditer(line):
            if _sum(found[1], found[2]) > about.claimed:
                yield Finding("more_than_claimed", "confirm", n, found[0],
                              {"right": f"{about.claimed}元"})  # fmt: skip
    for n, line in enumerate(lines, 1):
        yield from _of_fees(n, line, about)


def _of_fees(n: int, line: str, about: About) -> Iterator[Finding]:
    found = _FEE.search(line)
    if found is None:
        return
    fee = _sum(found[1], found[2])
    halved = _halved(line, fee)
    if about.fee is not None and about.fee not in (fee, halved):
        yield Finding("fee_differs", "confirm", n, found[0], {"right": f"{about.fee}元"})
    borne = [_sum(one[1], one[2]) for one in _BORNE.finditer(line)]
    others = _other_fees(line) - fee
    due = halved if halved is not None else fee
    if borne and sum(borne) not in (due, due + others):
        right = f"{due + others}元" if others else f"{due}元"
        yield Finding("borne_differs", "confirm", n, f"{sum(borne)}元", {"right": right})


def _halved(line: str, fee: Decimal) -> Decimal | None:
    """The fee as it is halved: as the line says, or half of it where it names no figure
    (诉讼费用交纳办法 15, 16)."""
    if "减半" not in line:
        return None
    found = _HALVED.search(_BORNE.sub("", line))
    return _sum(found[1], found[2]) if found else fee / 2


def _other_fees(line: str) -> Decimal:
    """All fees that the line names, without what each party bears and without the halved one."""
    rest = _HALVED.sub("", _BORNE.sub("", line))
    return sum((_sum(one[1], one[2]) for one in _ANY_FEE.finditer(rest)), Decimal(0))


def articles(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """Every cited article exists."""
    some = False
    for n, line in enumerate(lines, 1):
        for one in cited(line):
            some = True
            if one.article is None:
                yield Finding("bad_article", "bars", n, one.words)
            elif one.last is None:
                yield Finding("unknown_instrument", "confirm", n, one.words)
            elif not 1 <= one.article <= one.last:
                yield Finding("no_such_article", "bars", n, one.words, {"last": str(one.last)})
    if not some and about.kind != "mediation_statement":
        yield Finding("no_article", "bars")


def appeal(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """The right period for an appeal, or that there is none (CPL 155, 171)."""
    if not about.carries_appeal:
        return
    behind = _orders(lines) if _begins(lines) is not None else list(enumerate(lines, 1))
    found = [(n, match) for n, line in behind for match in _appeals(line)]
    if not about.appeal_days:
        for n, match in found:
            yield Finding("appeal_not_given", "bars", n, match.string[match.start() :][:40])
        if about.kind == "judgment" and "终审判决" not in "".join(lines):
            yield Finding("not_final", "bars")
        return
    right = _periods(about)
    said = {number(match[1]) for _n, match in found}
    for n, match in found:
        if number(match[1]) not in right:
            yield Finding("wrong_appeal_days", "bars", n, match[0].removesuffix("内"), _days(right))
    if not right <= said:
        yield Finding("no_appeal_words", "bars", 0, "", _days(right - said))


def _periods(about: About) -> set[int]:
    """Each party has its own: thirty days without a domicile in the PRC (CPL 286; 解释 536)."""
    at_home = {about.appeal_days} if about.at_home or not about.abroad else set()
    return at_home | ({ABROAD_DAYS} if about.abroad else set())


def _appeals(line: str) -> Iterator[re.Match[str]]:
    """The periods that stand between what is appealed against and the appeal, in each sentence."""
    for sentence in line.split("。"):
        begins, ends = _AGAINST.search(sentence), sentence.rfind("上诉")
        if begins is not None and ends > begins.end():
            yield from _WITHIN.finditer(sentence[:ends], begins.end())


def _days(right: set[int]) -> dict[str, str]:
    return {"right": "、".join(str(days) for days in sorted(right))}


def answered(lines: Sequence[str], about: About) -> Iterator[Finding]:
    """Every claim has an answer: counted, which only hints."""
    if about.kind != "judgment" or not about.claims:
        return
    orders = [line for _n, line in _orders(lines) if _ORDER.match(line)]
    rest = "驳回" in "".join(line for _n, line in _orders(lines))
    if len(orders) < len(about.claims) and not rest:
        counts = {"asked": str(len(about.claims)), "said": str(len(orders))}
        yield Finding("claims_unanswered", "hint", 0, "", counts)


def _orders(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines from the operative words on."""
    begins = _begins(lines)
    return list(enumerate(lines, 1))[begins + 1 :] if begins is not None else []


def _begins(lines: Sequence[str]) -> int | None:
    """Where the operative words stand: the last of them, as an appeal tells those it is against."""
    return next((n for n in range(len(lines) - 1, -1, -1) if _BEGINS.search(lines[n])), None)


def _squeezed(text: str) -> str:
    return "".join(text.split())


_RULES: tuple[Rule, ...] = (
    gaps, parties, numbers_of_people, amounts, claimed, articles, appeal, answered
)  # fmt: skip

"""Case numbers 案号: 关于人民法院案件案号的若干规定 (2016, amended 2018).

（year）court code + type code + serial + 号, with 之一, 之二 … for further documents of the same
case. People type them in every spelling; one form is printed.
"""

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

SUPREME = "最高法"
PROVINCES = frozenset("京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军")
"""The first character of every other court's code; 兵 and 军 are not provinces but serve as one."""

FIRST_YEAR = 1949
LAST_YEAR = 2999
MAX_SERIAL_DIGITS = 8
# Art. 7 speaks of three characters, yet 诉前调确 has four, as has a special court's 知民辖终.
MAX_TYPE_LENGTH = 4
MAX_LENGTH = 80

_OPENING = frozenset("(〔[【{〈《「『<")
_CLOSING = frozenset(")〕]】}〉》」』>")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_NUMERALS = "零一二三四五六七八九"
_HYPHENS = frozenset("-‐‑‒–—―−_")


class TypeCode(NamedTuple):
    """A type code 类型代字 with its use; `local` ones rest on practice, not on the annex."""

    code: str
    zh: str
    en: str
    since: int = 2016
    local: bool = False

    def is_valid_in(self, year: int) -> bool:
        return year >= self.since


_TYPES = (
    TypeCode("民初", "民事一审", "civil first instance"),
    TypeCode("民终", "民事二审", "civil second instance"),
    TypeCode("民申", "民事申请再审审查", "civil application for retrial"),
    TypeCode("民再", "民事再审", "civil retrial"),
    TypeCode("民抗", "民事抗诉再审审查", "civil protest by the procuratorate"),
    TypeCode("民监", "民事依职权再审审查", "civil trial supervision by the court itself"),
    TypeCode("民辖", "民事管辖", "civil jurisdiction"),
    TypeCode("民辖终", "民事管辖上诉", "civil jurisdiction, appeal"),
    TypeCode("民辖监", "民事管辖监督", "civil jurisdiction, supervision"),
    TypeCode("民撤", "第三人撤销之诉", "third-party revocation"),
    TypeCode("民特", "民事特别程序", "civil special procedure"),
    TypeCode("民特监", "民事特别程序监督", "civil special procedure, supervision"),
    TypeCode("民催", "公示催告", "public summons to holders"),
    TypeCode("民督", "申请支付令", "payment order"),
    TypeCode("民督监", "支付令监督", "payment order, supervision"),
    TypeCode("民他", "其他民事", "other civil case"),
    TypeCode("诉前调", "诉前调解", "pre-suit mediation", local=True),
    TypeCode("民诉前调", "民事诉前调解", "civil pre-suit mediation", local=True),
    TypeCode("诉前调确", "诉前调解司法确认", "confirmation after pre-suit mediation", 2022),
    TypeCode(
        "诉前调书", "诉前调解出具调解书", "mediation statement after pre-suit mediation", 2022
    ),
    TypeCode("财保", "诉前财产保全", "pre-suit preservation of property"),
    TypeCode("行保", "诉前行为保全", "pre-suit preservation by order to act"),
    TypeCode("证保", "诉前证据保全", "pre-suit preservation of evidence"),
    TypeCode("行保复", "行为保全复议", "preservation by order to act, reconsideration"),
    TypeCode("执", "首次执行", "execution"),
    TypeCode("执恢", "恢复执行", "execution restored"),
    TypeCode("执保", "财产保全执行", "execution of preservation"),
    TypeCode("执异", "执行异议", "objection to execution"),
    TypeCode("执复", "执行复议", "reconsideration of execution"),
    TypeCode("执监", "执行监督", "supervision of execution"),
    TypeCode("执协", "执行协调", "coordination of execution"),
    TypeCode("执他", "其他执行", "other execution case"),
    TypeCode("执前督", "执前督促", "reminder before execution", local=True),
    TypeCode("执前调", "执前调解", "mediation before execution", local=True),
    TypeCode("破申", "破产申请审查", "application for bankruptcy"),
    TypeCode("破", "破产", "bankruptcy"),
    TypeCode("破终", "破产上诉", "bankruptcy, appeal"),
    TypeCode("破监", "破产监督", "bankruptcy, supervision"),
    TypeCode("清申", "强制清算申请审查", "application for compulsory liquidation"),
    TypeCode("清终", "强制清算上诉", "compulsory liquidation, appeal"),
    TypeCode("清监", "强制清算监督", "compulsory liquidation, supervision"),
    TypeCode("强清", "强制清算", "compulsory liquidation"),
    TypeCode("司惩", "司法制裁", "judicial penalty"),
    TypeCode("司惩复", "司法制裁复议", "judicial penalty, reconsideration"),
)
TYPES: dict[str, TypeCode] = {entry.code: entry for entry in _TYPES}

_ERRORS: dict[str, tuple[str, str]] = {
    "empty": ("案号为空", "the case number is empty"),
    "too_long": ("案号过长", "the text is too long for a case number"),
    "year_missing": ("案号应以四位年份开头", "a case number starts with a year of four digits"),
    "year_out_of_range": ("年份不合理", "there is no such year of case numbers"),
    "province_missing": (
        "缺少法院代字的省级简称（如“鲁”）",
        "the province character of the court code is missing (such as 鲁)",
    ),
    "court_missing": ("缺少法院代字", "the court code is missing"),
    "unknown_court": (
        "没有以此字开头的法院代字；2016年以前的旧式案号（……字第……号）不能识别",
        "no court code starts so; numbers of before 2016 (…字第…号) cannot be read",
    ),
    "court_digits": (
        "法院代字中的数字应为两位（中院）或四位（基层法院）",
        "a court code has two digits (intermediate court) or four (basic court)",
    ),
    "type_missing": ("缺少类型代字（如“民初”）", "the type code is missing (such as 民初)"),
    "type_too_long": ("类型代字过长", "the type code is too long"),
    "unknown_type": ("没有这种类型代字", "there is no such type code"),
    "type_not_in_force": ("该年度尚无此类型代字", "the type code was not yet in use in that year"),
    "serial_missing": ("缺少编号", "the serial number is missing"),
    "serial_zero": ("编号从1开始", "serial numbers start with 1"),
    "serial_too_long": ("编号最多八位", "a serial number has eight digits at most"),
    "not_canonical": ("各部分不能组成案号", "these parts do not make a case number"),
    "suffix": ("“号”后只能是“之一”“之二”等", "only 之一, 之二 … may follow 号"),
}


class NumberError(ValueError):
    """What is wrong with a case number, and where: `at` counts characters of the text given."""

    def __init__(self, reason: str, at: int = 0, found: str = "") -> None:
        zh, en = _ERRORS[reason]
        self.reason = reason
        self.at = at
        self.found = found[:20]
        self.zh = zh + (f"（第{at + 1}个字符起：“{self.found}”）" if self.found else "")
        self.en = en + (f" (from character {at + 1}: “{self.found}”)" if self.found else "")
        super().__init__(self.en)


@dataclass(frozen=True, order=True)
class CaseNumber:
    """A whole case number; one that does not fit the form cannot be made."""

    year: int
    court_code: str
    type_code: str
    serial: int
    suffix: str = ""

    def __post_init__(self) -> None:
        """Take exactly the parts that reading the printed form gives back."""
        if not 0 < self.serial < 10**MAX_SERIAL_DIGITS:
            raise NumberError("serial_too_long" if self.serial > 0 else "serial_zero")
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise NumberError("year_out_of_range")
        parts = (self.year, self.court_code, self.type_code, self.serial, self.suffix)
        if _read(str(self), None) != parts:
            raise NumberError("not_canonical", found=str(self))

    def __str__(self) -> str:
        return f"（{self.year}）{self.court_code}{self.type_code}{self.serial}号{self.suffix}"

    @property
    def type(self) -> TypeCode | None:
        """The type code's entry; None for codes of other branches (刑初, 行初 …)."""
        return TYPES.get(self.type_code)

    @property
    def level(self) -> str:
        """supreme, high, intermediate or basic: by the length of the court code (art. 4)."""
        if self.court_code == SUPREME:
            return "supreme"
        return {1: "high", 3: "intermediate", 5: "basic"}[len(self.court_code)]

    @property
    def main(self) -> "CaseNumber":
        """The number of the case itself, without 之一."""
        return CaseNumber(self.year, self.court_code, self.type_code, self.serial)

    def for_document(self, ordinal: int) -> "CaseNumber":
        """The number of a further document of the case: 1 is 之一."""
        suffix = f"之{_numeral(ordinal)}"
        return CaseNumber(self.year, self.court_code, self.type_code, self.serial, suffix)


class Partial(NamedTuple):
    """What could be read of a number typed in part, for searching; None is not given."""

    year: int | None = None
    province: str | None = None
    court_digits: str | None = None
    type_code: str | None = None
    serial: int | None = None
    suffix: str = ""

    def matches(self, number: CaseNumber) -> bool:
        head, digits = number.court_code, ""
        if head != SUPREME:
            head, digits = head[:1], head[1:]
        pairs = (
            (self.year, number.year),
            (self.province, head),
            (self.court_digits, digits),
            (self.type_code, number.type_code),
            (self.serial, number.serial),
            (self.suffix or None, number.suffix),
        )
        return all(wanted is None or wanted == there for wanted, there in pairs)


def parse(text: str, *, province: str | None = None, strict: bool = False) -> CaseNumber:
    """Read a whole number in any spelling.

    `province` stands in where the text leaves the province character out ("2026 0102 民初 1234").
    `strict` also refuses type codes that are not in the table or not yet in use in that year.
    """
    year, court, kind, serial, suffix = _read(text, province)
    number = CaseNumber(year, court, kind, serial, suffix)
    if strict:
        _check_type(number)
    return number


def parse_partial(text: str) -> Partial:
    """Read what there is of a number, for a search: any part may be left out, in order."""
    return _Reader(text).partial()


def _check_type(number: CaseNumber) -> None:
    at = str(number).index(number.type_code, 6)
    if number.type is None:
        raise NumberError("unknown_type", at, number.type_code)
    if not number.type.is_valid_in(number.year):
        raise NumberError("type_not_in_force", at, number.type_code)


def _read(text: str, province: str | None) -> tuple[int, str, str, int, str]:
    reader = _Reader(text)
    return (
        reader.year(),
        reader.court(province),
        reader.type_code(),
        reader.serial(),
        reader.suffix(),
    )


class _Reader:
    """The text without spaces and in half width, read from left to right; it remembers where
    each character stood, so that an error can point at it."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise NumberError("too_long")
        self.signs: list[tuple[str, int]] = [
            (sign, at)
            for at, raw in enumerate(text)
            for sign in unicodedata.normalize("NFKC", raw)
            if not (sign.isspace() or sign in _INVISIBLE)
        ]
        self.text = text
        self.here = 0
        if not self.signs:
            raise NumberError("empty")

    def refuse(self, reason: str, start: int | None = None) -> NumberError:
        where = self.here if start is None else start
        at = self.signs[where][1] if where < len(self.signs) else len(self.text)
        return NumberError(reason, at, self.text[at:].strip())

    def peek(self, length: int = 1) -> str:
        return "".join(sign for sign, _ in self.signs[self.here : self.here + length])

    def skip(self, *words: str) -> bool:
        for word in words:
            if self.peek(len(word)) == word:
                self.here += len(word)
                return True
        return False

    def skip_one_of(self, signs: frozenset[str]) -> bool:
        if self.peek() in signs:
            self.here += 1
            return True
        return False

    def digits(self) -> str:
        start = self.here
        while self.peek() and self.peek() in "0123456789":
            self.here += 1
        return "".join(sign for sign, _ in self.signs[start : self.here])

    def han(self) -> str:
        start = self.here
        while "\u4e00" <= self.peek() <= "\u9fff" and self.peek() not in ("号", "之"):
            self.here += 1
        return "".join(sign for sign, _ in self.signs[start : self.here])

    def year(self) -> int:
        start = self.here
        self.skip_one_of(_OPENING)
        found = self.digits()
        if len(found) < 4:
            raise self.refuse("year_missing", start)
        self.here -= len(found) - 4
        self.skip("年度", "年")
        self.skip_one_of(_CLOSING)
        if not FIRST_YEAR <= int(found[:4]) <= LAST_YEAR:
            raise self.refuse("year_out_of_range", start)
        return int(found[:4])

    def court(self, province: str | None) -> str:
        if self.skip(SUPREME):
            return SUPREME
        start = self.here
        if self.peek() in PROVINCES:
            head = self.peek()
            self.here += 1
        elif self.peek().isdigit():
            if province is None:
                raise self.refuse("province_missing")
            head = province
        else:
            raise self.refuse("unknown_court" if self.peek() else "court_missing")
        if head not in PROVINCES:
            raise self.refuse("unknown_court")
        found = self.digits()
        if len(found) not in (0, 2, 4):
            raise self.refuse("court_digits", start)
        return head + found

    def type_code(self) -> str:
        start = self.here
        found = self.han().removesuffix("第").removesuffix("字")
        if not found:
            raise self.refuse("type_missing")
        if len(found) > MAX_TYPE_LENGTH:
            raise self.refuse("type_too_long", start)
        return found

    def serial(self) -> int:
        start = self.here
        found = self.digits()
        if not found:
            raise self.refuse("serial_missing", start)
        if len(found) > MAX_SERIAL_DIGITS:
            raise self.refuse("serial_too_long", start)
        if not int(found):
            raise self.refuse("serial_zero", start)
        return int(found)

    def suffix(self) -> str:
        """Nothing, or 之一 before or after 号; 之1 and -1 are read as 之一."""
        start = self.here
        closed = self.skip("号")
        ordinal = 0
        if self.skip("之") or self.skip_one_of(_HYPHENS):
            ordinal = self.ordinal()
        if not closed:
            self.skip("号")
        if self.here < len(self.signs) or ordinal < 0:
            raise self.refuse("suffix", start if ordinal < 0 else None)
        return f"之{_numeral(ordinal)}" if ordinal else ""

    def ordinal(self) -> int:
        """1 to 99 in digits or Chinese numerals; -1 for anything else."""
        found = self.digits()
        if found:
            return int(found) if len(found) < 3 and int(found) else -1
        start = self.here
        while self.peek() and self.peek() in _NUMERALS + "十":
            self.here += 1
        return _ORDINALS.get("".join(sign for sign, _ in self.signs[start : self.here]), -1)

    def partial(self) -> Partial:
        year = province = digits = kind = serial = None
        if self.peek() in _OPENING or self.starts_with_year():
            year = self.year()
        if self.skip(SUPREME):
            province = SUPREME
        elif self.peek() in PROVINCES:
            province = self.peek()
            self.here += 1
        found = self.digits()
        if self.han_follows():
            digits = found or None
            kind = self.type_code()
            found = self.digits()
        if found:
            self.here -= len(found)
            serial = self.serial()
        return Partial(year, province, digits, kind, serial, self.suffix())

    def starts_with_year(self) -> bool:
        """Four digits that can be a year, and something after them."""
        head = self.peek(5)
        return len(head) == 5 and head[:4].isdecimal() and FIRST_YEAR <= int(head[:4]) <= LAST_YEAR

    def han_follows(self) -> bool:
        return "\u4e00" <= self.peek() <= "\u9fff" and self.peek() not in ("号", "之")


def _numeral(ordinal: int) -> str:
    """1 to 99 in Chinese numerals."""
    if not 1 <= ordinal <= 99:
        raise NumberError("suffix")
    tens, units = divmod(ordinal, 10)
    head = "" if not tens else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[units] if units else "")


_ORDINALS = {_numeral(ordinal): ordinal for ordinal in range(1, 100)}
_ORDINALS |= {f"一{_numeral(ordinal)}": ordinal for ordinal in range(10, 20)}

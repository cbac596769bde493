"""Real case facts, one JSON record a line, read into the draft of a filing.

Records come from published judgments: {"id", "cause", "facts"} and sometimes "amount", "parties"
and "court". Names in them are masked (曹0, 张x1, 某某公司); what the record does not say is looked
for in the text, and where that fails the draft says 原告一 and 被告一.
"""

import html
import json
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from typing import Any

from cases.law.causes import Cause, CauseError, find
from cases.law.fees.amounts import exact_amount
from cases.law.fees.refusing import FeeError

MAX_LINE = 1_000_000
MAX_FACTS = 100_000
MAX_NAME = 100
MAX_REFERENCE = 100
MAX_PARTIES = 500

_ERRORS: dict[str, tuple[str, str]] = {
    "not_json": ("这一行不是有效的 JSON", "this line is not valid JSON"),
    "not_an_object": ("这一行不是 JSON 对象", "this line is not a JSON object"),
    "missing": ("缺少 {field}", "{field} is missing"),
    "blank": ("{field} 为空", "{field} is blank"),
    "wrong_type": ("{field} 的类型不对", "{field} has the wrong type"),
    "too_long": ("{field} 过长（最多 {limit} 字）", "{field} is too long (at most {limit})"),
    "control_character": ("{field} 含有控制字符", "{field} holds control characters"),
    "unknown_cause": ("案由无法识别：{detail}", "unknown cause of action: {detail}"),
    "unknown_role": ("{field} 中的诉讼地位无法识别", "{field} names an unknown role"),
    "too_many": ("{field} 过多（最多 {limit} 个）", "{field}: too many (at most {limit})"),
    "negative": ("{field} 不能为负数", "{field} cannot be negative"),
    "not_a_number": ("{field} 不是金额", "{field} is not an amount of money"),
    "too_large": ("{field} 金额过大", "{field} is too large an amount"),
    "too_precise": ("{field} 最多精确到分", "{field} goes down to the fen (0.01)"),
}


class FactsError(ValueError):
    """A record that cannot become a draft; `field` is the part at fault, empty for the line."""

    def __init__(
        self, reason: str, field: str = "", limit: int = 0, zh: str = "", en: str = ""
    ) -> None:
        words = _ERRORS[reason]
        self.reason = reason
        self.field = field
        self.zh = words[0].format(field=field, limit=limit, detail=zh)
        self.en = words[1].format(field=field, limit=limit, detail=en)
        super().__init__(self.en)


@dataclass(frozen=True)
class Draft:
    """What a filing needs to know; `amount` is what is claimed, None when it is not told."""

    cause_code: str
    cause_name: str
    facts: str
    plaintiffs: list[str]
    defendants: list[str]
    amount: Decimal | None
    reference: str
    third_parties: list[str] = field(default_factory=list)
    court: str | None = None


def read(line: str | dict[str, Any]) -> Draft:
    """The draft of one record, or FactsError naming the field at fault."""
    record = _record(line)
    cause = _cause(record)
    facts = html.unescape(_text(record, "facts", MAX_FACTS))
    _refuse_controls(facts, "facts", allowed="\n\r\t")
    parties = _parties(record)
    found = _parties_in(facts)
    return Draft(
        cause_code=cause.code,
        cause_name=cause.name,
        facts=facts,
        plaintiffs=parties["plaintiffs"] or found["plaintiffs"] or ["原告一"],
        defendants=parties["defendants"] or found["defendants"] or ["被告一"],
        amount=_amount(record, cause, facts),
        reference=_reference(record),
        third_parties=parties["third_parties"] or found["third_parties"],
        court=_optional_name(record, "court"),
    )


# The record


def _record(line: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(line, dict):
        return line
    if not isinstance(line, str):
        raise FactsError("not_an_object")
    if len(line) > MAX_LINE:
        raise FactsError("too_long", "line", MAX_LINE)
    try:
        record = json.loads(
            line.removeprefix("\ufeff"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_number,
        )
    except (ValueError, RecursionError):
        raise FactsError("not_json") from None
    if not isinstance(record, dict):
        raise FactsError("not_an_object")
    return record


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except DecimalException:
        # An exponent beyond what Decimal holds.
        return Decimal("Infinity")


def _text(record: dict[str, Any], name: str, limit: int) -> str:
    if record.get(name) is None:
        raise FactsError("missing", name)
    return _checked(record[name], name, limit)


def _checked(value: object, name: str, limit: int) -> str:
    if not isinstance(value, str):
        raise FactsError("wrong_type", name)
    if not value.strip():
        raise FactsError("blank", name)
    if len(value) > limit:
        raise FactsError("too_long", name, limit)
    return value.strip()


_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _refuse_controls(text: str, name: str, allowed: str = "") -> None:
    """No control characters, no halves of surrogate pairs, nothing that turns the direction of
    writing: a name must read as it is stored."""
    for sign in text:
        bad = unicodedata.category(sign) in ("Cc", "Cs") or sign in _REORDERING
        if bad and sign not in allowed:
            raise FactsError("control_character", name)


def _name(value: object, where: str) -> str:
    name = html.unescape(_checked(value, where, MAX_NAME))
    _refuse_controls(name, where)
    return name


def _optional_name(record: dict[str, Any], field: str) -> str | None:
    return None if record.get(field) is None else _name(record[field], field)


def _cause(record: dict[str, Any]) -> Cause:
    name = _text(record, "cause", MAX_NAME)
    _refuse_controls(name, "cause")
    try:
        return find(name)
    except CauseError as error:
        raise FactsError("unknown_cause", "cause", zh=error.zh, en=error.en) from None


def _reference(record: dict[str, Any]) -> str:
    value = record.get("id")
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else str(value)
    reference = _checked(value, "id", MAX_REFERENCE)
    _refuse_controls(reference, "id")
    return reference


# Parties

_ROLES = {
    "plaintiff": "plaintiffs",
    "plaintiffs": "plaintiffs",
    "applicant": "plaintiffs",
    "原告": "plaintiffs",
    "申请人": "plaintiffs",
    "defendant": "defendants",
    "defendants": "defendants",
    "respondent": "defendants",
    "被告": "defendants",
    "被申请人": "defendants",
    "third_party": "third_parties",
    "third_parties": "third_parties",
    "第三人": "third_parties",
}


def _sides() -> dict[str, list[str]]:
    return {"plaintiffs": [], "defendants": [], "third_parties": []}


def _parties(record: dict[str, Any]) -> dict[str, list[str]]:
    """The parties the record names: {"plaintiffs": [...], ...} or [{"role", "name"}, ...]."""
    given = record.get("parties")
    sides = _sides()
    if given is None:
        return sides
    if isinstance(given, dict):
        pairs = [(role, name) for role, names in given.items() for name in _listed(names)]
    elif isinstance(given, list):
        pairs = [_pair(entry) for entry in given]
    else:
        raise FactsError("wrong_type", "parties")
    if len(pairs) > MAX_PARTIES:
        raise FactsError("too_many", "parties", MAX_PARTIES)
    for role, value in pairs:
        if not isinstance(role, str) or role not in _ROLES:
            raise FactsError("unknown_role", "parties")
        side = sides[_ROLES[role]]
        name = _name(value, "parties")
        if name not in side:
            side.append(name)
    return sides


def _listed(names: object) -> list[object]:
    if isinstance(names, str):
        return [names]
    if not isinstance(names, list):
        raise FactsError("wrong_type", "parties")
    return names


def _pair(entry: object) -> tuple[object, object]:
    if not isinstance(entry, dict):
        raise FactsError("wrong_type", "parties")
    if entry.get("name") is None or entry.get("role") is None:
        raise FactsError("missing", "parties")
    return entry["role"], entry["name"]


_HAN = "\u4e00-\u9fa5"
_ROLE_WORDS = {
    # 被告人 is the accused of a criminal case, but 被告 + 人保, 人寿 … is an insurer.
    "plaintiffs": r"原告(?:人(?![保寿民财]))?|(?<!被)申请人",
    "defendants": r"被告(?!人(?![保寿民财]))|被申请人",
    "third_parties": r"(?<!案外)第三人",
}
# Common surnames; a masked name without x (曹0) is believed only with one of these, or every
# "经15" and "回10" of the text would be somebody.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文"
    "牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛"
    "曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席"
    "卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁"
    "胥南班储原栗燕楚鄢劳谌奚皮蔺楼冼司闻湛戈占郦别那"
)
# Ordinary words as much as surnames: before two digits they are words (于10时, 曾10次).
_ALSO_WORDS = "于曾向应时和原明占全成"
_NO_NAME = "某向原被的年月日第共约至自从有在为等以及与和是因由无未已现又再其该此每各两二三双本个"
_PERSON = rf"[{_HAN}](?:x\d{{1,20}}|\d{{1,2}}(?!\d)|某[甲乙丙丁戊己某]?|×{{1,2}}(?!×))"
_MASKED_BODY = rf"[{_HAN}]x{{2,}}\d{{0,2}}(?:[.·][{_HAN}]{{1,8}})?"
# Inside the name of a body none of these stands; a name that has one is not recognised.
_STOPS = (
    "与和向于在将以对被告原的为是其该从经因及未已曾提称诉主张签订约购买认到处给让所系各均请求按据"
    "又遂持占送至没听每另等应则即就并自年月日号元不"
)
_BODY_ENDS = (
    "公司|银行|支行|分行|信用社|合作社|联社|医院|学校|大学|中学|小学|幼儿园|村民委员会|居民委员会"
    "|业主委员会|管理委员会|村委会|居委会|业委会|管委会|事务所|酒店|宾馆|超市|经营部|协会|镇政府"
    "|人民政府|旅行社|俱乐部|加工厂|五金厂|塑料厂|研究院|娱乐厅|中心"
)
_IN_BODY = rf"(?![{_STOPS}])[{_HAN}\dA-Z]"
_BODY = (
    rf"(?!\d)(?:{_IN_BODY}){{2,18}}?(?:{_BODY_ENDS})"
    rf"(?:(?:{_IN_BODY}){{2,8}}?[分支]公司)?"
)
_VERBS = re.compile(
    "委托|赔偿|通过|转入|租赁|持有|利用|承担|无法|前往|自行|入住|出具|没有|接受|分流|就职|关联|支付|"
    "雇佣|进入|转往|支出|投保|驾驶|承包|申请|提供|使用|管理公司$|妻子|丈夫|父母"
)
_NAME = rf"{_MASKED_BODY}|{_BODY}|{_PERSON}"
_NAMES = rf"[:：]?(?P<names>(?:{_NAME})(?:[、和及](?!原告|被告|第三人)(?:{_NAME}))*)"
_NAME_ALONE = re.compile(_NAME)
_PERSON_ALONE = re.compile(_PERSON)
_UNITS = "年月日时点分号元万千百亿份次岁亩套户张条个层室名人件台%％#.:：\\-/"


def _parties_in(facts: str) -> dict[str, list[str]]:
    """Parties named in the text right after 原告, 被告 or 第三人. A name keeps the role it had
    first: an earlier suit, where sides may be changed, is told later."""
    mentions = []
    for side, words in _ROLE_WORDS.items():
        for found in re.finditer(rf"(?:{words}){_NAMES}", facts):
            mentions.append((found.start(), side, found.span("names")))
    roles: dict[str, str] = {}
    for _, side, (start, end) in sorted(mentions):
        for name in _names_in(facts, start, end):
            roles.setdefault(name, side)
    sides = _sides()
    for name, side in roles.items():
        if len(sides[side]) < _MOST_FOUND:
            sides[side].append(name)
    return sides


_MOST_FOUND = 20


def _names_in(facts: str, start: int, end: int) -> list[str]:
    names = []
    for found in _NAME_ALONE.finditer(facts, start, end):
        # A phrase that ends like a company (赵4通过银行) may still begin with a person.
        person = _PERSON_ALONE.match(facts, found.start(), end)
        name = _as_body(found.group())
        if name is None and person:
            name = _as_person(person.group(), facts[person.end() : person.end() + 1])
        if name:
            names.append(name)
    return names


def _as_body(text: str) -> str | None:
    """A company or other body; masks of any length are folded, phrases are thrown away."""
    if re.match(rf"[{_HAN}]x{{2,}}", text) and text[0] not in "向与和":
        return re.sub(r"x{2,}", "某某", text)
    if re.search(rf"(?:{_BODY_ENDS}|公司)$", text) and not _VERBS.search(text):
        return text
    return None


def _as_person(text: str, after: str) -> str | None:
    """A masked person's name, parted from a number that runs into it (张x62011年: 张x6)."""
    if text[0] in _NO_NAME:
        return None
    masked = re.fullmatch(r"(.)(x?)(\d+)", text)
    if masked is None:
        return text if len(text) < 4 and re.search("[某×]", text) else None
    surname, x, digits = masked.groups()
    if x:
        if len(digits) == 6 and after == "年":
            return surname + x + digits[:2]
        return surname + x + (digits if len(digits) < 3 else digits[0])
    word = len(digits) == 2 and surname in _ALSO_WORDS
    unit = bool(after) and after in _UNITS
    return None if surname not in _SURNAMES or word or unit else text


# The amount

_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_FIGURE = re.compile(rf"(?<![\d.])(?P<figure>{_DIGITS})(?:余|多)?(?P<scale>亿|万|千)?(?:余|多)?元")
_SCALES = {"亿": Decimal(10**8), "万": Decimal(10**4), "千": Decimal(10**3), None: Decimal(1)}
_CLAIMED = re.compile("请求|诉请|判令|要求|主张")
_OWED = re.compile(
    "借款|贷款|本金|借到|借给|货款|欠款|[拖尚结共]欠|欠条|下欠|工程款|租金|价款|购房款|房款|定金|赔偿|"
    "损失|代偿|垫付|赔款|承包费|承包金|服务费|物业费|运费|加工费|劳务费|报酬|工资|补偿|返还|退还|"
    "偿还|归还|支付|违约金|医疗费|转账|转让款|投资款|酬金|佣金|票面金额|保证金|共计|合计|总计"
)
_NOT_CLAIMED = re.compile(
    "注册资本|限额|保额|保险金额|额度|每[月年日天亩人吨件斤套平次台户克米个]|月工资|平均工资|日租金|月租金|"
    "单价|纯收入|元/|退休金|起拍价|月薪|低保|可支配收入|授信|认缴"
)
_PER_UNIT = re.compile(r"^[/每]|^一?[个]?[／/]")
_BEFORE = 14
# Smaller sums in a text are prices and travel costs, hardly ever what the suit is about.
_LEAST = Decimal(500)
# Status and custody are at stake here, or nobody is sued: sums in the text are not what is claimed.
_NO_AMOUNT = ("L1-11", "17", "18", "21", "22.2", "23.2", "24.2", "25", "26", "27", "14", "20.2")


def _amount(record: dict[str, Any], cause: Cause, facts: str) -> Decimal | None:
    if record.get("amount") is None:
        if any(cause.is_under(code) for code in _NO_AMOUNT):
            return None
        return _amount_in(facts)
    value = record["amount"]
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise FactsError("wrong_type", "amount")
    try:
        return exact_amount(_number(repr(value)) if isinstance(value, float) else value)
    except FeeError as error:
        raise FactsError(error.reason, "amount") from None


def _amount_in(facts: str) -> Decimal | None:
    """The biggest sum that stands where a claim is made; failing that, the biggest that stands
    beside a word of debt or damage."""
    claimed: list[Decimal] = []
    owed: list[Decimal] = []
    for found in _FIGURE.finditer(facts):
        before = re.split("[;。]", facts[max(0, found.start() - _BEFORE) : found.start()])[-1]
        after = facts[found.end() : found.end() + 2]
        if _NOT_CLAIMED.search(before) or _PER_UNIT.search(after):
            continue
        amount = _yuan(found, facts)
        if amount is None:
            continue
        if _CLAIMED.search(before):
            claimed.append(amount)
        elif _OWED.search(before) or _OWED.match(after):
            owed.append(amount)
    return max(claimed or owed, default=None)


def _yuan(found: re.Match[str], facts: str) -> Decimal | None:
    """The sum in yuan; a digit that belongs to a masked name before it is taken off."""
    figure = found.group("figure").replace(",", "")
    if facts[found.start() - 1 : found.start()] == "x" and len(figure) > 1:
        figure = figure[1:]
    amount = Decimal(figure) * _SCALES[found.group("scale")]
    try:
        found_amount = exact_amount(amount.quantize(Decimal("0.01")))
    except (FeeError, DecimalException):
        return None
    return found_amount if found_amount >= _LEAST else None

"""The form engine: a text with named fields, conditions and loops, and nothing else.

A form is text for jinja2's sandbox, of which only what ``check`` lists is allowed; all else is
refused when the form is saved, by line, in plain words. What people typed enters as data, so that
``{{7*7}}`` in a name stays what it is, and cannot take part in the marks of the text either
(``cases.writing.blocks``). Filling takes place apart.

The fields of a form are a mapping of names to kinds: "text", "date", "moment", "money", "number",
"flag", a mapping for a record, or a list of one kind for a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cases.writing import apart
from cases.writing.wording import FILTERS, TAKES, Unfit

Kind = Any
"""A kind of field: a word, a mapping, or a list of one kind."""
Fields = Mapping[str, Kind]
MOST_SOURCE, MOST_TEXT = 20_000, 100_000
MOST_LOOPS = 2
"""How deep loops may stand in one another."""
OF_LOOPS: Fields = {"index": "number", "first": "flag", "last": "flag"}
COMPARISONS = frozenset({"eq", "ne", "gt", "gteq", "lt", "lteq"})
MARKS = "\\#^&@=|~!+"
"""Characters that mean something in the text of a form; kept apart from what people typed."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a form, on which line (0: the whole of it)."""

    line: int
    zh: str
    en: str


class Unfillable(ValueError):
    """A form that cannot be used; ``problems`` say why."""

    reason = "form_unfillable"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{one.line}: {one.en}" for one in self.problems))


WORDS = {
    "too_long": ("文书过长，最多两万字", "the form is too long: at most 20,000 characters"),
    "too_deep": ("层次过多", "too deeply nested"),
    "syntax": ("括号或语句不完整：{what}", "brackets or statement not complete: {what}"),
    "not_allowed": (
        "不能使用“{what}”；只可写字段、条件（if）和循环（for）",
        "“{what}” is not possible; only fields, conditions (if) and loops (for) are",
    ),
    "no_field": ("没有“{what}”这个字段", "there is no field “{what}”"),
    "no_filter": ("没有“{what}”这种写法", "there is no way of writing called “{what}”"),
    "wrong_filter": ("“{what}”不能用于这个字段", "“{what}” does not fit this field"),
    "not_a_list": ("循环须用于列表字段", "a loop goes over a field that is a list"),
    "not_one": ("须写明“{what}”中的一个字段", "name one field of “{what}” here"),
    "name_taken": ("循环变量“{what}”与已有名称重复", "the name “{what}” is taken"),
    "too_many_loops": ("循环最多嵌套两层", "loops go at most two deep"),
    "missing": ("缺少内容：{what}", "nothing to put in: {what}"),
    "unfit": ("内容与写法不符：{what}", "a value does not fit its way of writing: {what}"),
    "too_much": (
        "文书无法在限定的时间和篇幅内生成",
        "the form does not come to an end within its limits of time and length",
    ),
}  # fmt: skip


def problem(code: str, line: int = 0, what: str = "") -> Problem:
    zh, en = (words.format(what=what[:60]) for words in WORDS[code])
    return Problem(line, zh, en)


# -- what a form may hold -------------------------------------------------------------------------


def check(source: str, fields: Fields) -> list[Problem]:
    """Everything in a form that is not allowed; empty for one that may be kept."""
    if len(source) > MOST_SOURCE:
        return [problem("too_long")]
    try:
        tree = _environment().parse(source)
        reader = _Reader(dict(fields))
        reader.statements(tree.body)
    except TemplateSyntaxError as error:
        return [problem("syntax", error.lineno, str(error.message))]
    except (RecursionError, MemoryError, OverflowError, ValueError):
        return [problem("too_deep")]
    return reader.problems


@dataclass
class _Reader:
    """Walks the tree of a form and notes what is not on the list."""

    scope: dict[str, Kind]
    loops: int = 0
    problems: list[Problem] = field(default_factory=list)

    def no(self, code: str, node: nodes.Node, what: str = "") -> None:
        self.problems.append(problem(code, node.lineno, what))

    def statements(self, body: Iterable[nodes.Node]) -> None:
        known: dict[type[nodes.Node], Callable[[Any], None]] = {
            nodes.Output: self.output, nodes.If: self.condition, nodes.For: self.loop,
        }  # fmt: skip
        for node in body:
            if read := known.get(type(node)):
                read(node)
            else:
                self.no("not_allowed", node, _name(node))

    def output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            if type(part) is nodes.TemplateData:
                continue
            if type(part) in (nodes.Name, nodes.Getattr, nodes.Filter):
                self.one(part)
            else:
                self.no("not_allowed", part, _name(part))

    def condition(self, node: nodes.If) -> None:
        self.question(node.test)
        self.statements(node.body)
        self.statements(node.elif_)
        self.statements(node.else_)

    def loop(self, node: nodes.For) -> None:
        if node.test is not None or node.recursive or node.else_:
            self.no("not_allowed", node, "for … if / recursive / else")
        if type(node.target) is not nodes.Name:
            return self.no("not_allowed", node, "for a, b")
        name = node.target.name
        kind = self.field(node.iter)
        if not isinstance(kind, list):
            return self.no("not_a_list", node) if kind else None
        if name in self.scope or name == "loop":
            return self.no("name_taken", node, name)
        if self.loops == MOST_LOOPS:
            return self.no("too_many_loops", node)
        outer = self.scope
        self.scope, self.loops = {**outer, name: kind[0], "loop": OF_LOOPS}, self.loops + 1
        self.statements(node.body)
        self.scope, self.loops = outer, self.loops - 1
        return None

    def question(self, node: nodes.Node) -> None:
        """A condition: a field, comparisons, and, or, not."""
        if isinstance(node, nodes.And | nodes.Or):
            self.question(node.left)
            self.question(node.right)
        elif type(node) is nodes.Not:
            self.question(node.node)
        elif type(node) is nodes.Compare:
            self.side(node.expr)
            for operand in node.ops:
                if operand.op not in COMPARISONS:
                    self.no("not_allowed", node, operand.op)
                self.side(operand.expr)
        else:
            self.field(node)

    def side(self, node: nodes.Node) -> None:
        """One side of a comparison: a field that is one thing, or a word or number."""
        if type(node) is nodes.Const and isinstance(node.value, str | int | bool):
            return
        self.one(node)

    def one(self, node: nodes.Node) -> Kind | None:
        """A field that is one thing, as it is or written in some way."""
        if type(node) is nodes.Filter:
            return self.filtered(node)
        kind = self.field(node)
        if kind is not None and not isinstance(kind, str):
            self.no("not_one", node, _name(node))
        return kind

    def filtered(self, node: nodes.Filter) -> Kind | None:
        if node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.no("not_allowed", node, f"{node.name}(…)")
            return None
        if node.name not in FILTERS:
            self.no("no_filter", node, node.name)
            return None
        kind = self.one(node.node)
        if kind is not None and kind != TAKES[node.name]:
            self.no("wrong_filter", node, node.name)
        return "text"

    def field(self, node: nodes.Node) -> Kind | None:
        """The kind of a named field, or of a field of a record."""
        if type(node) is nodes.Name:
            kind = self.scope.get(node.name)
        elif type(node) is nodes.Getattr:
            record = self.field(node.node)
            if record is None:
                return None
            kind = record.get(node.attr) if isinstance(record, Mapping) else None
        else:
            self.no("not_allowed", node, _name(node))
            return None
        if kind is None:
            self.no("no_field", node, _name(node))
        return kind


def _name(node: nodes.Node) -> str:
    """What a piece of a form is called, for the person who wrote it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    kind = type(node).__name__
    return _WRITTEN.get(kind, kind)


_WRITTEN = {
    "Assign": "set", "AssignBlock": "set", "Call": "(…)", "CallBlock": "call", "Const": "'…'",
    "CondExpr": "… if … else", "Concat": "~", "Dict": "{…}", "Extends": "extends",
    "FilterBlock": "filter", "FromImport": "from", "Getitem": "[…]", "Import": "import",
    "Include": "include", "List": "[…]", "Macro": "macro", "Test": "is", "Tuple": "…, …",
    "With": "with", "Block": "block", "ScopedEvalContextModifier": "autoescape",
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "Pow": "**", "Compare": "==", "Not": "not",
}  # fmt: skip
"""What people write for what the parser calls otherwise."""


# -- filling --------------------------------------------------------------------------------------


def fill(source: str, fields: Fields, values: Mapping[str, Any]) -> str:
    """The text of a form with its values, made apart. Raises Unfillable."""
    asked = {"source": source, "fields": fields, "values": values}
    try:
        answer = apart.run(__name__, asked)
    except apart.TooMuch as error:
        raise Unfillable([problem("too_much")]) from error
    if "problems" in answer:
        raise Unfillable(Problem(**one) for one in answer["problems"])
    return str(answer["text"])


def do(asked: dict[str, Any]) -> dict[str, Any]:
    """In the process apart: check again, fill, and stop when it gets too long."""
    found = check(asked["source"], asked["fields"])
    try:
        return {"problems": [asdict(x) for x in found]} if found else {"text": _fill(asked)}
    except Unfillable as error:
        return {"problems": [asdict(x) for x in error.problems]}
    except (TemplateError, Unfit) as error:
        code = "unfit" if isinstance(error, Unfit) else "missing"
        return {"problems": [asdict(problem(code, what=str(error)))]}


def _fill(asked: dict[str, Any]) -> str:
    text, template = "", _environment().from_string(_with_its_lines(asked["source"]))
    for piece in template.generate(asked["values"]):
        text += piece
        if len(text) > MOST_TEXT:
            raise Unfillable([problem("too_much")])
    return text


def _with_its_lines(source: str) -> str:
    """A statement alone on its line leaves no line behind; one at the end of words must not take
    the end of their line along."""
    kept = []
    for line in source.splitlines():
        goes_on = line.rstrip().endswith("%}") and _STATEMENT.sub("", line).strip()
        kept.append(f"{line.rstrip()}{{{{ '' }}}}" if goes_on else line)
    return "\n".join(kept)


_STATEMENT = re.compile(r"\{%.*?%\}")


def literal(value: Any) -> str:
    """A value as text that cannot take part in the marks of a form, nor hide or turn anything."""
    text = "" if value is None else str(value)
    written = []
    for char in text.replace("\r\n", "\n"):
        if char in "\n\r\x0b\x0c\x85\u2028\u2029":
            written.append("\\n")
        elif char in MARKS:
            written.append(f"\\{char}")
        elif char == "\t" or unicodedata.category(char) == "Zs":
            written.append("\u3000" if char == "\u3000" else " ")
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs"):
            written.append(char)
    return "".join(written)


class _Sandbox(ImmutableSandboxedEnvironment):
    """A field of a record is what stands under its name, never an attribute of Python."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in OF_LOOPS:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Errors are told as problems; nobody reads a traceback of a form."""
        raise


def _finalize(value: Any) -> str:
    if isinstance(value, StrictUndefined):
        return str(value)  # which raises
    return literal(value)


def _environment() -> ImmutableSandboxedEnvironment:
    env = _Sandbox(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True,
        finalize=_finalize, cache_size=0, auto_reload=False,
    )  # fmt: skip
    env.globals.clear()
    env.tests.clear()
    env.filters.clear()
    env.filters.update(FILTERS)
    return env

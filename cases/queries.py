"""Queries that acts put to the database again and again: worded once, planned once.

The ORM takes longer over its words than the database over the answer. A query is worded when it
is first put; after that only what is given changes, by the plan that the connection keeps::

    _OPEN = Query(lambda case: Referral.objects.filter(case_id=case, closed_seq=None))
    _OPEN(p.case.pk)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from inspect import signature
from itertools import count
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, Value
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from cases import trips

Row = TypeVar("Row")


class Given(Value):
    """What is known only when the query is put; never None, which SQL asks for otherwise."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return self.said, ()


def one_of(given: Given) -> Given:
    """For a list: ``filter(user_id=one_of(users))``."""
    return Given(f"ANY({given.said})")


def many(numbers: Iterable[int]) -> str:
    """Thousands of numbers for ``one_of``: PostgreSQL reads them faster as one text."""
    return "{" + ",".join(map(str, numbers)) + "}"


class _Said(NamedTuple):
    statement: str
    constants: list[Any]
    read: Callable[[list[tuple[Any, ...]]], list[Any]]


class Query(Generic[Row]):
    """``words`` is a queryset of the things given: of whole records, or of ``values_list``."""

    def __init__(self, words: Callable[..., QuerySet[Any, Row]]) -> None:
        self._words = words

    def __call__(self, *given: Any) -> list[Row]:
        """Every row of the answer."""
        said = self._said
        return said.read(trips.rows(said.statement, [*given, *said.constants]))

    def first(self, *given: Any) -> Row | None:
        """The first row of the answer, if there is one."""
        return next(iter(self(*given)), None)

    @cached_property
    def _said(self) -> _Said:
        known = len(signature(self._words).parameters)
        asked = self._words(*(Given(f"${place}") for place in range(1, known + 1)))
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, constants = compiler.as_sql()
        places = count(known + 1)
        numbered = re.sub(
            "%[s%]", lambda found: f"${next(places)}" if found[0] == "%s" else "%", sql
        )
        return _Said(numbered, list(constants), _reader(asked, compiler))


def _reader(asked: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """Makes of the rows of the database what the queryset would have made of them."""
    converters = compiler.get_converters([column[0] for column in compiler.select])
    make = _MAKERS[asked._iterable_class](asked, compiler)

    def read(rows: Sequence[Any]) -> list[Any]:
        if converters:
            rows = compiler.apply_converters(rows, converters)
        return [make(row) for row in rows]

    return read


def _whole(asked: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    model, select, info = asked.model, compiler.select, compiler.klass_info
    own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [column[0].target.attname for column in select[own]]
    beside = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    annotated = (compiler.annotation_col_map or {}).items()

    def make(row: Sequence[Any]) -> Any:
        record = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for related in beside:
            related.populate(row, record)
        for name, place in annotated:
            setattr(record, name, row[place])
        return record

    return make


_MAKERS: dict[Any, Callable[[QuerySet[Any, Any], Any], Callable[[Sequence[Any]], Any]]] = {
    ModelIterable: _whole,
    ValuesListIterable: lambda asked, compiler: tuple,
    FlatValuesListIterable: lambda asked, compiler: itemgetter(0),
}

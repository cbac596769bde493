"""Finding a case by its number in any spelling, or by a party's name, within one's scope."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.law.numbers import TYPES, CaseNumber, NumberError, Partial, parse, parse_partial
from cases.law.periods import local_date
from cases.models import Case, Court, NumberAlias, Party
from cases.models.fields import bigrams
from cases.reading.scope import Viewer, effective_now, visible

MOST = 50
LONGEST = 100


def find(who: Viewer, text: str) -> list[Case]:
    """The newest cases that the words may mean; a number that reads as one decides."""
    wanted = text.strip()[:LONGEST].replace("\0", "")
    if not wanted:
        return []
    cases = visible(who).annotate(now=effective_now("court__group"))
    numbers = candidates(who, wanted)
    found = _newest(_numbered(cases, numbers)) if numbers else []
    return found or _newest(_named(cases, wanted))


def _newest(cases: QuerySet[Case]) -> list[Case]:
    return list(cases.order_by("-pk")[:MOST])


def _numbered(cases: QuerySet[Case], numbers: list[str]) -> QuerySet[Case]:
    aliases = NumberAlias.objects.filter(case=OuterRef("pk"), number__in=numbers)
    return cases.filter(Exists(aliases))


def _named(cases: QuerySet[Case], name: str) -> QuerySet[Case]:
    parties = Party.objects.filter(case=OuterRef("pk"), name__icontains=name)
    pieces = bigrams(name)
    if len(name) > 1:
        parties = parties.filter(name_bigrams__contains=pieces)
    return cases.filter(Exists(parties)) if pieces else cases.none()


def candidates(who: Viewer, text: str) -> list[str]:
    """Every whole number that these words may stand for in the courts of this person."""
    courts = _courts(who)
    provinces: list[str | None] = [*sorted({code[0] for code in courts.values()})] or [None]
    for province in provinces:
        try:
            return [str(parse(text, province=province).main)]
        except NumberError:
            continue
    try:
        partial = parse_partial(text)
    except NumberError:
        return []
    return [] if partial.serial is None else list(_complete(who, partial, courts.values()))


def _courts(who: Viewer) -> dict[int, str]:
    own = Q(pk__in=[office.court_id for office in who.offices])
    return dict(Court.objects.filter(own).values_list("pk", "code"))


def _complete(who: Viewer, partial: Partial, codes: Iterable[str]) -> Iterable[str]:
    """A number typed in part, with every court and type it may belong to, in this year."""
    assert partial.serial is not None
    year = partial.year or max(local_date(office.now).year for office in who.offices)
    kinds = [partial.type_code] if partial.type_code else list(TYPES)
    for code in codes:
        for kind in kinds:
            try:
                number = CaseNumber(year, code, kind, partial.serial)
            except NumberError:
                continue
            if partial.matches(number):
                yield str(number)

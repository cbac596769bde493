"""Deliberating 合议: the members of a panel say and vote on every point, and the record follows.

What is said is not part of the log while the panel deliberates; the act that ends it takes up the
record with its digest. Without such a deliberation the act stands for one that was held on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max, Q

from cases import procedure
from cases.acts.assigning.candidates import BENCH
from cases.acts.trial import referring
from cases.law import deliberation as law
from cases.law.deliberation import Bench, Kind, Member, Tally
from cases.law.periods import SHANGHAI
from cases.law.referrals import COMMITTEE
from cases.law.refusals import Conflict, NotAllowed, Refusal
from cases.law.roles import Role
from cases.models import Deliberation, Document, Point, PointAnswer, PointOpinion
from cases.procedure import Deed, leaves
from cases.procedure.acting import keep_texts
from cases.proceeding import Actor, Proceeding

PLACE = "deliberation"
LONGEST = 20_000
SHORT = 500


# -- who deliberates ------------------------------------------------------------------------------


def bench_of(p: Proceeding) -> Bench:
    """The panel as it sits now; the judge in charge presides where nobody else does (CPL 44)."""
    parts: dict[int, set[str]] = {}
    for user, role, recused in p.people:
        if role in BENCH and not recused:
            parts.setdefault(user, set()).add(role)
    named = {user for user, held in parts.items() if Role.PRESIDING_JUDGE.value in held}
    presiding = named or {user for user, held in parts.items() if Role.JUDGE.value in held}
    return Bench(tuple(
        Member(user, Role.LAY_ASSESSOR.value in held, Role.JUDGE.value in held, user in presiding)
        for user, held in sorted(parts.items())
    ))  # fmt: skip


def takes_part(p: Proceeding, user: int | None) -> bool:
    """Whether somebody reads and writes what the panel says: its members, and the clerk of the
    case who keeps the record."""
    parts = {*BENCH, Role.CLERK.value}
    return any(u == user and role in parts and not recused for u, role, recused in p.people)


def current(p: Proceeding) -> Deliberation | None:
    """The newest deliberation that is not over."""
    found = Deliberation.objects.filter(case_id=p.case.pk, closed_seq=None)
    last = Deliberation.objects.filter(case_id=p.case.pk).aggregate(no=Max("no"))["no"]
    return found.filter(no=last).first()


def is_of_this_bench(one: Deliberation, bench: Bench) -> bool:
    """A panel that changed deliberates anew."""
    return list(one.bench) == bench.users


# -- writing --------------------------------------------------------------------------------------


@contextmanager
def _deliberating(case_id: int, by: Actor, *, members: bool) -> Iterator[Proceeding]:
    """The case under lock, for somebody who takes part. Raises NotThere, NotAllowed, Refusal."""
    with procedure.held(case_id, by) as p:
        if not takes_part(p, by.user_id):
            raise NotAllowed("not_your_panel")
        if members and bench_of(p).member(by.person) is None:
            raise NotAllowed("not_your_panel")
        if p.place != PLACE:
            raise Refusal("not_deliberating")
        yield p
        procedure.finish([p])


def _open(p: Proceeding) -> Deliberation:
    one = current(p)
    if one is None:
        raise Refusal("no_deliberation")
    if not is_of_this_bench(one, bench_of(p)):
        raise Refusal("bench_changed")
    return one


def begin(case_id: int, by: Actor, replaces: int = 0, why: str = "") -> Deliberation:
    """Begin a deliberation, or another in the place of the open one whose number is ``replaces``.

    Once somebody has given an opinion only whoever presides begins anew, and says why in the inner
    volume. Raises Conflict where another is open meanwhile, NotAllowed, Refusal.
    """
    with _deliberating(case_id, by, members=False) as p:
        bench = bench_of(p)
        _check_leads(bench, by)
        if not bench.may_sit or bench.presiding is None:
            raise Refusal("panel_incomplete", n=len(bench.members))
        open_one = current(p)
        if (open_one.no if open_one is not None else 0) != replaces:
            raise Conflict()
        if open_one is not None and is_of_this_bench(open_one, bench) and was_heard(open_one):
            _begins_anew(p, by, bench, open_one, why.strip())
        last = Deliberation.objects.filter(case_id=case_id).aggregate(no=Max("no"))["no"]
        return Deliberation.objects.create(
            case_id=case_id, no=(last or 0) + 1, bench=bench.users, opened_by_id=by.person,
            opened_at=p.at, since_seq=p.case.log_seq,
        )  # fmt: skip


def was_heard(one: Deliberation) -> bool:
    """Whether somebody has given an opinion in it."""
    return PointOpinion.objects.filter(point__deliberation=one).exists()


def _begins_anew(p: Proceeding, by: Actor, bench: Bench, one: Deliberation, why: str) -> None:
    if by.person != bench.presiding:
        raise NotAllowed("presiding_begins_anew")
    if not why:
        raise Refusal("why_needed")
    facts: dict[str, Any] = {"deliberation": one.no}
    keep_texts(p, facts, {"inner_why": why}, inner=True)
    procedure.record(p, "begin_anew", by, facts)


def leads(bench: Bench, user: int) -> bool:
    """Whoever presides, has the case in charge, or keeps the record."""
    member = bench.member(user)
    return member is None or member.presides or member.is_in_charge


def _check_leads(bench: Bench, by: Actor) -> None:
    if not leads(bench, by.person):
        raise NotAllowed("presiding_puts")


def add_point(case_id: int, by: Actor, kind: Kind, text: str, answers: list[str]) -> Point:
    """Put a point to the panel, with the answers to choose from (陪审员法解释 13)."""
    wanted = [one.strip() for one in answers if one.strip()]
    if len(set(wanted)) < len(wanted) or not 2 <= len(wanted) <= law.MOST_ANSWERS:
        raise Refusal("two_answers", most=law.MOST_ANSWERS)
    with _deliberating(case_id, by, members=False) as p:
        one = _open(p)
        _check_leads(bench_of(p), by)
        no = one.points.count() + 1
        if no > law.MOST_POINTS:
            raise Refusal("too_many_points", most=law.MOST_POINTS)
        point = Point.objects.create(
            deliberation=one, no=no, kind=kind, text=text.strip(), by_id=by.person, at=p.at
        )
        PointAnswer.objects.bulk_create(
            PointAnswer(point=point, no=n, text=answer, by_id=by.person, at=p.at)
            for n, answer in enumerate(wanted, 1)
        )
        return point


def speak(
    case_id: int, by: Actor, point_no: int, grounds: str, *, answer: int | None = None,
    other: str = "",
) -> PointOpinion:  # fmt: skip
    """A member's opinion and vote on a point; ``other``: an answer that was not there.

    Raises Refusal before their turn, without grounds, and for a vote that is not theirs to give.
    """
    if len("".join(grounds.split())) < law.FEWEST_GROUNDS:
        raise Refusal("grounds_needed", fewest=law.FEWEST_GROUNDS)
    with _deliberating(case_id, by, members=True) as p:
        bench = bench_of(p)
        point = _open(p).points.filter(no=point_no).first()
        member = bench.member(by.person)
        assert member is not None
        if point is None:
            raise Refusal("no_such_point")
        check_turn(bench, member, point)
        vote = _vote(p, by, bench, member, point, answer, other.strip())
        return PointOpinion.objects.create(
            point=point, user_id=by.person, answer=vote, grounds=grounds.strip(), at=p.at
        )


def check_turn(bench: Bench, member: Member, point: Point) -> None:
    """Raises Refusal while others have to be heard first."""
    kind, spoken = as_kind(point.kind), spoken_on(point)
    if bench.before(member, kind, spoken):
        raise Refusal("not_your_turn")
    if member.user in spoken and not bench.may_speak_again(kind, spoken):
        raise Refusal("others_first")


def as_kind(code: str) -> Kind:
    return next(kind for kind in law.KINDS if kind == code)


def spoken_on(point: Point) -> set[int]:
    return {one.user_id for one in point.opinions.all()}


def _vote(
    p: Proceeding, by: Actor, bench: Bench, member: Member, point: Point, answer: int | None,
    other: str,
) -> str:  # fmt: skip
    if not bench.votes_on(member, as_kind(point.kind)):
        if answer is not None or other:
            raise Refusal("facts_only")
        return ""
    known = {one.no for one in point.answers.all()}
    if other:
        if len(known) >= law.MOST_ANSWERS:
            raise Refusal("two_answers", most=law.MOST_ANSWERS)
        no = max(known) + 1
        PointAnswer.objects.create(point=point, no=no, text=other, by_id=by.person, at=p.at)
        return str(no)
    if answer not in known:
        raise Refusal("vote_needed")
    return str(answer)


# -- what the votes carry -------------------------------------------------------------------------


def tally_of(bench: Bench, point: Point) -> Tally:
    """The votes as they are now; of everybody the newest counts."""
    votes = {one.user_id: int(one.answer) for one in point.opinions.all() if one.answer}
    return law.tally(bench, as_kind(point.kind), votes)


def points_of(one: Deliberation) -> list[Point]:
    return list(one.points.prefetch_related("answers", "opinions").order_by("no"))


def check_carried(p: Proceeding, one: Deliberation, points: list[Point]) -> None:
    """Raises Refusal unless the votes carry a result, or the committee decided (CPL 45)."""
    bench = bench_of(p)
    if not is_of_this_bench(one, bench):
        raise Refusal("bench_changed")
    if not bench.may_sit:
        raise Refusal("panel_incomplete", n=len(bench.members))
    if not any(point.kind == "outcome" for point in points):
        raise Refusal("no_outcome_point")
    tallies = [tally_of(bench, point) for point in points]
    if any(tally.missing for tally in tallies):
        raise Refusal("votes_open")
    decided = referring.decided_since(p.case.pk, COMMITTEE.code, one.since_seq)
    if any(tally.is_split for tally in tallies) and not decided:
        raise Refusal("no_majority")


@leaves("record_deliberation")
def keeps_opinion_inside(p: Proceeding, deed: Deed) -> None:
    """The record goes to 副卷 and nowhere else. Where the panel deliberated here, it is written
    from what was said; the words of the form are the summing-up of whoever presides."""
    deed.inner = True
    if referring.is_open(p.case.pk, COMMITTEE.code):
        raise Refusal("committee_decides")
    summing_up = str(deed.data.get("opinion") or "")
    one = current(p)
    points = points_of(one) if one is not None else []
    before = _replaced(p)
    if one is not None and any(point.opinions.all() for point in points):
        check_carried(p, one, points)
        summing_up = written(p, one, points, summing_up, before)
        deed.texts["opinion"] = summing_up
        deed.facts["deliberation"] = one.no
        for over in [*before, one]:
            p.amend(Deliberation, {"no": over.no}, closed_seq=p.seq)
    elif before:
        raise Refusal("deliberated_here")
    if summing_up:
        p.keep(Document(
            case_id=p.case.pk, kind="deliberation", title="合议笔录",
            text=summing_up, received_at=p.at, seq=p.seq,
        ))  # fmt: skip


def _replaced(p: Proceeding) -> list[Deliberation]:
    """Those of this panel in which somebody was heard and that gave way to another: what was said
    in them goes into the record all the same (CPL 45)."""
    newest, bench = current(p), bench_of(p)
    found = Deliberation.objects.filter(case_id=p.case.pk, closed_seq=None).order_by("no")
    return [
        one for one in found
        if (newest is None or one.pk != newest.pk) and is_of_this_bench(one, bench)
        and was_heard(one)
    ]  # fmt: skip


@leaves("hear_again")
def ends_unfinished(p: Proceeding, deed: Deed) -> None:
    """After a new hearing the panel deliberates on what was heard then: no vote of before counts
    (合议庭规定(2002) 10)."""
    for one in Deliberation.objects.filter(case_id=p.case.pk, closed_seq=None):
        p.amend(Deliberation, {"no": one.no}, closed_seq=p.seq)


@leaves("sign_judgment")
def waits_for_the_committee(p: Proceeding, deed: Deed) -> None:
    """What the committee decides the panel carries out (法院组织法 39)."""
    if referring.is_open(p.case.pk, COMMITTEE.code):
        raise Refusal("committee_decides")


# -- the record -----------------------------------------------------------------------------------


def written(
    p: Proceeding, one: Deliberation, points: list[Point], summing_up: str,
    before: list[Deliberation],
) -> str:  # fmt: skip
    """The record 合议笔录: who sat, what each said and voted, the majority, and the minority's
    words as they were (CPL 45); what was said ``before`` another was begun stands first."""
    bench = bench_of(p)
    earlier = {x.no: points_of(x) for x in before}
    names = _names(p, [*points, *(point for some in earlier.values() for point in some)])
    lines = ["合议笔录", "", f"案号：{p.case.number or '—'}"]
    lines.append(f"评议时间：{one.opened_at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}")
    lines += [f"{member.part[0]}：{names[member.user]}" for member in _by_turn(bench)]
    clerks = [u for u, role, recused in p.people if role == Role.CLERK and not recused]
    lines += [f"书记员：{names[user]}" for user in clerks]
    for no, some in earlier.items():
        lines += ["", f"第{no}次评议（审判长决定重新评议，理由见副卷）："]
        lines += [line for point in some for line in _point_lines(bench, point, names)]
    if earlier:
        lines += ["", f"第{one.no}次评议："]
    for point in points:
        lines += ["", *_point_lines(bench, point, names)]
    if summing_up:
        lines += ["", f"审判长总结：{summing_up}"]
    if referring.decided_since(p.case.pk, COMMITTEE.code, one.since_seq):
        lines += [
            "",
            "本案已经审判委员会讨论决定，合议庭按其决定执行（法院组织法第39条），见讨论记录。",
        ]
    lines += ["", "以上笔录由合议庭组成人员阅读后签名。"]
    return "\n".join(lines)


def _by_turn(bench: Bench) -> list[Member]:
    return sorted(bench.members, key=lambda one: (-bench.turn(one, "outcome"), one.user))


def _names(p: Proceeding, points: list[Point]) -> dict[int, str]:
    users = {user for user, *_ in p.people}
    users |= {one.user_id for point in points for one in point.opinions.all()}
    return {user.pk: str(user) for user in get_user_model().objects.filter(Q(pk__in=users))}


def _point_lines(bench: Bench, point: Point, names: dict[int, str]) -> list[str]:
    zh, _ = law.KINDS[as_kind(point.kind)]
    lines = [f"{point.no}．（{zh}）{point.text}"]
    lines += [f"　　意见{one.no}：{one.text}" for one in point.answers.all()]
    for said in point.opinions.all():
        member = bench.member(said.user_id)
        part = member.part[0] if member is not None else ""
        vote = f"赞成意见{said.answer}" if said.answer else "发表意见，不参加表决"
        lines.append(f"　　{names[said.user_id]}（{part}）：{vote}。{said.grounds}")
    return [*lines, *_result_lines(bench, point, names)]


def _result_lines(bench: Bench, point: Point, names: dict[int, str]) -> list[str]:
    found = tally_of(bench, point)
    counted = "，".join(f"意见{no}：{n}票" for no, n in sorted(found.counts.items()))
    if found.carried is None:
        return [f"　　表决：{counted}。未形成多数意见。"]
    lines = [f"　　表决：{counted}。按多数人的意见，采意见{found.carried}。"]
    newest = {one.user_id: one for one in point.opinions.all()}
    minority = [one for one in newest.values() if one.answer not in ("", str(found.carried))]
    if minority:
        who = "、".join(names[one.user_id] for one in minority)
        lines.append(f"　　少数人的意见（{who}）如实记入上述发言。")
    return lines

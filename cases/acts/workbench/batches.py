"""One act on several like cases: chosen, looked at, then done case by case."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import procedure
from cases.acts.workbench import one_by_one
from cases.acts.workbench.one_by_one import Came
from cases.law.acts import ACTS
from cases.law.batches import IN_BATCH, MOST, SHARED
from cases.law.mending import MENDABLE
from cases.law.refusals import NotInTable, NotThere, Refusal
from cases.models import Batch, BatchItem, Entry
from cases.procedure import Done
from cases.proceeding import Actor


def prepare(user_id: int, act: str, case_ids: Iterable[int], back: str = "") -> Batch:
    """These cases for one act, as a plan; nothing has happened to them. Raises Refusal."""
    chosen = sorted(set(case_ids))
    if act not in IN_BATCH:
        raise NotInTable("no_such_act", act=act)
    if len(chosen) > MOST:
        raise Refusal("too_many_at_once", most=MOST)
    with transaction.atomic():
        made = Batch.objects.create(by_id=user_id, act=act, back=back)
        BatchItem.objects.bulk_create(BatchItem(batch=made, case_id=case_id) for case_id in chosen)
    return made


TAKEN_BACK = "taken_back"
"""Why an item is not done that was: its act was taken back with the others."""


def may_be_taken_back(made: Batch, seconds: int) -> bool:
    """Whether every act of the batch can be mended and the last of them was done so lately that
    its messages are still held. By real time, as messages are."""
    done = list(made.items.filter(state="done").values_list("case_id", "seq"))
    if made.act not in MENDABLE or not done:
        return False
    theirs = Entry.objects.filter(case_id__in=[case_id for case_id, _ in done])
    moments = {(one.case_id, one.seq): one.recorded_at for one in theirs.filter(
        seq__in=[seq for _, seq in done]).only("case_id", "seq", "recorded_at")}  # fmt: skip
    newest = max((moments[key] for key in done if key in moments), default=None)
    return newest is not None and timezone.now() - newest < timedelta(seconds=seconds)


def was_taken_back(item: BatchItem) -> None:
    """The act on this case has been taken back; the batch does not do it again."""
    item.state, item.reason, item.seq = "failed", TAKEN_BACK, None
    item.said = "已收回\nTaken back"
    item.save(update_fields=["state", "reason", "said", "seq"])


Actors = Callable[[int], Actor | None]
"""In which role somebody acts in a case now; None where there is no such case for them."""


def carry_out(made: Batch, data: dict[str, Any], acting: Actors, seen: Mapping[int, int]) -> Came:
    """Do what is left, case by case. What the cases share is what was said the first time, so that
    a repeat is the same request. ``seen``: the versions of the cases as they were looked at."""
    with transaction.atomic():
        mine = Batch.objects.select_for_update().get(pk=made.pk)
        if mine.begun_at is None:
            mine.data = json.dumps({k: v for k, v in data.items() if k in SHARED}, default=str)
            mine.begun_at = timezone.now()
            mine.save(update_fields=["data", "begun_at"])
    shared = said(mine)
    for item in mine.items.exclude(state="done").exclude(reason=TAKEN_BACK):
        one_by_one.do(item, lambda item=item: _one(mine, item, shared, acting, seen))  # type: ignore[misc]
    return one_by_one.came(mine.items.all())


def said(made: Batch) -> dict[str, Any]:
    """What the cases of a batch share, as ``procedure.perform`` takes it."""
    found: dict[str, Any] = json.loads(made.data or "{}")
    if "on" in found:
        found["on"] = date.fromisoformat(found["on"])
    return found


def _one(
    made: Batch, item: BatchItem, shared: dict[str, Any], acting: Actors, seen: Mapping[int, int]
) -> Done:
    """One case, once: the key is that of the batch and the case."""
    by = acting(item.case_id)
    if by is None:
        raise NotThere()
    moves = ACTS[made.act].to is not None  # what moves nothing never conflicts
    version = seen.get(item.case_id) if moves else None
    return procedure.perform(
        item.case_id, made.act, by=by, data=shared, version=version,
        key=f"batch:{made.pk}:{item.case_id}",
    )  # fmt: skip

"""Personal data at rest: unreadable in the tables, readable with the keys, findable without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from psycopg2 import sql

from cases.acts.filing.registering import NewCase, NewParty, file_case
from cases.law.causes import find
from cases.law.roles import Role
from cases.models import Entry, Party, Remark
from cases.models.fields import Unreadable, blind_index, seal, unseal
from cases.procedure import perform
from tests.cases import make
from tests.cases.engine.conftest import Clock as FrozenClock
from tests.cases.make import BASIC

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = {
    "id_number": "37010219800101123X", "phone": "13800138000",
    "address": "演示市演示区泉城路一百二十三号",
}  # fmt: skip
REMARK = "承办人内部意见:此句不得以明文出现"


@pytest.fixture
def filed(who: make.Cast) -> int:
    """A case whose plaintiff's papers say everything, and in which the judge made a note."""
    done = file_case(
        NewCase(
            court=who.courts[BASIC], cause_code=find("民间借贷纠纷").code,
            parties=[NewParty("plaintiff", "演示原告甲", **SECRETS),
                     NewParty("defendant", "演示被告乙", phone="13900139000")],
        ),
        by=who.party("plaintiff"),
    )  # fmt: skip
    by = who.actor(BASIC, Role.CLERK)
    perform(done.case_id, "add_note", by=by, data={"note": REMARK})
    return done.case_id


def everything(dsn: str) -> Iterator[str]:
    """Every row of every table as text, with binary columns decoded as far as they are text."""
    with psycopg2.connect(dsn) as admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(
                sql.SQL("SELECT to_jsonb(t)::text FROM {} t").format(sql.Identifier(name))
            )
            yield from (row[0] for row in cursor.fetchall())


def test_no_table_holds_an_identity_number_a_phone_an_address_or_a_remark_in_clear(
    filed: int, admin_dsn: str
) -> None:
    dump = list(everything(admin_dsn))
    assert len(dump) > 100
    assert any("演示原告甲" in row for row in dump)  # names are kept plain: the dump can see
    for secret in (*SECRETS.values(), "13900139000", REMARK):
        for form in (secret, secret.lower(), secret.encode().hex(), secret.encode("utf-16").hex()):
            assert [row for row in dump if form in row] == []


def test_equal_secrets_are_sealed_differently_each_time() -> None:
    assert seal("13800138000") != seal("13800138000")
    assert unseal(seal("13800138000")) == "13800138000"


def test_the_record_reads_back_in_clear_through_the_application(filed: int) -> None:
    party = Party.objects.get(case_id=filed, no=1)
    assert {name: getattr(party, name) for name in SECRETS} == SECRETS
    assert Remark.objects.get(case_id=filed).text == REMARK


def test_the_log_holds_only_a_salted_digest_of_what_was_written(filed: int) -> None:
    body = Entry.objects.get(case_id=filed, act="add_note").body
    remark = Remark.objects.get(case_id=filed)
    assert remark.salt not in body
    assert "texts" in body


@pytest.mark.parametrize(
    "typed", ["37010219800101123X", "37010219800101123x", " 370102 19800101 123X",
              "３７０１０２１９８００１０１１２３Ｘ"],
)  # fmt: skip
def test_a_person_is_found_by_the_number_however_it_is_typed(filed: int, typed: str) -> None:
    assert Party.objects.get(id_index=blind_index(typed)).name == "演示原告甲"


def test_a_phone_is_found_and_a_missing_one_finds_nobody(filed: int) -> None:
    assert Party.objects.get(phone_index=blind_index("139 0013 9000")).name == "演示被告乙"
    assert not Party.objects.filter(phone_index=blind_index("13900139001")).exists()
    assert blind_index("") == blind_index("  ") == ""


def test_the_index_tells_nothing_without_its_key(filed: int, settings: Any) -> None:
    kept = Party.objects.get(case_id=filed, no=1).id_index
    assert len(kept) == 64 and SECRETS["id_number"] not in kept
    settings.BLIND_INDEX_KEY = b"3" * 32
    assert blind_index(SECRETS["id_number"]) != kept


def test_after_the_key_is_changed_the_old_is_readable_and_the_new_one_writes(
    filed: int, settings: Any, admin_dsn: str
) -> None:
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = {"t3": b"4" * 32, **old}
    party = Party.objects.get(case_id=filed, no=1)
    assert party.phone == SECRETS["phone"]
    party.save(update_fields=["phone"])
    stored = next(row for row in everything(admin_dsn) if party.phone_index in row)
    assert '"phone": "t3:' in stored and f'"id_number": "{next(iter(old))}:' in stored
    assert Party.objects.get(case_id=filed, no=1).phone == SECRETS["phone"]
    settings.FIELD_KEYS = {"t3": b"4" * 32}  # the old key is gone: what it sealed is lost
    with pytest.raises(Unreadable):
        Party.objects.get(case_id=filed, no=1)


def test_a_sealed_text_moved_or_changed_is_refused() -> None:
    key_id, _, box = seal("13800138000").partition(":")
    other = [name for name in settings.FIELD_KEYS if name != key_id][0]
    changed = box[:-6] + ("A" if box[-6] != "A" else "B") + box[-5:]
    for spoilt in (f"{key_id}:{changed}", f"{other}:{box}", f"none:{box}", "13800138000", ":"):
        with pytest.raises(Unreadable):
            unseal(spoilt)


def test_a_case_whose_remarks_nobody_can_read_goes_on_all_the_same(
    filed: int, who: make.Cast, settings: Any, frozen: FrozenClock
) -> None:
    """The write door needs no personal data: a lost key stops nobody's deadline."""
    settings.FIELD_KEYS = {"t9": b"5" * 32}
    clerk = who.actor(BASIC, Role.CLERK)
    perform(filed, "register", by=clerk, data={"procedure": "summary"})

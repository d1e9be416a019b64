"""换密钥：业务照常读写，一次也不读错；只增不改的表也换得到，守着它们的触发器还在；断了接着换。"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from io import StringIO
from itertools import permutations
from threading import Event
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from deposits.models import ChangeEdit, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services.mend_rows import SetCell, mend_rows
from gjj.approvals.models import Proposal
from gjj.approvals.services import propose_undoing
from gjj.crypto import box, rotation
from gjj.crypto.rotation import columns, counted, rotate
from gjj.documents.models import Document
from gjj.identity.models import Person
from gjj.settings.base import _keys
from tests import situations as s
from tests.closings import agreed
from tests.race import together
from tests.services.deposits.test_payer_account import NEW, asked

MOBILE = rotation.Column("identity_person", "id", "mobile")


@contextmanager
def as_owner() -> Iterator[None]:
    """这条连接换成属主身份。"""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE gjj_owner")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE gjj_app")


def story() -> list[s.Worker]:
    """一个单位：清册改过一格，汇缴书出过单证，各表都有加密的行。"""
    unit, workers = s.unit_with_workers(12)
    s.paid(s.remittance_of(unit))
    other = s.unit()
    draft = s.filed(other, [s.line("开户", s.worker())]).change_list_id
    row = ChangeRow.objects.filter(change_list_id=draft).earliest("row")
    change = SetCell(row.row, "mobile", Cell("13900000001"))
    mend_rows(by=other.agent, change_list_id=draft, changes=[change], at=s.NOON)
    return workers


def second_key(settings: Any, secret: Any) -> None:
    """添第二把，以后都用它；头一把留着。"""
    keys = settings.GJJ_KEYS
    settings.GJJ_KEYS = {**keys, "current": 2, "keys": {**keys["keys"], 2: secret}}


def read_all() -> list[str]:
    """各表解开来的明文。"""
    found = [f"{one.id_no} {one.mobile}" for one in Person.objects.order_by("pk")]
    found += [str(one.facts_json) for one in Document.objects.order_by("pk")]
    return found + [f"{one.before}{one.after}" for one in ChangeEdit.objects.order_by("pk")]


@pytest.mark.parametrize("secret", [os.urandom(32), ("sm4-gcm", os.urandom(16))], ids=["AES", "SM4"])
def test_rotating_while_the_hall_is_open_reads_nothing_wrong(
    own_database: str, settings: Any, secret: Any, tell_figure: Callable[[str], None]
) -> None:
    """一边换一边有人读、有人写：读不出的是 0 次；换完一行旧的也没有，拿掉旧密钥照样全读得出，触发器一个不少。"""
    story()
    before, guards = read_all(), guarded()
    second_key(settings, secret)
    done, said = Event(), StringIO()

    def rotating() -> None:
        try:
            with as_owner():
                call_command("rotate_keys", stdout=said)
        finally:
            done.set()

    def reading() -> int:
        times = 0
        while not done.is_set() or not times:
            assert len(read_all()) == len(before)
            times += 1
        return times

    results = together([rotating, reading, reading])
    assert not [one for one in results if isinstance(one, Exception)], results
    tell_figure(f"换密钥的时候读了 {results[1] + results[2]} 遍，读错 0 次")
    assert all(set(counted(one)) <= {2} for one in columns())
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "keys": {2: secret}}
    assert read_all() == before
    assert guarded() == guards
    assert "都用第 2 把密钥" in said.getvalue()


def guarded() -> list[tuple[str, str]]:
    """开着的触发器。"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


def test_stopped_half_way_it_goes_on_and_says_what_is_left(
    own_database: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """换了一批断了：还剩几行说得出、旧的那一把不能拿掉；再跑接着换，换过的不再换。"""
    story()
    second_key(settings, os.urandom(32))
    monkeypatch.setattr(rotation, "BATCH", 5)
    with as_owner():
        assert next(rotate(MOBILE)) == 5
        told = StringIO()
        with pytest.raises(SystemExit):
            call_command("rotate_keys", "--check", stdout=told)
        left = counted(MOBILE)[1]
        assert left == Person.objects.filter(mobile__isnull=False).count() - 5
        assert f"identity_person.mobile：还有 {left} 行用第 1 把密钥" in told.getvalue()
        assert "不能拿掉" in told.getvalue()
        assert sum(rotate(MOBILE)) == left
        assert list(rotate(MOBILE)) == []


def test_a_key_is_added_everywhere_before_anybody_writes_with_it(settings: Any) -> None:
    """分两步：先都添上第二把、照旧用第一把写，重起完了再指过去。哪一步都有先换好的、还没换的两种进程，谁写的谁都读得出。"""
    old = settings.GJJ_KEYS
    added = {**old, "keys": {**old["keys"], 2: os.urandom(32)}}
    moved = {**added, "current": 2}
    for pair in ((old, added), (added, moved)):
        for writer, reader in permutations(pair):
            settings.GJJ_KEYS = writer
            sealed = box.encrypt(b"x", "a.b")
            settings.GJJ_KEYS = reader
            assert box.decrypt(sealed, "a.b") == b"x"
    settings.GJJ_KEYS = moved
    sealed = box.encrypt(b"x", "a.b")
    settings.GJJ_KEYS = old
    with pytest.raises(box.KeyMissing):  # 一步到位的，还没重起的进程就读不出
        box.decrypt(sealed, "a.b")


def test_current_has_to_be_among_the_keys() -> None:
    """current 指着没有的一把：进程起不来，说清楚。"""
    with pytest.raises(ImproperlyConfigured, match="current 是 2，keys 里没有这一把"):
        _keys('{"current": 2, "keys": {"1": "AAAA"}, "index": "AAAA", "code": "AAAA"}')


def test_what_somebody_changed_meanwhile_is_kept(own_database: str, settings: Any) -> None:
    """看了以后、换之前本人换了手机号：那一行不动，新号码还在，别的照换。"""
    workers = story()
    second_key(settings, os.urandom(32))
    batch = rotation._batch(MOBILE, None)
    person = s.account_of(workers[0]).person
    person.mobile = "13911112222"
    person.save(update_fields=("mobile",))
    with as_owner():
        assert rotation._reseal(MOBILE, batch) == len(batch) - 1
    assert Person.objects.get(pk=person.pk).mobile == "13911112222"


def test_the_application_itself_cannot_rotate(own_database: str, settings: Any) -> None:
    """平时的身份关不了触发器：只有属主换得了。"""
    story()
    second_key(settings, os.urandom(32))
    with pytest.raises(Exception, match="must be owner"):
        list(rotate(MOBILE))
    assert set(counted(MOBILE)) == {1}


@pytest.mark.parametrize("name", ["sha256", "sm3"])
def test_many_indexes_equal_one_by_one(settings: Any, name: str) -> None:
    """成批算的盲索引和逐个算的一样，用国密杂凑也一样；两种杂凑各是各的。"""
    plain = settings.GJJ_KEYS["index"]
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "index": plain if name == "sha256" else (name, plain)}
    values = ["419901199003070011", "13900000000", ""]
    one_by_one = [box.hmac_hex("p", value) for value in values]
    assert box.hmac_hex_many("p", values) == one_by_one
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "index": plain if name == "sm3" else ("sm3", plain)}
    assert box.hmac_hex("p", values[0]) != one_by_one[0]


def test_numbers_of_signed_proposals_are_rotated_and_what_was_signed_stays(own_database: str, settings: Any) -> None:
    """变更付款账户：签过的摘要、内容一个字不变，账号换成新密钥；拿掉旧的，等着的照样批得了，从前的照样改得回去。"""
    done, waits = s.unit(), s.unit()
    old = done.account.bank_account
    first = asked(done)
    agreed(first, s.NOON, s.staff("reviewer"))
    second = asked(waits)
    signed = list(Proposal.objects.order_by("pk").values_list("digest", "content"))
    secret = os.urandom(32)
    second_key(settings, secret)
    with as_owner():
        call_command("rotate_keys", stdout=StringIO())
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "keys": {2: secret}}
    assert list(Proposal.objects.order_by("pk").values_list("digest", "content")) == signed
    agreed(second, s.NOON, s.staff("reviewer"))
    assert waits.account.bank_account == NEW
    back = propose_undoing(by=s.staff("teller"), proposal_id=first, reason="来函有误", at=s.NOON)
    agreed(back, s.NOON, s.staff("reviewer"))
    assert done.account.bank_account == old


@pytest.mark.owner
@pytest.mark.django_db
def test_numbers_once_written_into_the_content_are_copied_out() -> None:
    """从前写在内容里的账号：升级的时候照抄到另一栏，签过的内容不动；别类的不碰。"""
    unit = s.unit()
    asked(unit)
    before = "approvals_proposal.payer"
    content = {name: box.encrypt(number.encode(), before).hex() for name, number in (("sealed", "62"), ("was", "61"))}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE approvals_proposal DISABLE TRIGGER USER")
    Proposal.objects.update(content=content, secret=None)
    import_module("gjj.approvals.migrations.0003_secret").copy_numbers(apps, None)
    row = Proposal.objects.get()
    assert (row.content, row.whole["to"], row.whole["from"]) == (content, "62", "61")

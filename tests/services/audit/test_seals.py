"""封条和外锚一直在：停了看得见，该有锚的没有锚看得见，添了列以前封的照样验。"""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from gjj.audit.chain import anchoring
from gjj.audit.chain.anchoring import anchor
from gjj.audit.chain.links import COLUMNS, FIRST, NEWEST, VERSIONS
from gjj.audit.chain.sealing import seal
from gjj.audit.invariants import INVARIANTS
from gjj.audit.models import AuditEntry, AuditSeal, SealHorizon
from gjj.crypto.box import hmac_hex
from tests.services.audit.chained import AT, kinds, sealed, tampered, verified, wrote


def aged(name: str, hours: int) -> None:
    """记录和封条都往前挪几个小时写下的：连封条一起重算，像是那时就写好、封好的。"""
    back = f"written_at - interval '{hours} hours'"
    tampered(name, "DELETE FROM audit_auditseal", f"UPDATE audit_auditentry SET written_at = {back}")


def test_what_was_written_two_hours_ago_has_to_be_anchored(house: str, settings: Any) -> None:
    """外锚停了、文件被删了、只剩旧的：写下满两小时还没有锚扣住的，说得出从哪一条起；补上一个锚就好了。"""
    ids = wrote(*"甲乙丙")
    aged(house, 3)
    (late,) = wrote("刚写的")
    sealed()
    assert kinds() == {("unanchored", ids[0])}
    anchor()
    assert verified()["count"] == 0
    path = Path(settings.GJJ_ANCHORS) / "audit.jsonl"
    (kept,) = path.read_text().splitlines()
    path.write_text("")
    assert kinds() == {("unanchored", ids[0])}
    path.write_text(kept + "\n")
    wrote("锚以后的")
    sealed()
    assert (verified()["count"], late > ids[2]) == (0, True)


def test_the_anchor_is_made_once_an_hour_and_caught_up_after_a_stop(
    house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """每十分钟来看一次：满一小时才另存一个；停过的，一起来就补上。"""
    wrote("甲")
    sealed()
    assert anchoring.is_due()
    made = anchor()
    assert made is not None
    assert not anchoring.is_due()
    monkeypatch.setattr(anchoring, "_now", lambda: datetime.fromisoformat(made.at) + timedelta(hours=1))
    assert anchoring.is_due()


def overdue() -> set[int]:
    """恒等式说的没有按时封上的。"""
    (late,) = [one for one in INVARIANTS if one.id == "audit.sealed_in_time"]
    with connection.cursor() as cursor:
        cursor.execute(late.sql)
        return {row[0] for row in cursor.fetchall()}


def test_prove_sees_a_sealer_that_stopped(house: str) -> None:
    """封的那一头停了，一分钟以后查账就看得见；还在来、等着长事务的不算，等过一小时也算。"""
    ids = wrote(*"甲乙")
    assert overdue() == set()
    tampered(house, f"UPDATE audit_auditentry SET written_at = now() - interval '61 seconds' WHERE id = {ids[0]}")
    assert overdue() == {ids[0]}, "从来没有来过"
    tampered(house, "INSERT INTO audit_sealhorizon (id, up_to) VALUES (1, 0)")
    assert overdue() == set(), "刚来看过，在等"
    tampered(house, "UPDATE audit_sealhorizon SET looked_at = now() - interval '61 seconds'")
    assert overdue() == {ids[0]}, "一分钟没有来了"
    seal()
    assert overdue() == set(), "来过了"
    sealed()
    wrote("丙")
    tampered(house, "UPDATE audit_auditentry SET written_at = now() - interval '61 minutes' WHERE summary = '丙'")
    SealHorizon.objects.update(looked_at=Now())
    assert overdue() == {ids[1] + 1}, "等过了一小时"


def test_every_version_of_a_seal_goes_on_holding(house: str) -> None:
    """添了列以后，以前封的照那时的几列验，一个字也不用改；以前封的行里后来添了东西的看得出来。"""
    ids = wrote("第一版封的", "现在封的")
    row = AuditEntry.objects.filter(pk=ids[0]).values_list(*COLUMNS).get()
    said = json.dumps(
        [*row[:1], f"{AT:%Y-%m-%dT%H:%M:%S.%f}+00:00", *row[2:16], row[16].astimezone(UTC).isoformat(timespec="microseconds")],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    first = hmac_hex("audit", f"{FIRST}\0{said}", key="audit")
    AuditSeal.objects.create(audit_id=ids[0], previous=FIRST, mac=first, version=1)
    sealed()
    assert list(AuditSeal.objects.order_by("id").values_list("version", flat=True)) == [1, NEWEST]
    assert verified()["count"] == 0
    tampered(house, f"UPDATE audit_auditentry SET case_number = '202611000000001' WHERE id = {ids[0]}")
    assert kinds() == {("altered", ids[0])}


@pytest.mark.parametrize("change", ["case_number = '202611000000001'", "summary = '没有的事'"])
def test_the_newest_version_covers_every_column(house: str, change: str) -> None:
    """现在这一版封住每一列，办件编号也在内；换成旧的版次、没有的版次也逃不过。"""
    assert {one.attname for one in AuditEntry._meta.concrete_fields} == set(COLUMNS)
    assert all(later[: len(earlier)] == earlier for earlier, later in pairwise(VERSIONS.values()))
    ids = wrote(*"甲乙")
    sealed()
    tampered(house, f"UPDATE audit_auditentry SET {change} WHERE id = {ids[1]}")
    for version in (NEWEST, 1, 99):
        tampered(house, f"UPDATE audit_auditseal SET version = {version} WHERE audit_id = {ids[1]}")
        assert kinds() == {("altered", ids[1])}

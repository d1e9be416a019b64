"""分册的清册：一个人不少、合起来正是汇缴书，各册各有核验码；断了接着来，撤销了全部作废。"""

import re
from decimal import Decimal
from typing import Any

import pytest

from deposits.selectors.volumes import BIND, volumes_of
from deposits.services.bind_register import print_register
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.print_papers import print_remittance
from gjj.declarations.errors import BizError
from gjj.documents.models import Document, DocumentFile
from gjj.documents.selectors.documents import documents, facts_of
from gjj.documents.services import archiving
from gjj.documents.services.archiving import archive_long, file_of
from gjj.documents.services.verifying import verify_code
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.documents.test_long_register import URL, texts

pytestmark = pytest.mark.django_db
KIND = "remittance_register"


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, Any]:
    """五个人、一册两人的清册，点了打印，还没轮到。"""
    monkeypatch.setattr("deposits.documents.VOLUME", 2)
    unit, _ = s.unit_with_workers(5)
    row = s.remittance_of(unit)
    print_register(by=unit.agent, remittance_id=row.pk, base_url=URL, at=s.NOON)
    return unit, row


def papers() -> list[Any]:
    return list(documents().filter(kind=KIND).order_by("id"))


def test_the_volumes_together_are_the_whole_register(bound: tuple[s.Unit, Any]) -> None:
    """各册的人接得上、一个不重；小计之和是合计；序号接着上一册，每一册都写着各册合计。"""
    _, row = bound
    drain(s.NOON)
    made, facts = papers(), [facts_of(one) for one in papers()]
    people = [person[1] for one in facts for person in one["rows"]]
    assert [len(one["rows"]) for one in facts] == [2, 2, 1]
    assert people == list(row.lines.order_by("id").values_list("account__subaccount__number", flat=True))
    assert sum(Decimal(one["volume_amount"]) for one in facts) == row.amount
    assert len({one.code for one in made}) == 3
    last = "".join(texts(file_of(made[2], base_url=URL, at=s.NOON)))
    assert "第3册，共3册（第5至5人）" in last
    assert "5职工" in last
    assert "本册小计1人" in last
    assert "各册合计5人" in last
    assert f"{row.amount:,.2f}" in last


def test_a_volume_is_verified_as_the_volume_it_is(bound: tuple[s.Unit, Any]) -> None:
    """核验一册，说是第几册、本册多少、全部多少。"""
    drain(s.NOON)
    verdict = verify_code(papers()[1].code, ip="127.0.0.1", at=s.NOON)
    told = {label: value for label, value, _ in verdict.facts}
    assert verdict.is_valid
    assert (told["分册"], told["本册人数"], told["人数"]) == ("第 2 册，共 3 册（第 3 至 4 人）", "2", "5")


def test_a_volume_interrupted_goes_on_and_nothing_is_made_twice(
    bound: tuple[s.Unit, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """排到第二册断了：第一册在，再来时只排没排好的，编号、核验码照旧。"""
    _, row = bound
    whole, made = archiving._archive, []

    def dies(document: Document, *rest: Any) -> Any:
        made.append(document.pk)
        if len(made) == 2:
            raise OSError("断了")
        return whole(document, *rest)

    monkeypatch.setattr(archiving, "_archive", dies)
    drain(s.NOON, rounds=1)  # 机器慢，再来一轮时断了的那一册到了再试的时候
    assert volumes_of(row.pk, row.month.label, 3).made == 2
    before = [one.code for one in papers()]
    OutboxRow.objects.exclude(status="done").update(status="pending", retry_at=None)
    drain(s.NOON)
    assert volumes_of(row.pk, row.month.label, 3).made == DocumentFile.objects.count() == 3
    assert [one.code for one in papers()] == before
    assert len(made) == 4


def test_a_cancelled_remittance_takes_every_volume_with_it(bound: tuple[s.Unit, Any]) -> None:
    """各册一起作废；还没轮到的不再出。"""
    unit, row = bound
    print_remittance(by=unit.agent, remittance_id=row.pk, kind=KIND, at=s.NOON, volume=2)
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    drain(s.NOON)
    assert [one.status for one in papers()] == ["revoked", "revoked"]
    assert not DocumentFile.objects.exists()


def test_a_whole_register_gives_way_to_its_volumes_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """以前出的整本，分册出具了就记已更正，核验说以各册为准；册数变了、又改回一册，旧的那一套都不再算数。"""
    unit, _ = s.unit_with_workers(5)
    row = s.remittance_of(unit)
    whole = print_remittance(by=unit.agent, remittance_id=row.pk, kind=KIND, at=s.NOON)
    valid = []
    for volume in (2, 3, 5_000):
        monkeypatch.setattr("deposits.documents.VOLUME", volume)
        print_register(by=unit.agent, remittance_id=row.pk, base_url=URL, at=s.NOON)
        valid.append([one.topic.split("（")[0] for one in papers() if one.status == "valid"])
        if volume == 2:
            verdict = verify_code(whole.code, ip="127.0.0.1", at=s.NOON)
            assert (verdict.status, verdict.reason) == ("corrected", "清册改为分 3 册出具，请以各册为准")
    month = row.month.label
    assert valid == [[f"{month} 第 1 册，共 3 册"], [f"{month} 第 1 册，共 2 册"], [month]]


def seen(unit: s.Unit, page: str) -> str:
    """页面上的字。"""
    return re.sub(r"<[^>]+>", "", signed_in(unit.agent).get(page).content.decode())


def test_binding_is_found_again_where_the_user_looks(bound: tuple[s.Unit, Any]) -> None:
    """离开打印页，在这个月的汇缴书和「我的办件」里看得到排好几册；排完不再算在办；别的单位看不到。"""
    unit, row = bound
    month, cases = f"/unit/remittances/{row.pk}/", "/unit/cases/"
    archive_long(papers()[0].pk, URL, s.NOON)
    for page in (month, cases):
        assert "一共 3 册，排好了 1 册" in seen(unit, page)
    assert f"/unit/papers/{papers()[0].pk}/" in signed_in(unit.agent).get(cases).content.decode()
    assert "排好了" not in seen(s.unit(), cases)
    drain(s.NOON)
    assert "3 册都排好了" in seen(unit, month)
    assert "排好了" not in seen(unit, cases)


def test_a_volume_that_cannot_be_made_stays_in_sight(bound: tuple[s.Unit, Any]) -> None:
    """反复排不成的：两处都说停住了、找谁；没有人要过清册的月份什么也不说。"""
    unit, row = bound
    OutboxRow.objects.filter(task=BIND).update(status="dead")
    for page in (f"/unit/remittances/{row.pk}/", "/unit/cases/"):
        assert "有一册反复没能排成" in seen(unit, page)
    other, _ = s.unit_with_workers(5)
    assert "排好了" not in seen(other, f"/unit/remittances/{s.remittance_of(other).pk}/")


@pytest.mark.parametrize("volume", [0, 4])
def test_there_is_no_volume_beyond_the_last(bound: tuple[s.Unit, Any], volume: int) -> None:
    """没有那一册：说共几册，没有出具。"""
    unit, row = bound
    with pytest.raises(BizError, match="请填 1 到 3|register_volume_unknown") as refused:
        print_remittance(by=unit.agent, remittance_id=row.pk, kind=KIND, at=s.NOON, volume=volume)
    assert refused.value.fix == "这份清册共 3 册，请填 1 到 3。"
    assert len(papers()) == 1

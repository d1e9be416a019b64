"""清册页、格子页、接口只显示几处：读几行、解几段密，不随名单多长、单位多大而涨；数出来的和一行行看的一样。"""

import json
from collections import Counter
from typing import Any

import pytest

from deposits.models import Account, ChangeList, ChangeRow
from deposits.rules.row_codes import codes_of, pattern_of
from deposits.selectors import noticed as selectors
from deposits.selectors.change_lists import change_list_json
from deposits.selectors.mend_grid import codes_in, grid_rows
from deposits.selectors.noticed import noticed
from deposits.services.file_list import file_change_list
from gjj.crypto.fields import EncryptedTextField
from tests import situations as s

pytestmark = pytest.mark.django_db
SMALL, BIG = 10, 5_000


class Unsealed:
    """解了几段密。"""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, real = 0, EncryptedTextField.from_db_value

        def counted(field: Any, *args: Any) -> Any:
            self.count += 1
            return real(field, *args)

        monkeypatch.setattr(EncryptedTextField, "from_db_value", counted)

    def of(self, act: Any) -> int:
        before = self.count
        act()
        return self.count - before


def repaired(number: int) -> ChangeList:
    """每一行都自动改过（姓名里有空格），前三行基数太低、没有手机号的名单。"""
    unit, lines = s.unit(), ["变更类型,职工姓名,证件号码,手机号码,缴存基数"]
    for place in range(number):
        one = s.worker()
        base, mobile = ("1", "123") if place < 3 else ("5000", one.mobile)
        lines.append(f"新增,职 工{s.in_han(place)},{one.id_no},{mobile},{base}")
    data = "\n".join(lines).encode()
    return s.list_of(file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="a.csv", at=s.NOON))


def pages(head: ChangeList) -> None:
    """清册页、格子页要数的。"""
    codes_in(head), codes_in(head, "warnings"), noticed(head, head.employer_account, s.TODAY)
    list(grid_rows(head, "", "base_below_floor", ""))


def test_counting_reads_no_more_rows_in_a_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """十行和五千行，数错误、数提醒、按一种错误列行，解密一样多；接口只多读到前一百处修复。"""
    small, big = repaired(SMALL), repaired(BIG)
    assert ChangeRow.objects.filter(change_list=big, has_warning=True).count() == BIG
    read = Unsealed(monkeypatch)
    actor = s.unit().agent
    assert read.of(lambda: pages(big)) == read.of(lambda: pages(small))
    assert read.of(lambda: change_list_json(actor, big, s.NOON)) <= 3 * (100 + 3)


def test_noticing_reads_no_more_people_in_a_big_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """没写在名单里的人多出十倍，说几个人、前五个叫什么（其余至多一百个点开看），要解密的读得一样多；看年龄要读号码，另有上限。"""
    monkeypatch.setattr(selectors, "MOST_READ", 0)
    lists = []
    for number in (6, 60):
        unit, people = s.unit_with_workers(number, first_month=s.NOVEMBER + -1)
        s.paid(s.remittance_of(unit, s.NOVEMBER + -1))
        Account.objects.filter(employer_account=unit.account).update(base="2000.00")
        lists.append((unit, s.list_of(s.filed(unit, [s.line("正常", people[0])]))))
    read = Unsealed(monkeypatch)
    few, many = (read.of(lambda: noticed(head, unit.account, s.TODAY)) for unit, head in lists)  # noqa: B023
    assert few == many
    unit, head = lists[1]
    told = {one.code: one for one in noticed(head, unit.account, s.TODAY)}["own_base_below_floor"]
    assert (told.count, len(told.first), told.unnamed, told.adoptable) == (59, 5, 0, 59)


def test_the_stored_codes_are_what_the_remarks_say() -> None:
    """存着的编码和说明里的一样，一处不多一处不少；不含姓名、号码。"""
    unit = s.unit("示范精密制造有限公司")
    data = (s.SAMPLES / "roster_errors.xlsx").read_bytes()
    head = s.list_of(file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="a.xlsx", at=s.NOON))
    counted: dict[str, Counter[str]] = {"errors": Counter(), "warnings": Counter()}
    for row in ChangeRow.objects.filter(change_list=head):
        told = json.loads(row.remarks)
        assert row.codes == codes_of(told["errors"], told["warnings"])
        for kind, counts in counted.items():
            counts.update(one["code"] for one in told[kind])
    for kind, counts in counted.items():
        assert {one.code: one.count for one in codes_in(head, kind)} == dict(counts)
    assert sum(counted["errors"].values()) >= 27


def test_a_code_is_found_whole_and_nothing_else_is_asked() -> None:
    """编码整个相等才算；写得不像编码的一行也没有，不会当成式子去找。"""
    assert pattern_of("base.*") is None
    head = repaired(4)
    assert [row.row for row in grid_rows(head, "", "base_below_floor", "")] == [2, 3, 4]
    assert not grid_rows(head, "", "base_below", "")
    assert not grid_rows(head, "", ".*", "")

"""清单的合计只加算数的：没有办成的、撤销的不加，写明不算；只看它们的才加。单位汇缴的合计，钱是怎么够的都在列里。"""

from decimal import Decimal

import pytest

from deposits.models import CollectionOrder, Refund, Remittance
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.collect import collect_remittance
from deposits.services.pay_remittance import pay_remittance
from gjj.settlement.models import Instruction
from gjj.work.drain import drain
from tests import situations as s
from tests.halls.back_office import address, browser
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import answered as bank_answered
from tests.services.deposits.test_collection import due
from tests.services.deposits.test_refund import answered, give_back
from tests.services.deposits.test_suspense import with_suspense

pytestmark = pytest.mark.django_db


def footer(model: type, **query: str) -> tuple[str, list[str]]:
    """后台清单合计行：第一列写什么，各个数。"""
    cells = browser("teller").get(address(model, "changelist"), query).context_data["cl"].footer
    return cells[0][0], [said for said, is_number in cells if is_number]


def test_a_failed_refund_is_not_added() -> None:
    """退款：退成的加，没退成的不加；只筛没退成的，合计就是它们。付款指令一样。"""
    unit, _, _ = with_suspense("300.00")
    answered(give_back(unit, "100.00"), "failed", "收款账户状态异常")
    assert footer(Refund) == ("合计", ["100.00"])
    answered(give_back(unit, "80.00"), "succeeded")
    assert footer(Refund) == ("合计（没有退成的不算）", ["80.00"])
    assert footer(Refund, status__exact="failed") == ("合计", ["100.00"])
    assert footer(Instruction) == ("合计（没有办成的不算）", ["80.00"])


def test_a_failed_collection_is_not_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """托收单：两次没扣成、第三次在办，合计只有在办的一笔；撤销了的汇缴书不加在汇缴书的合计里。"""
    unit, row, _ = due(monkeypatch)
    for _ in range(2):
        collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
        row = bank_answered(row, "failed", "付款账户余额不足")
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert footer(CollectionOrder) == ("合计（没有扣成的不算）", ["2,560.00"])
    other, _ = s.unit_with_workers(1)
    cancel_remittance(by=other.agent, remittance_id=s.remittance_of(other).pk, at=s.NOON)
    assert footer(Remittance)[0] == "合计（撤销、冲销的不算）"
    assert footer(Remittance)[1][1] == "2,560.00"


def test_what_suspense_covered_stands_beside_what_came() -> None:
    """单位汇缴：抵缴了 300 的月份，清单、合计、导出都写着暂存抵缴多少，加上到账的就是应缴的。"""
    unit, _, row = with_suspense("300.00")
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    row = s.paid(row, row.amount - Decimal("300.00"))
    drain(s.NOON)
    client = signed_in(unit.agent)
    answer = client.get("/unit/remittances/")
    page, total = answer.content.decode(), answer.context["total"]
    assert page.count('data-label="暂存抵缴">300.00</td>') == 2
    assert (total.amount, total.net, total.covered) == (Decimal("2560.00"), Decimal("2560.00"), Decimal("300.00"))
    lines = b"".join(client.get("/unit/remittances/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    head, *rows = [line.split(",") for line in lines.splitlines()]
    at = head.index("暂存抵缴")
    assert [one[at] for one in rows] == ["300.00", "0.00"]


def test_the_log_calls_a_cancelled_prepayment_what_it_is() -> None:
    """操作日志：撤销预缴的不叫撤销没付款的。"""
    unit, _ = s.unit_with_workers(1)
    cancel_remittance(by=unit.agent, remittance_id=s.remittance_of(unit).pk, at=s.NOON)
    assert "撤销没入账的汇缴书" in {row["action"] for row in signed_in(unit.agent).get("/unit/log/").context["rows"]}

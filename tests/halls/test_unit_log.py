"""操作日志里的话：金额、栏目和大厅别处一样说。"""

import re
from pathlib import Path

import pytest

from deposits.rules.row_cells import Cell
from deposits.selectors.unit_log import unit_actions
from deposits.services.mend_rows import SetCell, mend_rows
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.test_unit_queries import two_months
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_what_the_log_says_of_money_and_fields_reads_like_the_rest_of_the_hall() -> None:
    """操作日志里的金额带千分位，栏目都是中文：页面和导出一样，没有字段名，没有 515984.00 这样的写法。"""
    made, workers = two_months()
    december = s.NOON.replace(month=12)
    head = s.filed(made, [s.line("正常", workers[1])], Month(2026, 12), december).change_list_id
    mend_rows(by=made.agent, change_list_id=head, changes=[SetCell(4, "mobile", Cell("13800000001"))], at=december)
    client = signed_in(made.agent)
    rows = client.get("/unit/log/").context["rows"]
    told = [text for row in rows for one in row["changes"] for text in one]
    assert {one[0] for row in rows for one in row["changes"]} >= {"金额（元）", "人数", "清册版次"}
    exported = b"".join(client.get("/unit/log/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    for text in [*told, *exported.splitlines()]:
        assert not re.search(r"\d{4,}\.\d\d", text), text
        assert not re.search(r"[a-z]{3,}：", text), text
    assert any(re.fullmatch(r"\d,\d{3}\.00", text) for text in told)


NOT_OF_A_UNIT = {
    "catalog", "exchange", "identity.agree_terms", "identity.sign_up", "identity.close_login", "identity.reopen_login", "grants", "identity.create_login", "identity.end_grant", "identity.first_admin",
    "identity.give_grant", "identity.register_employer", "identity.register_persons", "ledger", "looks", "own", "work",
    "cases.return", "deposits.employer.open", "deposits.contract.record", "deposits.employer.move", "deposits.receipt.claim", "deposits.receipt.unclaim", "deposits.employer.payer", "messaging.resend", "messaging.template.edit", "publications", "settlement.result", "settlement.unmatched",
    "deposits.receive", "deposits.allocate", "deposits.payment_failed", "deposits.agreement_answered",
    "deposits.refund_paid", "deposits.refund_failed", "deposits.flag.raise", "deposits.flag.withdraw", "deposits.opening.apply", "deposits.opening.save", "deposits.opening.refuse", "deposits.opening.lapse", "deposits.opening.withdraw",
}  # fmt: skip
"""柜面、系统、职工做的：不会记在单位名下。"""


def test_every_action_a_unit_leaves_in_the_log_can_be_filtered_by() -> None:
    """记审计的每一处的动作，单位的人会做的都在「动作」筛选里，说法都是中文。"""
    root = Path(__file__).resolve().parents[2]
    written = {
        one
        for place in ("deposits", "portal", "gjj")
        for file in (root / place).rglob("*.py")
        for one in re.findall(r'action="([a-z_]+\.[a-z_.]+)"', file.read_text())
    }
    assert len(written) > 30
    theirs = {one for one in written if one not in NOT_OF_A_UNIT and one.split(".")[0] not in NOT_OF_A_UNIT}
    assert theirs <= set(unit_actions())
    assert not [said for said in unit_actions().values() if re.search("[a-z]", said)]

"""状态机：表里有的才走得通。"""

import pytest

from deposits.workflow.account import ACCOUNT
from deposits.workflow.change_list import CHANGE_LIST
from deposits.workflow.remittance import REMITTANCE
from gjj.settlement.workflow import INSTRUCTION, RECEIPT
from gjj.transitions.machine import Edge, IllegalTransition, Machine

DOOR = Machine(
    "门",
    {"open": "开着", "closed": "关着", "locked": "锁着"},
    (
        Edge("open", "closed", "close", "关门"),
        Edge("closed", "open", "open", "开门"),
        Edge("closed", "locked", "lock", "锁门"),
        Edge("closed", "locked", "slam", "撞上"),
    ),
)
ALL = (ACCOUNT, CHANGE_LIST, REMITTANCE, INSTRUCTION, RECEIPT)
machines = pytest.mark.parametrize("machine", ALL, ids=lambda machine: machine.name)


def test_a_declared_step_is_allowed_and_names_itself() -> None:
    """表里有的一步走得通，说得出是哪个动作。"""
    assert DOOR.allows("open", "closed")
    assert DOOR.require("open", "closed").title == "关门"
    assert DOOR.targets("closed") == ("open", "locked", "locked")
    assert DOOR.targets("locked") == ()


@pytest.mark.parametrize(
    ("source", "target"), [("open", "locked"), ("locked", "open"), ("open", "open"), ("gone", "open"), ("open", "gone")]
)
def test_a_step_not_in_the_table_is_refused(source: str, target: str) -> None:
    """表里没有的一步（包括原地不动、没有的状态）一律拒绝，并说明是哪一步。"""
    assert not DOOR.allows(source, target)
    with pytest.raises(IllegalTransition) as caught:
        DOOR.require(source, target)
    assert (caught.value.machine, caught.value.source, caught.value.target) == ("门", source, target)


def test_the_pairs_for_the_trigger_name_each_step_once() -> None:
    """给数据库触发器的（来，去）每对只写一次。"""
    assert DOOR.pairs() == (("open", "closed"), ("closed", "open"), ("closed", "locked"))


def test_a_step_to_an_unknown_status_cannot_be_declared() -> None:
    """用了没有的状态，表就造不出来。"""
    with pytest.raises(ValueError, match="用了没有的状态"):
        Machine("门", {"open": "开着"}, (Edge("open", "closed", "close", "关门"),))


@machines
def test_every_pair_of_statuses_is_allowed_exactly_when_declared(machine: Machine) -> None:
    """每一对状态：表里写了的走得通，没写的拒绝。"""
    for source in machine.statuses:
        for target in machine.statuses:
            assert machine.allows(source, target) == ((source, target) in machine.pairs())


@machines
def test_every_status_has_a_chinese_name_and_can_be_met(machine: Machine) -> None:
    """每个状态有中文名；除了开头，没有哪个状态既来不了也去不了。"""
    met = {status for pair in machine.pairs() for status in pair}
    assert set(machine.statuses) == met
    assert all(not title.isascii() for title in machine.statuses.values())
    assert all(edge.action and not edge.title.isascii() for edge in machine.edges)

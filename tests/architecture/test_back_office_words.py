"""后台说中文：代码里写得出来的每个编码，都登记了中文的说法；登记的业务对象都有后台页。"""

import ast
from pathlib import Path

from django.apps import apps
from django.urls import reverse

from gjj.audit.admin import action_title
from gjj.backoffice import things
from gjj.backoffice.words import word, words_of
from gjj.declarations.collect import collect
from gjj.parameters.labels import in_words
from gjj.settlement.labels import INSTRUCTION_WORDS, RECEIPT_WORDS
from gjj.settlement.ports import purposes
from gjj.settlement.workflow import INSTRUCTION, RECEIPT
from gjj.web.access import CHANNEL_OF_HALL
from gjj.work.admin import task_title
from gjj.work.task import TASKS
from tests.architecture.source import PRODUCT, calls, literal

PACKAGES = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PRODUCT]


def written(function: str, keyword: str) -> set[str]:
    """代码里调用某个函数时，某个参数直接写出来的值。"""
    return {value for path, call in calls(function) if (value := _keyword(call, keyword, path)) is not None}


def _keyword(call: ast.Call, name: str, path: Path) -> str | None:
    return next((literal(one.value, path) for one in call.keywords if one.arg == name), None)


def is_chinese(said: str) -> bool:
    """说的是中文。"""
    return not said.isascii()


def test_every_audited_action_result_and_channel_has_a_chinese_name() -> None:
    """审计里会出现的动作、结果、渠道都说得出中文。"""
    actions = written("record", "action")
    assert {"deposits.list.file", "identity.sign_in", "deposits.allocate"} <= actions
    assert [action for action in actions if not is_chinese(action_title(action))] == []
    results = written("record", "result") | {"ok"}
    assert [one for one in results if not is_chinese(word("audit.result", one))] == []
    channels = {*CHANNEL_OF_HALL.values(), "system", "api"}
    assert [one for one in channels if not is_chinese(word("audit.channel", one))] == []


def test_every_object_of_the_audit_and_source_of_a_voucher_is_a_known_thing() -> None:
    """审计的对象、凭证的来源、付款用途，都登记了叫什么、在哪一页。"""
    named = written("record", "object_type") | written("VoucherDraft", "source_type") | set(purposes())
    assert {"change_list", "remittance", "login"} <= named
    assert [one for one in named if things.thing_of(one) is None] == []
    for thing in things._THINGS.values():
        assert is_chinese(thing.title)
        assert reverse(f"admin:{thing.page}_changelist")


def test_every_task_and_job_has_a_chinese_name() -> None:
    """发件箱的每件任务、每种进度都说得出中文。"""
    assert {"settlement.send", "deposits.allocate"} <= TASKS.keys()
    ours = [task for task in TASKS if not task.startswith("test")]
    assert [task for task in ours if not is_chinese(task_title(task))] == []
    kinds = written("start_job", "kind")
    assert kinds
    assert [kind for kind in kinds if not is_chinese(word("job", kind))] == []


def test_every_kind_of_voucher_and_movement_has_a_chinese_name() -> None:
    """凭证种类、明细种类、付款用途都说得出中文。"""
    kinds = written("VoucherDraft", "kind")
    assert {"receipt", "allocation", "reversal"} <= kinds
    assert [kind for kind in kinds if not is_chinese(word("voucher.kind", kind))] == []
    assert [kind for kind in written("MovementDraft", "kind") if not is_chinese(word("movement.kind", kind))] == []
    assert [code for code in purposes() if not is_chinese(word("purpose", code))] == []


def test_every_state_of_money_has_a_short_word() -> None:
    """付款指令和到账的每个状态都有短说法，不多不少。"""
    assert INSTRUCTION_WORDS.keys() == INSTRUCTION.statuses.keys()
    assert RECEIPT_WORDS.keys() == RECEIPT.statuses.keys()


def test_every_declared_parameter_can_be_read_by_a_clerk() -> None:
    """声明的每个参数：区域、把握、选项都说中文，数值不露编码。"""
    rows = collect(PACKAGES, "parameters", "PARAMETERS")
    assert len(rows) > 20
    for row in rows:
        assert is_chinese(word("area", row.area)), row
        assert is_chinese(word("parameter.confidence", row.confidence)), row
        said = in_words(row.kind, row.value)
        assert is_chinese(said) or not any(char.isalpha() for char in said), row


def test_the_same_code_never_has_two_words() -> None:
    """每张词汇表里都是中文，没有空的。"""
    for vocabulary in ("action", "area", "task", "purpose", "voucher.kind", "movement.kind", "role", "fund", "change"):
        table = words_of(vocabulary)
        assert table, vocabulary
        assert all(is_chinese(said) for said in table.values()), vocabulary

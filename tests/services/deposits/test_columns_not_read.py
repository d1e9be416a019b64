"""没有读的列、单位自己算的金额：整份文件说一次，以系统计算为准。"""

import io
from typing import Any

import openpyxl
import pytest

from deposits.models import ChangeList
from deposits.roster.read import read_roster
from deposits.services.file_list import file_change_list
from deposits.services.replace_file import replace_file
from tests import situations as s

pytestmark = pytest.mark.django_db
HEADER = ("序号", "变更类型", "姓名", "身份证号", "手机", "工资基数", "单位交", "个人交", "合计", "部门", "备注")


def workbook(people: list[s.Worker], *amounts: tuple[Any, ...], note: str = "") -> bytes:
    """带着单位自己算的金额的名单。"""
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for number, (one, own) in enumerate(zip(people, amounts, strict=True), start=1):
        book.active.append([number, "开户", one.name, one.id_no, one.mobile, 8700, *own, "", note])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def told(head: ChangeList) -> dict[str, str]:
    head.refresh_from_db()
    return {one["code"]: one["message"] for one in head.file_warnings}


def filed(data: bytes, unit: s.Unit) -> ChangeList:
    return s.list_of(
        file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="名单.xlsx", at=s.NOON)
    )  # fmt: skip


def test_columns_with_words_that_were_not_read_are_named_once() -> None:
    """写了字、没有读的列点名；序号、空着的列不说。"""
    people = [s.worker()]
    said = told(filed(workbook(people, (696, 696, 1392), note="老员工"), s.unit()))
    assert list(said) == ["columns_not_read"]
    assert "「单位交」、「个人交」、「合计」、「备注」" in said["columns_not_read"]
    assert not any(word in said["columns_not_read"] for word in ("序号", "部门"))
    assert read_roster(workbook(people, ("", "", "")), "r.xlsx").unread == ()


def test_amounts_that_differ_are_told_with_the_first_examples_and_the_list_stands() -> None:
    """自己算的合计不同：几行不同、前几处各是多少；一样的行不说；金额照系统算的。"""
    unit, people = s.unit(), [s.worker() for _ in range(5)]
    right, wrong = (696, "696.00元", "1,392.00"), (696, 696, 1.0)
    head = filed(workbook(people, right, wrong, wrong, wrong, (1, 2, 3)), unit)
    said = told(head)["amount_differs"]
    assert "有 4 行和系统算的不同，以系统计算为准" in said
    assert "第 3 行「合计」1.00，按规定应为 1,392.00" in said
    assert said.count("按规定应为") == 3
    assert "第 2 行" not in said
    assert (head.error_count, head.list_amount) == (0, 1392 * 5)
    replace_file(
        by=unit.agent, change_list_id=head.pk, data=workbook(people, *[right] * 5), filename="改好.xlsx", at=s.NOON
    )
    assert "amount_differs" not in told(head)

"""修改清册的页面：没有脚本也能改；默认只列要改的；没写完的退出再进还在；贴一块；冲突时字不丢。"""

import io
import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import openpyxl
import pytest

from deposits.models import Account, CellDraft, ChangeList, ChangeRow
from deposits.services.annotate_list import annotated_workbook
from deposits.services.confirm_list import confirm_change_list
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import mend_rows
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in
from tests.services.deposits.test_mend_rows import put, rows_in

pytestmark = pytest.mark.django_db


def filed_now(*bases: str) -> tuple[s.Unit, ChangeList, list[s.Worker]]:
    """本月的一份草稿；页面看的是真的钟。"""
    month = Month.of(clock.today())
    unit, people = s.unit(first_month=month), [s.worker(base=base) for base in bases]
    return unit, s.list_of(s.filed(unit, [s.line("开户", one) for one in people], month, clock.now())), people


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def address(head: ChangeList, more: str = "") -> str:
    return f"/unit/change-lists/{head.pk}/mend/{more}"


def shown_rows(answer: Any) -> list[int]:
    return [int(row) for row in re.findall(r'data-row="(\d+)"', answer.content.decode())]


def test_what_was_searched_for_survives_a_save() -> None:
    """存一格跳回来，查找的字原样还在：& # % + 都不丢、不串到别的条件里。"""
    unit, head, _ = filed_now("8000.00", "100.00")
    client, (_, bad) = signed_in(unit.agent), rows_in(head)
    query = {"show": "all", "q": "张&show=error#%2B+三"}
    answer = client.post(
        f"{address(head)}?{urlencode(query)}", {"do": "save", "row": bad, "base": "8000", "was_base": "100", "version": 0}
    )  # fmt: skip
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, address(head))
    assert dict(parse_qsl(urlsplit(answer["Location"]).query)) == query


def test_only_rows_to_mend_are_listed_and_a_plain_form_mends_one() -> None:
    """默认只列有错误的行；没有脚本，填好点保存：跳回来，那一行没有了。"""
    unit, head, _ = filed_now("8000.00", "100.00")
    client, (good, bad) = signed_in(unit.agent), rows_in(head)
    assert shown_rows(client.get(address(head))) == [bad]
    assert shown_rows(client.get(address(head), {"show": "all"})) == [good, bad]
    assert shown_rows(client.get(address(head), {"code": "base_below_floor"})) == [bad]
    answer = client.post(
        address(head), {"do": "save", "row": bad, "base": "8000", "was_base": "100", "name": "一样", "was_name": "一样", "version": 0}
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, address(head))
    page = client.get(address(head))
    assert shown_rows(page) == []
    assert "全部 2 行通过" in said(page)


def test_one_click_adopts_one_or_all() -> None:
    """采纳一格，全部采纳；撤销、重做也是一点。"""
    unit, head, _ = filed_now("100.00", "200.00", "99999.00")
    client, rows = signed_in(unit.agent), rows_in(head)

    def left() -> list[int]:
        return shown_rows(client.get(address(head)))

    assert "采纳：改为 2,350.00 元" in said(client.get(address(head)))
    assert "基数低于下限：全部采纳（2）" in said(client.get(address(head)))
    client.post(address(head), {"do": "adopt", "code": "base_below_floor", "row": rows[0]})
    assert left() == rows[1:]
    client.post(address(head), {"do": "adopt", "code": "base_below_floor"})
    assert left() == rows[2:]
    client.post(address(head), {"do": "undo"})
    assert left() == rows[1:]
    client.post(address(head), {"do": "redo"})
    assert left() == rows[2:]
    client.post(address(head), {"do": "remove", "row": rows[2], "version": 4})
    assert left() == []


def test_a_half_written_cell_is_found_again_after_signing_out() -> None:
    """写了一半退出，换台电脑再进：字还在格子里，写明没保存；只有本人看得到；保存之后草稿就没有了。"""
    unit, head, _ = filed_now("100.00")
    (row,), client = rows_in(head), signed_in(unit.agent)
    kept = client.post(address(head, "draft/"), {"row": row, "field": "base", "text": "88"})
    assert kept.status_code == 204
    assert ChangeRow.objects.get(change_list=head).base == 100
    page = said(signed_in(unit.agent).get(address(head)))
    assert 'name="base" value="88"' in page
    assert "没保存。清册里是「100」" in page
    assert "没保存。" not in said(signed_in(s.agent_of(unit)).get(address(head)))
    client.post(address(head), {"do": "save", "row": row, "base": "8800", "was_base": "100", "version": 0})
    assert not CellDraft.objects.exists()


def test_a_draft_can_be_given_up() -> None:
    """按 Esc 放弃：草稿没有了，清册没动。"""
    unit, head, _ = filed_now("100.00")
    (row,), client = rows_in(head), signed_in(unit.agent)
    for extra in ({"text": "88"}, {"drop": "1"}):
        client.post(address(head, "draft/"), {"row": row, "field": "base", **extra})
    assert not CellDraft.objects.exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"row": "99", "field": "base", "text": "1"}, 404),
        ({"row": "x", "field": "base", "text": "1"}, 404),
        ({"field": "salary", "text": "1"}, 422),
        ({"field": "base", "text": "1" * 201}, 422),
    ],
)
def test_a_draft_of_what_is_not_there_is_refused(given: dict[str, str], status: int) -> None:
    """没有这一行、没有这一列、太长：不存。"""
    unit, head, _ = filed_now("100.00")
    given = {"row": str(rows_in(head)[0]), **given}
    assert signed_in(unit.agent).post(address(head, "draft/"), given).status_code == status
    assert not CellDraft.objects.exists()


def test_forgotten_people_are_pasted_as_new_rows() -> None:
    """漏写的人贴进来：表头不算人，一行一个人，当场校验；贴不了的原样留在框里。"""
    unit, head, _ = filed_now("8000.00")
    one, client = s.worker(), signed_in(unit.agent)
    text = f"变更类型\t职工姓名\t证件号码\t手机号码\t缴存基数\n开户\t{one.name}\t{one.id_no}\t{one.mobile}\t7000\n"
    assert client.post(address(head), {"do": "add", "text": text}).status_code == 302
    head.refresh_from_db()
    assert (head.rows_count, head.valid_count) == (2, 2)
    wide = client.post(address(head), {"do": "add", "text": "\t".join("一二三四五六七八九")})
    assert wide.status_code == 422
    assert "一\t二" in wide.content.decode()


def test_when_another_was_first_the_typed_words_stay() -> None:
    """同一格别人先改了：说清是谁、改成什么，我写的字留在格子里。"""
    unit, head, _ = filed_now("100.00", "200.00")
    row, other = rows_in(head)[0], s.agent_of(unit)
    mend_rows(by=other, change_list_id=head.pk, changes=[put(row, "base", "150")], at=clock.now(), version=0)
    answer = signed_in(unit.agent).post(
        address(head), {"do": "save", "row": row, "base": "9000", "was_base": "100", "version": 0}, HTTP_HX_REQUEST="true"
    )  # fmt: skip
    page = said(answer)
    assert answer.status_code == 409
    assert f"由{other.name}于" in page
    assert 'name="base" value="9000"' in page
    assert "没保存。别人刚改成「150」" in page
    again = said(signed_in(unit.agent).get(address(head)))
    assert "没保存。清册里是「150」" in again


def test_id_and_mobile_stay_masked_for_another_agent() -> None:
    """不是上传人的经办：证件号、手机号遮掩着，要改就整格重写；没动的不会写成遮掩的样子。"""
    unit, head, (one,) = filed_now("100.00")
    (row,), client = rows_in(head), signed_in(s.agent_of(unit))
    page = said(client.get(address(head)))
    assert one.id_no not in page
    assert one.mobile not in page
    client.post(
        address(head), {"do": "save", "row": row, "id_no": "", "was_id_no": "", "mobile": "", "was_mobile": "", "base": "9000", "was_base": "100"}
    )  # fmt: skip
    stored = ChangeRow.objects.get(change_list=head)
    assert (stored.id_no, stored.mobile, stored.is_valid) == (one.id_no, one.mobile, True)


def test_a_reviewer_only_looks() -> None:
    """复核人看得到格子，改不了。"""
    unit, head, _ = filed_now("100.00")
    client = signed_in(unit.reviewer)
    assert "data-save" not in said(client.get(address(head)))
    assert client.post(address(head), {"do": "undo"}).status_code == 403


def test_what_the_system_noticed_is_on_the_list_and_one_click_adopts_it() -> None:
    """清册页「系统注意到」：照旧的基数低于下限，点一下采纳，回到清册，提醒没有了；复核人只看。"""
    month = Month.of(clock.today())
    unit, (one,) = s.unit_with_workers(1, first_month=month.previous())
    s.paid(s.remittance_of(unit, month.previous(), clock.now()), at=clock.now())
    Account.objects.filter(pk=s.account_of(one).pk).update(base=Decimal("1000.00"))
    filed = file_same_as_last_month(by=unit.agent, month=month, at=clock.now())
    path = f"/unit/change-lists/{filed.change_list_id}/"
    assert "1 人现在的基数低于本市下限" in said(signed_in(unit.agent).get(path))
    assert "采纳：基数调到下限（1 人）" in said(signed_in(unit.agent).get(path))
    assert "采纳：" not in said(signed_in(unit.reviewer).get(path))
    answer = signed_in(unit.agent).post(f"{path}mend/", {"do": "adopt", "code": "own_base_below_floor", "back": "list"})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert "系统注意到" not in said(signed_in(unit.agent).get(path))
    assert ChangeRow.objects.get(change_list_id=filed.change_list_id).type == "base_adjust"


def test_an_error_calls_the_column_what_the_file_calls_it() -> None:
    """自己的表里写「工资基数」：清单页、格子、标好错的工作簿、接口的错都说「工资基数」；用模板的说「缴存基数」。"""
    month, one = Month.of(clock.today()), s.worker()
    unit = s.unit(first_month=month)
    lines = f"姓名,身份证号,手机,工资基数\n{one.name},{one.id_no},{one.mobile},1\n"
    made = file_change_list(
        by=unit.agent, month=month, data=lines.encode(), filename="名单.csv", at=clock.now()
    )  # fmt: skip
    client, head = signed_in(unit.agent), s.list_of(made)
    for page in (f"/unit/change-lists/{head.pk}/", address(head)):
        assert "工资基数低于本市下限" in said(client.get(page))
        assert "缴存基数" not in said(client.get(page)).split("<main")[1].split("</main")[0]
    book = annotated_workbook(by=unit.agent, change_list_id=head.pk, at=clock.now())
    told = str(list(openpyxl.load_workbook(io.BytesIO(book.data))["修正说明"].values))
    assert "工资基数低于本市下限" in told
    assert "缴存基数" not in told
    (error,) = Caller(unit.agent)("get", f"/unit/change-lists/{head.pk}/rows/").json()["results"][0]["errors"]
    assert (error["column"], error["message"][:8]) == ("工资基数", "工资基数低于本市")
    other, mine, _ = filed_now("1.00")
    assert "缴存基数低于本市下限" in said(signed_in(other.agent).get(address(mine)))


def test_each_move_is_told_as_what_it_was_and_a_passed_list_shows_where_its_rows_are() -> None:
    """改、删、撤销、重做各说各的；没有要改的行，说全部的行在哪里看。"""
    unit, head, _ = filed_now("8000.00", "9000.00")
    client, (one, _) = signed_in(unit.agent), rows_in(head)

    def moved(**given: Any) -> str:
        found = re.search(r"data-said>([^<]*)<", said(client.post(address(head), given, HTTP_HX_REQUEST="true")))
        return found[1] if found else ""

    assert (
        moved(do="save", row=one, base="8100", was_base="8000", version=0) == f"第 {one} 行已改、已存。没有要改的行了。"
    )
    assert moved(do="undo") == f"第 {one} 行的修改已撤销。没有要改的行了。"
    assert moved(do="redo") == f"第 {one} 行的修改已重做。没有要改的行了。"
    assert moved(do="remove", row=one, version=3) == f"第 {one} 行已删。没有要改的行了。"
    assert "看全部 1 行" in said(client.get(address(head)))


def test_a_list_wholly_confirmed_asks_for_no_confirmation() -> None:
    """都生效了的清册没有什么要去确认：领回清册；还没确认的才领去确认。"""
    unit, head, _ = filed_now("8000.00")
    client = signed_in(unit.agent)
    assert "去确认" in said(client.get(address(head)))
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=clock.now())
    page = said(client.get(address(head)))
    assert "去确认" not in page
    assert "回到清册" in page

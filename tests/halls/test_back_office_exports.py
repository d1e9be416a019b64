"""后台清单的导出与起止日子：照筛选导出，列和清单一样，公式不会被执行，号码遮着，留审计；看不了的导不出。"""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from deposits.models import Account, Remittance
from gjj.audit.models import AuditEntry
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.identity.models import Person
from gjj.ledger.models import Voucher
from gjj.looks.messages import EXPORTED
from gjj.messaging.models import Delivery
from gjj.parameters import selectors as parameters
from gjj.settlement.models import Receipt
from tests import situations as s
from tests.halls.back_office import Town, address, browser, english_in, ours, secrets
from tests.services.identity.members import member

pytestmark = pytest.mark.django_db
MODELS = [pytest.param(model, page, id=model._meta.label) for model, page in ours()]


def rows_of(client: Client, model: Any, **query: str) -> list[list[str]]:
    """导出的 csv，头一行是表头。"""
    answer = client.get(address(model, "changelist"), {"export": "csv", **query})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize(("model", "page"), MODELS)
def test_every_list_is_exported_with_its_own_columns(made: Town, model: Any, page: ReadOnlyAdmin) -> None:
    """每一类清单都导得出：表头就是清单的列，几件就是几行，说中文，没有一个完整的号码。"""
    client = browser("auditor")
    listed = client.get(address(model, "changelist")).context_data["cl"]
    told = rows_of(client, model)
    assert len(told) == listed.result_count + 1
    assert told[0] == [str(one.short_description) for one in listed.list_display if hasattr(one, "said")]
    text = "\n".join(",".join(row) for row in told)
    assert "<" not in text
    for secret in secrets():
        assert secret not in text


def test_an_export_follows_the_filters_and_leaves_an_audit(made: Town) -> None:
    """照搜索和筛选导出；金额是数，好接着算；谁导出了什么，审计里查得到。"""
    client = browser("teller")
    head, *told = rows_of(client, Remittance, status__exact="mismatch")
    assert [row[head.index("汇缴书号")] for row in told] == [made.short.number]
    assert f"{made.short.amount:.2f}" in told[0]
    kept = AuditEntry.objects.filter(action="web.export").latest("id")
    assert kept.summary.startswith("导出汇缴书（csv），1 行，状态：到账不足，标记 ")
    assert kept.after == {"行数": 1, "条件": ["状态：到账不足"]}
    answer = client.get(address(Remittance, "changelist"), {"export": "xlsx"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_the_audit_says_how_many_rows_and_what_was_asked(made: Town) -> None:
    """几行、查的什么、筛的什么都在审计里；没有条件的写全部；查的是完整的证件号、手机号的，遮着。"""
    client, worker = browser("teller"), s.worker()
    everything = len(rows_of(client, Remittance)) - 1
    rows_of(client, Remittance, unit=made.unit.account.number, q=made.done.number)
    for number in (worker.id_no, worker.mobile, f"{worker.id_no[:6]} {worker.id_no[6:]}"):
        rows_of(client, Person, q=number)
    all_, one, *found = [one.after for one in AuditEntry.objects.filter(action="web.export").order_by("id")]
    assert all_ == {"行数": everything, "条件": ["全部"]}
    assert one["条件"][0] == f"查找「{made.done.number}」"
    assert f"单位：{made.unit.account.number} {made.unit.name}" in one["条件"]
    for kept, mask in zip(found, (mask_id_no, mask_mobile, mask_id_no), strict=True):
        number = worker.mobile if mask is mask_mobile else worker.id_no
        assert kept == {"行数": 0, "条件": [f"查找「{mask(number)}」"]}


def test_an_export_of_many_rows_is_told_to_the_security_administrators(made: Town, monkeypatch: Any) -> None:
    """超过参数写的行数：安全管理员各一条短信，写着谁、导出了什么、几行；没有超过的不说，一个钟点里只说一遍。"""
    guard, client = member("security_admin", "all"), browser("teller")
    texts = Delivery.objects.filter(person_id=guard.person_id, message__code=EXPORTED)
    rows = len(rows_of(client, Remittance)) - 1
    assert not texts.exists()
    known = parameters.value
    monkeypatch.setattr(
        parameters, "value", lambda name, **how: 1 if name == "web.exports_tell_over" else known(name, **how)
    )
    rows_of(client, Remittance)
    rows_of(client, Remittance)
    assert [(one.message.variables["what"], one.message.variables["rows"]) for one in texts] == [("汇缴书", f"{rows}")]


def test_a_formula_in_a_name_is_only_text(made: Town) -> None:
    """户名写成公式的，导出来只是文字。"""
    Receipt.objects.filter(pk=made.unclaimed.pk).update(payer_name="=1+1")
    head, *told = rows_of(browser("teller"), Receipt, status="unmatched")
    assert [row[head.index("付款户名")] for row in told] == ["'=1+1"]


def test_what_cannot_be_seen_cannot_be_exported(made: Town) -> None:
    """看不到审计的柜员导不出审计；不认得的格式回到清单。"""
    client = browser("teller")
    assert client.get(address(AuditEntry, "changelist"), {"export": "csv"}).status_code == 403
    assert client.get(address(Account, "changelist"), {"export": "doc"}).status_code == 302
    assert not AuditEntry.objects.filter(action="web.export").exists()


def test_days_from_and_to_are_both_counted(made: Town) -> None:
    """自己填从哪天到哪天，两头都算；只填一头也行；别的筛选还在；不是日子的不筛。"""
    client = browser("teller")
    here, day = address(Voucher, "changelist"), s.TODAY.isoformat()

    def many(**query: str) -> int:
        return int(client.get(here, query).context_data["cl"].result_count)

    everything = many()
    assert everything > 3
    assert many(booked_on_from=day, booked_on_to=day) == everything
    assert many(booked_on_to="2026-11-01") == 0
    assert many(booked_on_from="2026-11-01", kind="reversal") == many(kind="reversal") == 1
    page = client.get(here, {"booked_on_from": day, "kind": "reversal"}).content.decode()
    assert '<input type="hidden" name="kind" value="reversal">' in page
    assert f'name="booked_on_from" value="{day}"' in page
    assert english_in(page) == set()
    assert client.get(here, {"booked_on_from": "昨天"}).status_code == 302
    assert many(booked_on_from="0001-01-01", booked_on_to="9999-12-31") == everything
    assert many(booked_on_from="9999-12-31") == many(booked_on_to="0001-01-01") == 0


def test_the_ends_of_the_calendar_are_days_of_moments_too(made: Town) -> None:
    """记的是时刻的清单也一样：日历的头一天、最后一天照常筛。"""
    client, here = browser("teller"), address(Receipt, "changelist")
    field = next(one.field for one in client.get(here).context_data["cl"].filter_specs if hasattr(one, "form"))
    everything = client.get(here).context_data["cl"].result_count
    found = client.get(here, {f"{field}_from": "0001-01-01", f"{field}_to": "9999-12-31"})
    assert found.context_data["cl"].result_count == everything > 0


def test_the_money_of_a_unit_is_found_by_its_number(made: Town) -> None:
    """到账按单位账号找：这个单位的两笔都在。"""
    found = browser("teller").get(address(Receipt, "changelist"), {"q": made.unit.account.number}).context_data["cl"]
    mine = set(Receipt.objects.filter(reference=str(made.done.pk)).values_list("pk", flat=True))
    assert {row.pk for row in found.result_list} >= mine
    assert len(mine) == 2

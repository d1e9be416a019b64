"""托收的页面：复核只看，填错了说清楚，能筛、能找、能导出。"""

from datetime import date, timedelta

import pytest

from deposits.models import CollectionAgreement
from deposits.selectors.collection import due_today
from deposits.services.collect import collect_planned
from deposits.services.collection_agreement import TERMS, ask_bank_to_sign
from gjj import clock
from gjj.crypto.masking import mask_card
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Result
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import answered, due

pytestmark = pytest.mark.django_db
PAGE = "/unit/collection/"


def test_signing_without_reading_keeps_the_chosen_day() -> None:
    """没有勾选同意：原页说清楚，选的日子还在；约定日写成别的也不签。"""
    unit, _ = s.unit_with_workers(1)
    client = signed_in(unit.agent)
    answer = client.post(f"{PAGE}sign/", {"day": "7"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有勾选同意托收协议" in page
    assert '<option value="7" selected>' in page
    assert client.post(f"{PAGE}sign/", {"day": "29", "accepted": "on", "terms": TERMS}).status_code == 422
    assert not CollectionAgreement.objects.exists()
    assert client.post(f"{PAGE}sign/", {"day": "7", "accepted": "on", "terms": TERMS}).status_code == 302


@pytest.mark.parametrize("shown", [{"terms": "2026-11"}, {}], ids=["从前的一版", "换文本以前打开的页面，没有写"])
def test_a_text_that_is_no_longer_the_text_is_not_signed(shown: dict[str, str]) -> None:
    """页面上看的不是现在的文本：不签，说清楚；选的日子还在，同意要重新勾，照新的页面签得成，记的就是看到的一版。"""
    unit, _ = s.unit_with_workers(1)
    client = signed_in(unit.agent)
    answer = client.post(f"{PAGE}sign/", {"day": "7", "accepted": "on", **shown})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "协议文本换了新的一版，您同意的不是现在这一版，协议没有签。" in page
    assert not CollectionAgreement.objects.exists()
    assert '<option value="7" selected>' in page
    assert "checked" not in page.partition(f"{PAGE}sign/")[2].partition("</form>")[0]
    assert f'name="terms" value="{TERMS}"' in page
    assert client.post(f"{PAGE}sign/", {"day": "7", "accepted": "on", "terms": TERMS}).status_code == 302
    assert CollectionAgreement.objects.get().terms_version == TERMS


@pytest.mark.parametrize(("answer", "said"), [
    (Result("failed", "付款账户户名不符"), "：付款账户户名不符</b>没有扣过款，款项没有变动。请核对开户银行登记的户名和单位名称是否一致"),
    (Result("failed", "系统维护"), "：系统维护</b>没有扣过款，款项没有变动。请核对单位登记的付款账户和户名"),
    (Result("succeeded"), "从现在起生效"),
])  # fmt: skip
def test_the_awaited_answer_brings_the_whole_page_anew(
    answer: Result, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """等着的答复一到整页重来：没签成的写明原因、怎么办，签约的表还在，以前的协议里也有它；签成的说生效。另签了就不再提。"""
    unit, _ = s.unit_with_workers(1)
    client, polls = signed_in(unit.agent), {"HTTP_HX_REQUEST": "true"}
    page = client.post(f"{PAGE}sign/", {"day": "7", "accepted": "on", "terms": TERMS}, follow=True).content.decode()
    assert "一分钟内就有答复" in page
    assert "HX-Refresh" not in client.get(f"{PAGE}status/", **polls).headers
    monkeypatch.setattr(bank_http, "sign_mandate", lambda **_: answer)
    row = CollectionAgreement.objects.get()
    ask_bank_to_sign(row.pk, s.NOON)
    assert client.get(f"{PAGE}status/", **polls).headers["HX-Refresh"] == "true"
    page = client.get(PAGE).content.decode()
    assert said in page
    assert "一分钟内就有答复" not in page
    assert page.count(f"{PAGE}sign/") == (answer.status == "failed")
    assert (row in client.get(PAGE).context["earlier"]) == (answer.status == "failed")
    if answer.status == "failed":
        client.post(f"{PAGE}sign/", {"day": "7", "accepted": "on", "terms": TERMS})
        assert said not in client.get(PAGE).content.decode()


def test_the_reviewer_reads_and_cannot_sign() -> None:
    """复核没有签约的按钮；硬来的 403。"""
    unit, _ = s.unit_with_workers(1)
    client = signed_in(unit.reviewer)
    assert "签约由经办人办理" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}sign/", {"day": "7", "accepted": "on", "terms": TERMS}).status_code == 403


def test_the_account_is_masked_and_the_orders_filter_find_and_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """账号遮掩；按结果筛、按汇缴书号找、能导出。"""
    unit, row, agreement = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    client = signed_in(unit.agent)
    page = client.get(PAGE).content.decode()
    assert agreement.payer_account not in page
    assert mask_card(agreement.payer_account) in page
    assert len(client.get(PAGE, {"result": "doing"}).context["orders"]) == 1
    assert client.get(PAGE, {"result": "back"}).context["orders"] == []
    assert len(client.get(PAGE, {"q": row.number}).context["orders"]) == 1
    said = b"".join(client.get(PAGE, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert row.number in said
    assert "银行办理中" in said


def test_a_collection_made_up_for_later_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日没有跑成、后来补扣的写明是哪天的；当天扣的照旧。"""
    for days, said in ((0, "到约定日自动"), (3, "约定日 2026年11月24日没有扣，后来自动补扣")):
        unit, row, _ = due(monkeypatch)
        collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON + timedelta(days=days))
        assert said in signed_in(unit.agent).get(PAGE).content.decode()


def first_line(unit: s.Unit) -> str:
    return signed_in(unit.agent).get(PAGE).content.decode().partition("<tbody>")[2].partition("</tr>")[0]


def test_a_failed_collection_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """没扣成的一行：结果说没有扣成，说明只说为什么、怎么办、哪天自动再扣；后来付清了的，不再叫人去付。"""
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON)
    unit, row, _ = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    answered(row, "failed", "付款账户余额不足")
    assert first_line(unit).count("没有扣") == 1
    assert "付款账户余额不足。请往付款账户存够" in first_line(unit)
    assert "到2026年12月24日还没有付清的，那天凭托收协议自动再扣一次。" in first_line(unit)
    s.paid(row)
    assert "付款账户余额不足。</td>" in first_line(unit)


def test_the_home_page_says_a_collection_failed_until_the_month_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """没扣成的，首页写明哪个月、为什么、怎么办；付清了不再提。"""
    unit, row, _ = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    assert "托收没有扣成" not in signed_in(unit.agent).get("/unit/").content.decode()
    answered(row, "failed", "付款账户余额不足")
    said = signed_in(unit.agent).get("/unit/").content.decode()
    assert "<b>2026年11月汇缴书的托收没有扣成：付款账户余额不足</b>" in said
    s.paid(row)
    assert "托收没有扣成" not in signed_in(unit.agent).get("/unit/").content.decode()


def test_the_text_to_sign_says_what_the_next_agreed_day_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """协议文本说的就是系统办的：没扣成的，同一个约定日不再自动扣，到下一个约定日自动再扣；协议记着签的是哪一版，签的是从前那版的说清新的写了什么。"""
    unit, row, agreement = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    answered(row, "failed", "付款账户余额不足")
    stranger, _ = s.unit_with_workers(1)
    text = signed_in(stranger.agent).get(PAGE).content.decode()
    assert "同一个约定日只自动扣一次" in text
    assert due_today(s.TODAY) == []
    assert "到下一个约定日还没有付清的，那天自动再扣一次" in text
    assert due_today(date(2026, 12, 24)) == [(row.pk, date(2026, 12, 24))]
    assert "由本单位决定" not in text
    assert f"协议文本（{agreement.terms_version} 版）" in text
    signer = signed_in(unit.agent)
    assert "看签过的文本" in signer.get(PAGE).content.decode()
    CollectionAgreement.objects.filter(pk=agreement.pk).update(terms_version="2026-11")
    page = signer.get(PAGE).content.decode()
    assert "看签过的文本" in page
    assert "没有扣成的，款项不动，中心在网上业务大厅写明原因；是否再扣由本单位决定。" in page
    assert "同一个约定日只自动扣一次" not in page
    assert "到下一个约定日还没有付清的，那天自动再扣一次" not in page.partition("托收怎么办")[2]
    assert "<dd>2026-11 版</dd>" in page
    assert f"协议文本有了 {agreement.terms_version} 版" in page

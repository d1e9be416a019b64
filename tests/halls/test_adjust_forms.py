"""比例调整的表：两栏都不对就两栏都说，说在各自那一栏旁边，填的还在；接口一样。"""

from decimal import Decimal

import pytest

from deposits.forms import RatioForm, RefundForm
from deposits.models import Adjustment
from deposits.services.adjust_ratio import adjust_ratio
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.test_make_up_pages import at, given
from tests.halls.visitors import signed_in
from tests.services.deposits.test_make_up import remitted

pytestmark = pytest.mark.django_db
PAGE = "/unit/adjustments/ratio/"


@pytest.mark.parametrize(
    ("employer", "personal", "beside"),
    [
        ("13", "4", {"employer_ratio": "不高于 12%", "personal_ratio": "低于 5%"}),
        ("13", "13", {"employer_ratio": "不高于 12%", "personal_ratio": "不高于 12%"}),
        ("8.5", "13", {"employer_ratio": "整数倍", "personal_ratio": "不高于 12%"}),
        ("八", "", {"employer_ratio": "写成数字", "personal_ratio": "请填比例"}),
        ("9", "4", {"personal_ratio": "低于 5%"}),
        ("1e1", "1_0", {"employer_ratio": "写成数字", "personal_ratio": "写成数字"}),
    ],
)
def test_both_fields_are_told_at_once(employer: str, personal: str, beside: dict[str, str]) -> None:
    """看的时候、确认的时候都一样：几栏不对就几栏说，填的字还在，什么也没调。"""
    made, _ = s.unit_with_workers(1)
    client, filled = signed_in(made.agent), {"employer_ratio": employer, "personal_ratio": personal}
    for answer in (client.get(PAGE, filled), client.post(PAGE, filled)):
        form = answer.context["form"]
        assert answer.status_code == 422
        assert set(form.errors) == set(beside)
        page = answer.content.decode()
        for name, words in beside.items():
            assert words in form.errors[name][0]
            assert f'id="id_{name}_error"' in page
        assert f'value="{employer}"' in page
    assert not Adjustment.objects.exists()


def test_the_interface_tells_both_too() -> None:
    """接口：errors 里两栏都在，各有编码。"""
    made, _ = s.unit_with_workers(1)
    call = Caller(made.agent, "unit")
    answer = call("post", "/unit/adjustments/ratio/preview/", {"employer_ratio": "13", "personal_ratio": "4"}).json()
    assert [(one["field"], one["code"]) for one in answer["errors"]] == [
        ("employer_ratio", "ratio_above_max"),
        ("personal_ratio", "ratio_needs_approval"),
    ]


def test_the_base_of_a_make_up_is_told_beside_its_field() -> None:
    """补缴：基数超出那时的上限，说在「那时的缴存基数」旁边。"""
    unit, (one, _) = remitted()
    answer = signed_in(unit.agent).post(at(one), given(one, base="99999"))
    assert "高于那时的上限" in answer.context["form"].errors["base"][0]


def test_a_ratio_already_changed_this_year_is_told_before_filling_and_where_to_undo() -> None:
    """调成的那一刻说到几时能撤销、按钮在页上；再打开表，先说今年调过了，指到那份调整书；没调过的不说。"""
    made, _ = s.unit_with_workers(1)
    client = signed_in(made.agent)
    assert "缴存年度的比例已经调过" not in client.get(PAGE).content.decode()
    seen = client.get(PAGE, {"employer_ratio": "9", "personal_ratio": "9"}).context["seen"]
    done = client.post(PAGE, {"employer_ratio": "9", "personal_ratio": "9", "seen": seen}, follow=True).content.decode()
    assert "生成以前可以在本页「撤销调整」" in done
    assert ">撤销调整</button>" in done
    page = client.get(PAGE).content.decode()
    assert "缴存年度的比例已经调过" in page
    assert f"/unit/adjustments/{Adjustment.objects.get().pk}/" in page


def test_an_unconfirmed_list_is_told_before_the_ratio_is_changed() -> None:
    """有没确认的清册：调比例的页上说它要按新比例再核对，点得过去；没有的不说。"""
    unit, (one,) = s.unit_with_workers(1)
    assert "没确认的变更清册" not in signed_in(unit.agent).get(PAGE).content.decode()
    other = s.unit()
    filed = s.filed(other, [s.line("开户", s.worker())])
    page = signed_in(other.agent).get(PAGE).content.decode()
    assert "确认时按新比例再核对" in page
    assert f'href="/unit/change-lists/{filed.change_list_id}/">看那份清册' in page


def test_a_list_seen_before_the_ratio_changed_is_shown_again_before_it_is_confirmed() -> None:
    """看过清册、比例才调：点确认，页面先说合计从多少变成多少、谁调的，清册上是新金额；再点才确认。"""
    unit, one = s.unit(first_month=Month.of(clock.today())), s.worker()
    rows = [("开户", one.name, one.id_no, one.mobile, one.base, "", "", "")]
    filed = s.filed(unit, rows, Month.of(clock.today()), clock.now())
    client, page = signed_in(unit.agent), f"/unit/change-lists/{filed.change_list_id}/"
    adjust_ratio(by=s.agent_of(unit), employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=clock.now())
    seen = s.list_of(filed).version
    shown = client.post(f"{page}confirm/", {"version": seen}, follow=True).content.decode()
    assert "本月应缴合计从 1,280.00 元变成 1,600.00 元" in shown
    assert "没有确认，账户没有任何变动" in shown
    assert f'name="version" value="{seen + 1}"' in shown
    assert s.list_of(filed).status == "draft"
    client.post(f"{page}confirm/", {"version": seen + 1})
    assert s.list_of(filed).status == "confirmed"


def test_pages_say_the_ratio_in_use_and_the_month_the_new_one_starts() -> None:
    """11 月照 8% 生成了汇缴书，再调到 10% 从 12 月起：汇缴书、首页、单位信息、清册、职工首页都说现在 8%，12 月起 10%。"""
    clock.set_to(s.NOON)
    unit = s.unit()
    one = s.worker()
    s.confirmed(unit, [s.line("开户", one)])
    book = s.remittance_of(unit)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    client = signed_in(unit.agent)
    paper = client.get(f"/unit/remittances/{book.pk}/").content.decode()
    assert "单位 8%　个人 8%" in paper
    assert "单位 10%" not in paper
    for page in ("/unit/", "/unit/info/"):
        told = client.get(page).content.decode()
        assert "单位 8%　个人 8%" in told, page
        assert "2026年12月起 单位 10%　个人 10%" in told, page
    assert "1,280.00" in client.get("/unit/info/").content.decode()
    assert "现在单位 8%、个人 8%；2026年12月起 单位 10%、个人 10%" in client.get(PAGE).content.decode()
    assert "生效的月份以前还照原来的缴" in client.get("/unit/employees/").content.decode()
    own = signed_in(s.holder(one)).get("/me/").content.decode()
    assert "月缴存额 1,280.00" in own
    assert "2026年12月起 1,600.00" in own


@pytest.mark.parametrize("written", ["6,005.00", "￥6,005.00", "6005元", "６００５", "人民币 6005.00元", " 6005 "])
def test_an_amount_is_read_as_pages_print_it(written: str) -> None:
    """页面上印的、平常写的都认：和名单里的格子一样读。"""
    form = RefundForm({"amount": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal(6005)


@pytest.mark.parametrize("written", ["6,00.5,1", "六千", "1e3", "1_000", "60.005", "-5", "0", ""])
def test_what_is_no_amount_is_still_refused(written: str) -> None:
    """凑不成金额的照样说。"""
    assert not RefundForm({"amount": written}).is_valid()


@pytest.mark.parametrize(
    ("written", "read"),
    [("8", "8"), ("8%", "8"), ("8 ％", "8"), ("12.5%", "12.5"), ("8元", None), ("￥8", None), ("八%", None)],
)
def test_a_ratio_is_a_percentage_and_no_money(written: str, read: str | None) -> None:
    """比例那一栏：带不带 % 都认；写成元的不当比例。"""
    form = RatioForm({"employer_ratio": written, "personal_ratio": written})
    assert form.is_valid() is (read is not None), form.errors
    if read is not None:
        assert form.cleaned_data["employer_ratio"] == Decimal(read)

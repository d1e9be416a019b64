"""后台的每一页：有权限的看得到清单、搜索和详情，全是中文，号码遮掩；没有权限的打不开、也看不见；谁也改不了一个字。"""

from itertools import zip_longest
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deposits.models import EmployerAccount
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.declarations.permissions import allowed
from gjj.identity.models import Branch, Login, Person
from gjj.identity.selectors import scope as people
from tests import situations as s
from tests.halls.back_office import ROLES, Town, address, browser, english_in, foreign, ours, secrets
from tests.halls.visitors import signed_in as visit
from tests.services.identity.members import Member, member, signed_in

pytestmark = pytest.mark.django_db
MODELS = [pytest.param(model, page, id=model._meta.label) for model, page in ours()]
A_FEW = 2


def rows(model: type[models.Model]) -> list[Any]:
    """头几件和末几件。"""
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    return keys[:A_FEW] + keys[-A_FEW:] if len(keys) > 2 * A_FEW else keys


def test_every_page_of_ours_is_read_only_and_says_what_it_shows() -> None:
    """我们登记的每一类都用只读的基类，写明看它要什么动作、详情显示哪些列、清单有哪些列、按什么查。"""
    assert len(MODELS) > 20
    for model, page in ours():
        assert isinstance(page, ReadOnlyAdmin), model
        assert page.view_action, model
        assert page.fields or page.fieldsets, model
        assert page.list_display != ("__str__",), model
        assert page.search_fields, model
        assert page.search_help_text, model
        for inline in page.inlines:
            assert inline.view_action, inline
            assert inline.fields, inline


def test_nothing_registered_by_a_library_can_be_opened() -> None:
    """框架和别的库登记的后台页，谁也打不开。"""
    client = browser("system_admin")
    for model, _ in foreign():
        assert client.get(address(model, "changelist")).status_code == 403, model
        assert client.get(address(model, "add")).status_code == 403, model


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_the_pages_its_actions_allow_and_no_others(made: Town, role: str) -> None:
    """每个柜面身份：有动作的类，清单、搜索、详情都打得开；没有的一律不给看，首页和侧栏也不列。"""
    client = browser(role)
    actor = s.staff(role)
    home = client.get(reverse("admin:index")).content.decode()
    for model, page in ours():
        can = allowed(actor, page.view_action)
        status = 200 if can else 403
        assert client.get(address(model, "changelist"), {"q": "测试"}).status_code == status, model
        for key in rows(model)[:1]:
            assert client.get(address(model, "change", key)).status_code == status, model
        listed = f'href="{address(model, "changelist")}"' in home
        assert listed == (can and not page.drill_only), model


@pytest.mark.parametrize("role", ["teller", "system_admin"])
def test_every_page_speaks_chinese_and_shows_no_number_in_full(made: Town, role: str) -> None:
    """首页、清单、搜索、筛选、详情：没有一个英文单词，没有一个完整的证件号、手机号、账号。"""
    client = browser(role)
    actor = s.staff(role)
    hidden = secrets()
    pages = [reverse("admin:index")]
    for model, page in ours():
        if allowed(actor, page.view_action):
            pages += [address(model, "changelist"), address(model, "changelist") + "?q=没有这样的"]
            pages += [address(model, "change", key) for key in rows(model)]
            pages.append(reverse("admin:app_list", args=[model._meta.app_label]))
    for where in pages:
        answer = client.get(where)
        content = answer.content.decode()
        assert answer.status_code == 200, where
        assert english_in(content) == set(), where
        assert [one for one in hidden if one in content] == [], where


@pytest.mark.parametrize(("model", "page"), MODELS)
def test_every_filter_column_and_date_of_a_list_works(made: Town, model: Any, page: Any) -> None:
    """每个筛选的每个选项、每个能排序的列都打得开，也还是中文。"""
    client = browser("system_admin")
    first = client.get(address(model, "changelist"))
    listed = first.context_data["cl"]
    chosen = [[choice["query_string"][1:] for choice in spec.choices(listed)] for spec in listed.filter_specs]
    # 几个筛选一起用，每回各换一个选项：每个选项都用到；先后按每一列排，一次问全
    options = ["&".join(filter(None, together)) for together in zip_longest(*chosen, fillvalue="")]
    options.append(f"o={'.'.join(str(place) for place in range(1, len(listed.list_display) + 1))}")
    if page.date_hierarchy:
        options.append(f"{page.date_hierarchy}__year=2026")
    for option in options:
        answer = client.get(f"{address(model, 'changelist')}?{option}")
        assert answer.status_code == 200, option
        assert english_in(answer.content.decode()) == set(), option


def test_nobody_can_add_change_or_delete(made: Town) -> None:
    """看得见的人也一样：增、改、删的页面打不开，硬交表单也不行，成批删除没有这个动作；库里一行不多一行不少。"""
    clients = {role: (s.staff(role), browser(role)) for role in ROLES}
    for model, page in ours():
        client = next(client for actor, client in clients.values() if allowed(actor, page.view_action))
        before = list(model._default_manager.order_by("pk").values())
        keys = rows(model)[:1]
        for where in [address(model, "add")] + [
            address(model, what, key) for what in ("change", "delete") for key in keys
        ]:
            assert client.post(where, {"post": "yes", "name": "改过", "status": "dead"}).status_code == 403, where
        assert client.get(address(model, "add")).status_code == 403
        client.post(
            address(model, "changelist"), {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
        )
        assert list(model._default_manager.order_by("pk").values()) == before, model


def test_people_of_units_and_employees_stay_outside_every_page(made: Town) -> None:
    """单位的人、职工、没登录的人：每一页都请去登录。"""
    agent = made.unit.agent
    inside = [Client(), signed_in(member())]
    inside.append(signed_in(Member(agent.login_id or 0, agent.username, agent.person_id or 0, "", "")))
    for client in inside:
        for where in [reverse("admin:index")] + [address(model, "changelist") for model, _ in ours()]:
            answer = client.get(where)
            assert (answer.status_code, "/login/" in answer.headers.get("Location", "")) == (302, True), where
        for model, _ in ours():
            for key in rows(model)[:1]:
                assert client.get(address(model, "change", key)).status_code == 302, model


def test_the_password_page_of_the_framework_is_closed() -> None:
    """框架自带的换口令页不留审计，打不开。"""
    assert browser("teller").get(reverse("admin:password_change")).status_code == 404


def test_a_full_number_never_comes_from_a_wrong_row(made: Town) -> None:
    """有错误的清册行：说得出哪里错，证件号仍然遮掩。"""
    row = made.wrong_list.rows.get()
    from deposits.models import ChangeRow

    content = browser("teller").get(address(ChangeRow, "change", row.pk)).content.decode()
    assert row.id_no not in content
    assert "证件号码" in content
    assert "校验" in content


UNIT_OF = {
    "deposits.EmployerAccount": "pk", "deposits.EmployerProfile": "employer_account", "deposits.Account": "employer_account",
    "deposits.ChangeList": "employer_account", "deposits.ChangeRow": "change_list__employer_account",
    "deposits.ChangeEdit": "change_list__employer_account", "deposits.Remittance": "employer_account",
    "deposits.RemittanceLine": "remittance__employer_account", "deposits.Adjustment": "employer_account",
    "deposits.AdjustmentLine": "adjustment__employer_account", "deposits.Refund": "employer_account",
    "deposits.Claim": "employer_account", "deposits.CollectionAgreement": "employer_account",
    "deposits.CollectionOrder": "agreement__employer_account", "deposits.FilingFlag": "employer_account",
    "ledger.Voucher": "legs__party",
}  # fmt: skip
"""从这一类的一行走到单位账户：归哪个网点照它看。归到人的几类在 tests/services/deposits/test_branches.py。"""


def test_staff_of_a_branch_see_exactly_the_rows_of_their_branch(made: Town) -> None:
    """按网点授权的人：科目、参数这样各网点一样的全看得到；单位的正好是本网点的那些，猜别的编号也不行；全中心的打不开。"""
    branch = Branch.objects.get(code="01")
    EmployerAccount.objects.filter(pk=made.unit.account_id).update(branch=branch)
    by, whole = s.branch_staff("teller", branch), s.staff("teller")
    client, empty = visit(by), 0
    for model, page in ours():
        if not allowed(whole, page.view_action):
            continue
        answer = client.get(address(model, "changelist"))
        if not allowed(by, page.view_action):
            assert answer.status_code == 403, model
            continue
        listed = set(answer.context_data["cl"].queryset.values_list("pk", flat=True))
        everything = set(model._default_manager.values_list("pk", flat=True))
        path = UNIT_OF.get(model._meta.label)
        if page.common:
            assert listed == everything, model
        elif path:
            assert listed == set(
                model._default_manager.filter(**{path: made.unit.account_id}).values_list("pk", flat=True)
            ), model
        # 清单里没有、来柜面轮得到他替办的人，打得开他和他的登录
        served = people.served(by).values_list("pk" if model is Person else "login__pk", flat=True)
        for key in sorted(everything - listed - (set(served) if model in (Person, Login) else set()))[:1]:
            answer = client.get(address(model, "change", key), follow=True)
            assert "没有这一件" in answer.content.decode(), model
            assert english_in(answer.content.decode()) == set()
            empty += 1
    assert empty > 15


@pytest.mark.parametrize(("model", "page"), MODELS)
def test_a_list_asks_the_database_no_more_the_longer_it_is(made: Town, model: Any, page: Any) -> None:
    """清单问库的次数不随行数长：每一类都在十几次以内。"""
    client = browser("system_admin")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address(model, "changelist")).status_code == 200
    assert len(asked) <= 16, [one["sql"][:120] for one in asked.captured_queries]

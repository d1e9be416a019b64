"""每一格：地址 × 方法 × 身份，拿别人的东西去要；要不到，答的里面也没有别人的一个名字、号码。格数和漏出的数打印出来。"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import Client

from deposits.models import (
    Account,
    Adjustment,
    ChangeList,
    EmployerAccount,
    FilingFlag,
    HandOver,
    Remittance,
    Review,
    SavedFilter,
)
from gjj import clock
from gjj.actors.roles import COUNTER
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.cases.models import Case
from gjj.identity import tokens
from gjj.identity.models import Grant
from gjj.ledger.models import Subaccount
from gjj.messaging.models import Message
from gjj.web.access import PUBLIC
from gjj.web.checks import declared_methods, walk
from tests import situations as s
from tests.halls.foreign import Theirs, field_names, foreign_body, unsaid
from tests.halls.test_every_address import OURS, PARAMETER, _objects, view_of
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
DESK = [(path, pattern) for path, names, pattern in walk() if "admin" in names]
"""后台的地址：大厅的人一个也进不去。"""
OTHERS = {"year": "2026", "row": "2", "code": "deposits.remittances", "token": "x" * 32}
"""不是编号的几样参数。"""
KEPT = (ChangeList, Remittance, Adjustment, FilingFlag, Case, Review, SavedFilter, Grant, Message, HandOver)
"""别人的各种东西。"""
TABLES = [kind._meta.db_table for kind in KEPT]
WRITTEN = """
SELECT sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid))
  FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r'
"""


@dataclass(frozen=True)
class Visitor:
    """一种身份：浏览器里的会话，走接口的令牌（没有的为空）。"""

    role: str
    client: Client
    token: str = ""

    def asks(self, method: str, address: str, body: dict[str, Any] | None = None, theirs: Theirs | None = None) -> Any:
        """带着 body 去要；做了什么都当没做。is_changed：别人的几样里写过一行没有（写了又退回的也算）；theirs 变了没有是 is_touched。"""
        headers = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if address.startswith("/api/") and self.token else {}
        client, mark = Client(raise_request_exception=False), transaction.savepoint()
        client.cookies.update(self.client.cookies)
        before = written() if method != "GET" else 0
        kind = {"content_type": "application/json"} if method in ("PUT", "PATCH") or address.startswith("/api/") else {}
        given = {"data": body, **kind} if body is not None and method != "GET" else {}
        try:
            answer = getattr(client, method.lower())(address, **given, **headers)
            answer.is_changed = method != "GET" and written() != before
            answer.is_touched = bool(theirs and answer.is_changed and theirs() != theirs.first)
            return answer
        finally:
            transaction.savepoint_rollback(mark)


def written() -> int:
    """这个事务里别人的几样一共写过多少行（添、改、删，不管用什么语句写的）：数据库自己数的，写一行就多一行。"""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [TABLES])
        return int(cursor.fetchone()[0])


def visitors() -> list[Visitor]:
    """没登录的，别的单位的各种人，别的职工，柜面的每一种。"""
    unit, (one,) = s.unit_with_workers(1)
    known = {
        "单位管理员": s.administrator_of(unit),
        "单位经办": unit.agent,
        "单位复核": unit.reviewer,
        "单位只读": s.member_of(unit, "unit_viewer"),
        "职工": s.holder(one),
    }
    known |= {role: s.staff(role) for role in sorted(COUNTER)}
    found = [Visitor("没登录", Client(raise_request_exception=False))]
    for role, actor in known.items():
        scope = "person" if role == "职工" else "unit" if role.startswith("单位") else "counter"
        token = tokens.issue_token(login_id=actor.login_id or 0, scopes=[scope], at=clock.now())
        found.append(Visitor(role, signed_in(actor), token))
    return found


def marks_of(owner: s.Unit) -> list[bytes]:
    """别人的东西露在外面就认得出的：单位名、账号，职工的姓名、证件号、手机号、账号，各种号码。"""
    account = Account.objects.select_related("person").get(employer_account=owner.account)
    book = Remittance.objects.get(employer_account=owner.account)
    case = Case.objects.filter(employer_id=owner.employer_id).latest("pk")
    told = [
        owner.name, owner.account.number, account.person.name, account.person.id_no, account.person.mobile, book.number, book.payment_code,
        Subaccount.objects.get(pk=account.subaccount_id).number, case.number, case.query_code,
    ]  # fmt: skip
    return [str(one).encode() for one in told if one]


def each_said(seen: Counter[str]) -> str:
    """每种身份各几格。"""
    return "、".join(f"{role} {count:,}" for role, count in seen.items())


def address_of(path: str, objects: dict[str, int]) -> str:
    """照这个地址去要别人的那一件。"""
    kind = next((name for name in objects if name in path), "")

    def given(found: Any) -> str:
        return OTHERS.get(found.group(1)) or str(objects.get(kind, 1))

    return "/" + PARAMETER.sub(given, path)


def cells(objects: dict[str, int]) -> Iterator[tuple[str, str, bool]]:
    """地址、方法、指没指着别人的一件。"""
    for path, pattern in OURS:
        view = view_of(pattern)
        if view is None or not hasattr(view, "needed"):
            continue
        for method in declared_methods(view):
            names_it = "<int:pk>" in path and view.needed(method) != PUBLIC
            yield address_of(path, objects), method, names_it
    for path, _ in DESK:
        yield "/" + PARAMETER.sub("1", path), "GET", False


def desk_objects(owner: s.Unit) -> dict[str, int]:
    """后台的地址里指着的：各类的一件，都是那个单位的。"""
    account = Account.objects.get(employer_account=owner.account)
    told = {
        "deposits/employeraccount": owner.account_id, "deposits/account": account.pk, "identity/person": account.person_id,
        "identity/employer": owner.employer_id, "ledger/subaccount": account.subaccount_id, "person": account.person_id,
        "record": owner.account_id, "branch": owner.account_id,
    }  # fmt: skip
    for model, page in admin.site._registry.items():
        if isinstance(page, ReadOnlyAdmin) and not page.common:
            told.setdefault(f"{model._meta.app_label}/{model._meta.model_name}", _last_of(model))
    return told


def _last_of(model: Any) -> int:
    return int(model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 1)


def test_a_clerk_of_a_branch_gets_nothing_of_another_branch(tell_figure: Callable[[str], None]) -> None:
    """网点的柜员照别的网点的编号去要后台的每一页、按每一个按钮：一页也不给看，一件也没有变，清单里也没有别的网点的一个名字、号码。"""
    owner, _ = _objects()
    EmployerAccount.objects.update(branch=s.branch("01"))
    clerk = Visitor("网点的柜员", signed_in(s.branch_staff("teller", s.branch("02"))))
    others = {role: Visitor(f"网点的{role}", signed_in(s.branch_staff(role, s.branch("02")))) for role in sorted(COUNTER - {"teller"})}  # fmt: skip
    objects, marks, seen = desk_objects(owner), marks_of(owner), Counter[str]()
    leaks: list[Any] = []
    for place, (path, _) in enumerate(DESK):
        kind = max((name for name in objects if name in path), key=len, default="")
        address = "/" + PARAMETER.sub(str(objects.get(kind, 1)), path)
        # 别的岗位走的是同一道门（scope）：指着一件的详情、办事页隔一页看一页，清单和变更记录柜员看过就够
        names_it = "<" in path and not path.endswith(("history/", "delete/", "autocomplete/"))
        for who, method in [
            (clerk, "GET"),
            (clerk, "POST"),
            *((one, "GET") for at, one in enumerate(others.values()) if names_it and (place + at) % 2),
        ]:
            answer = who.asks(method, address)
            seen[who.role] += 1
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if found := [mark.decode() for mark in marks if mark in body]:
                leaks.append((who.role, method, address, found))
            if answer.is_changed:
                leaks.append((who.role, method, address, "改了别人的"))
    told = clerk.asks("GET", f"/admin/deposits/account/?person__id__exact={objects['identity/person']}").content
    assert not [mark for mark in marks if mark in told]  # 「正在只看谁的」也不说出他的名字
    tell_figure(f"网点的人看过 {seen.total():,} 格（{each_said(seen)}），漏出 {len(leaks)} 处")
    assert not leaks, leaks[:20]
    assert seen["网点的柜员"] > 200
    assert min(seen.values()) > 50


def test_no_cell_leaks_what_belongs_to_somebody_else(tell_figure: Callable[[str], None]) -> None:
    """指着别人一件的，一律不给；不指着的，答的里面没有别人的东西。柜面进后台看得到全中心的，不在这里算。"""
    owner, objects = _objects()
    marks, seen, leaks = marks_of(owner), Counter[str](), []
    body, theirs = foreign_body(owner, objects), Theirs(owner)
    told = {
        method: marks if method == "GET" else unsaid(marks, body)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    }
    assert len(marks) == 10
    for visitor in visitors():
        for address, method, names_it in cells(objects):
            if address.startswith("/admin/") and visitor.role not in ("没登录", "单位管理员", "职工"):
                continue  # 大厅的人进后台走的是同一道门，两种就够；柜面的在 test_back_office_pages 里
            if visitor.role in COUNTER - {"teller"} and not names_it:
                continue  # 柜面的人不进大厅，也是同一道门：不指着别人一件的，一种就够
            answer = visitor.asks(method, address, body, theirs)
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            seen[visitor.role] += 1
            if names_it and answer.status_code not in (302, 401, 403, 404, 405):
                leaks.append((visitor.role, method, address, answer.status_code))
            if answer.is_touched or names_it and answer.is_changed:
                leaks.append((visitor.role, method, address, "改了别人的"))
            if names_it and answer.status_code == 302 and not answer["Location"].startswith("/login/"):
                leaks.append((visitor.role, method, address, answer["Location"]))
            if found := [mark.decode() for mark in told[method] if mark in said]:
                leaks.append((visitor.role, method, address, found))
    tell_figure(f"看过 {seen.total():,} 格（{each_said(seen)}），漏出 {len(leaks)} 处")
    assert not leaks, leaks[:20]
    assert seen.total() > 2_000


def test_a_foreign_thing_that_is_touched_is_found() -> None:
    """证明查得出：交上去的内容里有每一栏，指东西的填的是别人的；别人的一件变了就看得出。"""
    owner, objects = _objects()
    body, theirs = foreign_body(owner, objects), Theirs(owner)
    assert field_names() - {"file", "photo"} <= body.keys()
    assert theirs() == theirs.first
    Remittance.objects.filter(pk=objects["remittances"]).update(employees=99)
    assert theirs() != theirs.first
    assert unsaid([owner.account.number.encode(), owner.name.encode()], body) == [owner.name.encode()]


def test_a_row_written_is_seen() -> None:
    """证明查得出：换什么语句写一行都数得到。"""
    _objects()
    before = written()
    with connection.cursor() as cursor:
        cursor.execute("WITH done AS (UPDATE cases_case SET result = '改过' RETURNING id) SELECT count(*) FROM done")
    assert written() > before


def test_a_leak_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """证明查得出：把「看得到哪些汇缴书」放开，别的单位的经办一要就漏。"""
    from deposits.selectors import scope

    owner, objects = _objects()
    monkeypatch.setattr(
        scope, "remittances", lambda actor: Remittance.objects.select_related("employer_account__employer")
    )
    stranger = Visitor("单位经办", signed_in(s.unit().agent))
    body = stranger.asks("GET", f"/unit/remittances/{objects['remittances']}/").content
    assert any(mark in body for mark in marks_of(owner))

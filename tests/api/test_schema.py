"""接口文档：列出的就是能用的，一个不多一个不少；答复照文档里的样子，没办成的也是。"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gjj.audit.models import AuditEntry
from gjj.web.access import PUBLIC
from tests.api.documented import VIEWS, Operation, check, documented, full, schema
from tests.api.every_call import BASE, CALLS, LISTS, PAYMENTS, new_remittance
from tests.api.scene import Scene, made_scene
from tests.standing import standing

pytestmark = pytest.mark.django_db
NOT_NOTED = {"/preview/": "只看算多少，什么也不生成", "/read/": "消息读过没读过的记号，不动别的"}
"""不记审计的写操作，为什么；谁都能调的不知道是谁，也不记。"""
NOTED_AS = {"/me/unit-applications/": "deposits.opening.save"}
"""动作和权限不同名的：填、存记的是存，提交才记申请。"""


def test_the_schema_is_openapi_31() -> None:
    """是 OpenAPI 3.1；样子本身合 JSON Schema 的规矩。"""
    assert schema()["openapi"].startswith("3.1")
    for shape in schema()["components"]["schemas"].values():
        Draft202012Validator.check_schema(shape)


def test_the_schema_lists_exactly_what_works() -> None:
    """地址和方法，文档里的和路由里的一样：一个不多，一个不少。"""
    assert set(documented()) == set(VIEWS)
    assert {
        ("GET", "/api/v1/unit/change-lists/{id}/rows/"), ("POST", "/api/v1/unit/change-lists/{id}/confirm/"),
        ("GET", "/api/v1/unit/remittances/{id}/"), ("POST", "/api/v1/unit/remittances/{id}/pay/"),
    } <= set(documented())  # fmt: skip


def test_every_call_has_a_chinese_summary() -> None:
    """每个调用有一句中文，归在公开、单位、个人之一。"""
    for operation, one in documented().items():
        assert not one["summary"].isascii(), operation
        assert one["tags"][0] in ("公开", "单位", "个人"), operation


@pytest.fixture(scope="module")
def standing_scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """一个单位的一个月，只造一次。"""
    with standing(django_db_blocker, made_scene) as made:
        yield made


@pytest.fixture
def scene(standing_scene: Scene, db: None) -> Scene:
    """一个单位的一个月：每条测试从造好的样子开始。"""
    return deepcopy(standing_scene)


def test_every_call_is_tried() -> None:
    """下面每个接口都真办一次，一个不漏。"""
    assert {full(one) for one in CALLS} == set(VIEWS)


@pytest.mark.parametrize("operation", CALLS, ids=" ".join)
def test_every_call_answers_as_documented(scene: Scene, operation: Operation) -> None:
    """真的调一次：状态是办成的那个，答复合文档里的样子；办了的留一条审计，写着谁、身份、渠道、对象、结果（LOG-02）。"""
    status, call = CALLS[operation]
    last = AuditEntry.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    answer = call(scene)
    assert answer.status_code == status, answer.content.decode()
    check(full(operation), answer)
    method, path = full(operation)
    needed = VIEWS[method, path].needed(method)
    if method == "GET" or needed == PUBLIC or path.endswith(tuple(NOT_NOTED)):
        return
    action = NOTED_AS.get(operation[1], needed)
    noted = AuditEntry.objects.filter(pk__gt=last, action=action).exclude(login_id=None).last()
    assert noted is not None, action
    assert all((noted.username, noted.role, noted.object_type, noted.object_id, noted.result))
    assert noted.channel == "api"


def test_the_page_of_lists_has_something_in_it(scene: Scene) -> None:
    """上面查样子的几个清单不是空的：空的查不出什么。"""
    new_remittance(scene)
    for path in ("/unit/employees/", "/unit/messages/", LISTS, PAYMENTS, f"{LISTS}{scene.draft}/rows/"):
        assert scene.unit("get", path).json()["results"], path
    for path in ("/me/movements/", "/me/messages/"):
        assert scene.person("get", path).json()["results"], path


REFUSED = [
    ("POST", "/calculators/contribution/", {**BASE, "on": "2020-01-01"}, 422),
    ("POST", "/calculators/loan-repayment/", {}, 422),
    ("POST", "/validators/", {}, 422),
    ("POST", "/unit/change-lists/from-last-month/", {"month": "2000-01"}, 409),
    ("POST", "/unit/remittances/", {"month": "x"}, 422),
    ("POST", "/unit/remittances/", {"month": "2000-01"}, 409),
    ("GET", "/me/movements/", {"from": "昨天"}, 422),
    ("GET", "/me/movements/", {"cursor": "x"}, 400),
    ("GET", "/unit/employees/", {"employer": "0"}, 404),
    ("GET", "/me/statement.pdf", {"year": "2001"}, 404),
    ("GET", "/me/statement.pdf", {"year": "今年"}, 422),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSED)
def test_a_refusal_answers_as_documented(
    scene: Scene, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    """没办成的答复，状态和样子也写在文档里。"""
    call = scene.person if path.startswith("/me/") else scene.unit
    answer = call(method.lower(), path, body)
    assert answer.status_code == status
    check(full((method, path)), answer)

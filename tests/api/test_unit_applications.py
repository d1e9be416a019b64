"""接口替单位申请开户：和页面同一个服务、同样的拒绝；存、提交、补正、撤回。"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deposits.models import ApplicationPaper, UnitApplication
from gjj import clock
from gjj.cases.entries import Flaw
from gjj.cases.models import Case
from gjj.cases.services.desk import send_back
from gjj.identity.models import Login
from tests import situations as s
from tests.api.caller import Caller
from tests.api.every_call import application
from tests.applicants import applicant

pytestmark = pytest.mark.django_db
HERE = "/me/unit-applications/"


@pytest.fixture
def call() -> Caller:
    """一个还没有替单位申请过的人的令牌。"""
    return Caller(applicant(), "person")


def test_a_person_applies_and_mends_by_the_api(call: Caller) -> None:
    """存下：账号遮着，两样材料；提交：办件编号；退回的逐栏写着；换了执照再交，从前的那份写着换下；撤回办件撤销。"""
    told = call.send(HERE, application()).json()
    assert (told["status"], told["bank_account"].endswith("9390"), "620000" in told["bank_account"]) == (
        "draft",
        True,
        False,
    )
    assert [one["code"] for one in told["papers"]] == ["license", "authority"]
    done = call("post", f"{HERE}submit/", {"version": told["version"]})
    case = Case.objects.get()
    assert (done.status_code, done.json()["case"]["number"], done.json()["status"]) == (201, case.number, "submitted")
    assert call.send(HERE, application()).json()["code"] == "application_in_hand"
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请改", flaws=[Flaw("license", "看不清")], at=clock.now())
    (shown,) = call("get", HERE).json()
    assert shown["flaws"] == [{"field": "license", "message": "看不清"}]
    again = call.send(HERE, {**application(), "license": SimpleUploadedFile("新.pdf", b"%PDF-1.7 new")}).json()
    assert [(one["version"], bool(one["superseded_at"])) for one in again["papers"] if one["code"] == "license"] == [
        (1, True), (2, False),
    ]  # fmt: skip
    assert call("post", f"{HERE}submit/", {"version": told["version"]}).json()["code"] == "application_moved"
    assert call("post", f"{HERE}submit/", {"version": again["version"]}).status_code == 201
    assert call("post", f"{HERE}withdraw/").json()["status"] == "withdrawn"
    assert call("post", f"{HERE}withdraw/").json()["code"] == "application_not_found"
    assert ApplicationPaper.objects.count() == 3


def test_what_is_wrong_is_told_by_field_and_nothing_is_kept(call: Caller) -> None:
    """没交材料、比例不对、没有这个管理部：逐栏说，什么也不存；不是 PDF 的说收哪几种；缺一栏的说缺哪一栏。"""
    wrong: dict[str, Any] = {**application(), "employer_ratio": "13", "branch": "没有"}
    wrong.pop("license")
    answer = call.send(HERE, wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "opening_wrong")
    assert {one["field"] for one in answer.json()["errors"]} == {"employer_ratio", "branch", "license"}
    answer = call.send(HERE, {**application(), "license": SimpleUploadedFile("x.pdf", b"MZ")})
    assert answer.json()["code"] == "paper_refused"
    short = {name: value for name, value in application().items() if name != "uscc"}
    assert call.send(HERE, short).status_code == 422
    assert call("post", f"{HERE}submit/", {"version": 1}).json()["code"] == "application_not_found"
    assert not UnitApplication.objects.exists()


def test_the_second_level_is_asked_and_the_same_key_applies_once() -> None:
    """没有核验过实名的，存、提交都先核验；同一个幂等键再来一遍，原样答复，只存一版。"""
    by = applicant()
    call = Caller(by, "person")
    first, again = (call.send(HERE, application(), HTTP_IDEMPOTENCY_KEY="opening-key-01") for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert UnitApplication.objects.get().version == 1
    Login.objects.filter(pk=by.login_id).update(name_verified_at=None)
    for answer in (call.send(HERE, application()), call("post", f"{HERE}submit/", {"version": 1})):
        assert (answer.status_code, answer.json()["code"]) == (403, "level_too_low")

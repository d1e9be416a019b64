"""每个接口怎么办成一次：一个单位的一个月，和照着文档真调的每一个。"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deposits.models import Remittance
from deposits.services.decide_review import switch_review
from gjj import clock
from gjj.cases.entries import Flaw
from gjj.cases.services.desk import send_back
from gjj.management.city.people import credit_code
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller, this_month
from tests.api.documented import Operation
from tests.api.scene import Scene
from tests.sanctions import reverse
from tests.services.deposits.reviewed import asked


def reversed_book() -> int:
    """上个月入了账的那一份，会计冲销了；返回编号。"""
    row = Remittance.objects.get(status="allocated")
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="记错了", at=clock.now())
    return int(row.pk)


def new_remittance(scene: Scene) -> int:
    """确认了草稿，生成了汇缴书。"""
    scene.unit("post", f"/unit/change-lists/{scene.draft}/confirm/")
    return int(scene.unit("post", "/unit/remittances/", {"month": this_month()}).json()["id"])


def _bad_row(scene: Scene) -> int:
    """草稿里有错误的那一行。"""
    return int(scene.unit("get", f"{LISTS}{scene.draft}/rows/", {"state": "error"}).json()["results"][0]["row"])


def _undone(scene: Scene, *moves: str) -> Any:
    """改一格，再撤销、重做。"""
    scene.unit("patch", f"{LISTS}{scene.draft}/rows/{_bad_row(scene)}/", {"base": "9000"})
    return [scene.unit("post", f"{LISTS}{scene.draft}/{move}/") for move in moves][-1]


def _several(scene: Scene) -> Any:
    """几个月的写法。"""
    scene.unit("post", f"/unit/change-lists/{scene.draft}/confirm/")
    return scene.unit("post", "/unit/remittances/", {"months": [this_month()]})


def application() -> dict[str, Any]:
    """填好的开户登记表和两样材料。"""
    return {
        "unit_name": "接口开户有限公司", "uscc": credit_code(930_090), "legal_representative": "司马示范", "registered_address": "明川市滨江路 8 号",
        "founded_on": "2018-05-20", "employer_ratio": "8", "personal_ratio": "8", "first_month": this_month(), "bank_account": "6200000000009390",
        "license": SimpleUploadedFile("执照.pdf", b"%PDF-1.7 license"), "authority": SimpleUploadedFile("授权书.pdf", b"%PDF-1.7 authority"),
    }  # fmt: skip


def applied(scene: Scene) -> Any:
    """存下一份开户申请。"""
    return scene.person.send("/me/unit-applications/", application())


def submitted(scene: Scene) -> Any:
    """存下、提交。"""
    return scene.person("post", "/me/unit-applications/submit/", {"version": applied(scene).json()["version"]})


def _flagged(scene: Scene) -> Any:
    """对最近一个月的申报提异议。"""
    filing = next(one for one in scene.person("get", "/me/filings/").json() if one["may_flag"])
    return scene.person(
        "post", f"/me/filings/{filing['id']}/flag/", {"field": "base", "claimed": "9000", "text": "工资调了"}
    )


def _unit_flag(scene: Scene) -> int:
    """职工提了一条异议。"""
    return int(_flagged(scene).json()["id"])


def _signed(scene: Scene) -> Any:
    """签了一份托收协议。"""
    return scene.unit("post", "/unit/collection/agreements/", {"day": 22, "accepted": True})


def _ended(scene: Scene) -> Any:
    """签了又终止。"""
    _signed(scene)
    return scene.unit("post", "/unit/collection/end/")


def _paid_together(scene: Scene) -> Any:
    """等着付款的一起付。"""
    new_remittance(scene)
    return scene.unit("post", f"{PAYMENTS}several/pay/")


def _ahead(scene: Scene) -> Any:
    """本月的清册确认了，几个月一起办之前看一眼。"""
    scene.unit("post", f"{LISTS}{scene.draft}/confirm/")
    return scene.unit("post", f"{PAYMENTS}several/preview/", {"months": [this_month()]})


def _refund_of_a_shortage(scene: Scene) -> Any:
    """到账少一分，退回。"""
    pk = new_remittance(scene)
    row = Remittance.objects.get(pk=pk)
    s.paid(row, row.amount - Decimal("0.01"), clock.now())
    return scene.unit("post", f"/unit/remittances/{pk}/refund/")


def _allocated() -> int:
    """上个月入了账的汇缴书。"""
    return int(Remittance.objects.filter(status="allocated").get().pk)


def _verified(scene: Scene) -> Any:
    """出具汇缴书，拿它的核验码去核验。"""
    pk = new_remittance(scene)
    assert scene.unit("get", f"{PAYMENTS}{pk}/notice.pdf").status_code == 200
    code = scene.unit("get", f"{PAYMENTS}{pk}/").json()["document_code"]
    return Client().get("/api/v1/documents/verify/", {"code": code})


def _refund_of_suspense(scene: Scene) -> Any:
    """上个月又来了一块钱，退回。"""
    s.paid(Remittance.objects.filter(status="allocated").get(), Decimal("1.00"), clock.now())
    return scene.unit("post", "/unit/suspense/refunds/", {"amount": "1.00"})


def _message(call: Caller) -> int:
    """最近的一条消息。"""
    place = "/me/messages/" if call.scope == "person" else "/unit/messages/"
    return int(call("get", place).json()["results"][0]["id"])


def _make_up(scene: Scene) -> dict[str, Any]:
    """上个月基数少报了 100 元，补差额。"""
    number = scene.unit("get", "/unit/employees/").json()["results"][0]["number"]
    month = str(Month.of(clock.today()).previous())
    return {"month": month, "people": [{"account": number, "base": "8100.00"}], "reason": "base_short"}


RATIOS = {"employer_ratio": "9", "personal_ratio": "9"}


def _ratio_undone(scene: Scene) -> Any:
    """调了比例，撤销。"""
    made = scene.unit("post", "/unit/adjustments/ratio/", RATIOS).json()
    return scene.unit("post", f"/unit/adjustments/{made['id']}/undo/")


def _case(scene: Scene) -> int:
    """上个月的汇缴办件。"""
    return int(scene.unit("get", "/unit/cases/").json()["results"][0]["id"])


def _mended_case(scene: Scene) -> Any:
    """本月的办件退回了，补好再交。"""
    new_remittance(scene)
    pk = _case(scene)
    flaws = [Flaw("roster", "第 2 行核一下")]
    send_back(by=s.staff("teller"), case_id=pk, reason="有疑问", flaws=flaws, at=clock.now())
    return scene.unit("post", f"/unit/cases/{pk}/resubmit/", {"note": "核过了，没有错"})


def _own_case(scene: Scene) -> int:
    """提了异议，就有一件。"""
    _flagged(scene)
    return int(scene.person("get", "/me/cases/").json()["results"][0]["id"])


def _review(scene: Scene) -> dict[str, Any]:
    """经办人提了开双人复核，等复核人。"""
    row = asked(lambda: switch_review(by=scene.of.agent, is_on=True, at=clock.now()))
    return dict(scene.reviewer("get", f"/unit/reviews/{row.pk}/").json())


def _agreed(scene: Scene) -> Any:
    """复核人看过，同意。"""
    row = _review(scene)
    return scene.reviewer("post", f"/unit/reviews/{row['id']}/approve/", {"digest": row["digest"]})


def _sent_back(scene: Scene) -> Any:
    """复核人退回。"""
    return scene.reviewer("post", f"/unit/reviews/{_review(scene)['id']}/send-back/", {"reason": "先不开"})


BASE = {"base": "8000.00", "employer_ratio": "8", "personal_ratio": "8"}
LOAN = {
    "principal": "100000",
    "months": 12,
    "annual_rate": "2.60",
    "method": "equal_instalment",
    "first_due_on": "2026-12-20",
}
LISTS, PAYMENTS = "/unit/change-lists/", "/unit/remittances/"
CALLS: dict[Operation, tuple[int, Callable[[Scene], Any]]] = {
    ("POST", "/calculators/contribution/"): (200, lambda at: at.raw("/calculators/contribution/", BASE)),
    ("POST", "/calculators/loan-repayment/"): (200, lambda at: at.raw("/calculators/loan-repayment/", LOAN)),
    ("POST", "/validators/"): (200, lambda at: at.raw("/validators/", {"kind": "bank_card", "value": "1"})),
    ("GET", "/unit/"): (200, lambda at: at.unit("get", "/unit/")),
    ("GET", "/unit/employees/"): (200, lambda at: at.unit("get", "/unit/employees/")),
    ("GET", "/unit/ledger/"): (200, lambda at: at.unit("get", "/unit/ledger/")),
    ("GET", LISTS): (200, lambda at: at.unit("get", LISTS)),
    ("POST", LISTS): (201, lambda at: at.unit.upload(at.roster, "r.xlsx", this_month())),
    ("POST", LISTS + "from-last-month/"): (201, lambda at: at.unit("post", LISTS + "from-last-month/", {"month": this_month()})),
    ("GET", LISTS + "{id}/"): (200, lambda at: at.unit("get", f"{LISTS}{at.draft}/")),
    ("DELETE", LISTS + "{id}/"): (204, lambda at: at.unit("delete", f"{LISTS}{at.draft}/")),
    ("GET", LISTS + "{id}/rows/"): (200, lambda at: at.unit("get", f"{LISTS}{at.draft}/rows/")),
    ("POST", LISTS + "{id}/rows/"): (201, lambda at: at.unit("post", f"{LISTS}{at.draft}/rows/", {"type": "open", "name": "新添的"})),
    ("PATCH", LISTS + "{id}/rows/"): (200, lambda at: at.unit("patch", f"{LISTS}{at.draft}/rows/", {"rows": [{"row": _bad_row(at), "base": "9000"}]})),
    ("PATCH", LISTS + "{id}/rows/{row}/"): (200, lambda at: at.unit("patch", f"{LISTS}{at.draft}/rows/{_bad_row(at)}/", {"base": "9000"})),
    ("DELETE", LISTS + "{id}/rows/{row}/"): (200, lambda at: at.unit("delete", f"{LISTS}{at.draft}/rows/{_bad_row(at)}/")),
    ("POST", LISTS + "{id}/adopt/"): (200, lambda at: at.unit("post", f"{LISTS}{at.draft}/adopt/", {"code": "base_below_floor"})),
    ("POST", LISTS + "{id}/undo/"): (200, lambda at: _undone(at, "undo")),
    ("POST", LISTS + "{id}/redo/"): (200, lambda at: _undone(at, "undo", "redo")),
    ("POST", LISTS + "{id}/confirm/"): (200, lambda at: at.unit("post", f"{LISTS}{at.draft}/confirm/")),
    ("GET", LISTS + "{id}/annotated.xlsx"): (200, lambda at: at.unit("get", f"{LISTS}{at.draft}/annotated.xlsx")),
    ("PUT", LISTS + "{id}/file/"): (200, lambda at: at.unit.mend(at.draft, at.roster)),
    ("GET", PAYMENTS): (200, lambda at: at.unit("get", PAYMENTS)),
    ("POST", PAYMENTS): (201, _several),
    ("GET", PAYMENTS + "several/"): (200, lambda at: at.unit("get", f"{PAYMENTS}several/")),
    ("POST", PAYMENTS + "several/preview/"): (200, _ahead),
    ("POST", PAYMENTS + "several/pay/"): (202, _paid_together),
    ("GET", PAYMENTS + "{id}/"): (200, lambda at: at.unit("get", f"{PAYMENTS}{new_remittance(at)}/")),
    ("GET", PAYMENTS + "{id}/people/"): (200, lambda at: at.unit("get", f"{PAYMENTS}{new_remittance(at)}/people/")),
    ("POST", PAYMENTS + "{id}/pay/"): (202, lambda at: at.unit("post", f"{PAYMENTS}{new_remittance(at)}/pay/")),
    ("POST", PAYMENTS + "{id}/make-up-again/"): (201, lambda at: at.unit("post", f"{PAYMENTS}{reversed_book()}/make-up-again/")),
    ("POST", PAYMENTS + "{id}/cancel/"): (200, lambda at: at.unit("post", f"{PAYMENTS}{new_remittance(at)}/cancel/")),
    ("POST", PAYMENTS + "{id}/refund/"): (202, _refund_of_a_shortage),
    ("GET", PAYMENTS + "{id}/notice.pdf"): (200, lambda at: at.unit("get", f"{PAYMENTS}{new_remittance(at)}/notice.pdf")),
    ("GET", PAYMENTS + "{id}/receipt.pdf"): (200, lambda at: at.unit("get", f"{PAYMENTS}{_allocated()}/receipt.pdf")),
    ("GET", PAYMENTS + "{id}/register.pdf"): (200, lambda at: at.unit("get", f"{PAYMENTS}{_allocated()}/register.pdf")),
    ("GET", "/unit/statements/{year}.pdf"): (200, lambda at: at.unit("get", f"/unit/statements/{this_month()[:4]}.pdf")),
    ("GET", "/me/certificate.pdf"): (200, lambda at: at.person("get", "/me/certificate.pdf")),
    ("GET", "/me/statement.pdf"): (200, lambda at: at.person("get", "/me/statement.pdf")),
    ("GET", "/documents/verify/"): (200, _verified),
    ("GET", "/unit/adjustments/"): (200, lambda at: at.unit("get", "/unit/adjustments/")),
    ("POST", "/unit/adjustments/ratio/"): (201, lambda at: at.unit("post", "/unit/adjustments/ratio/", RATIOS)),
    ("POST", "/unit/adjustments/ratio/preview/"): (200, lambda at: at.unit("post", "/unit/adjustments/ratio/preview/", RATIOS)),
    ("POST", "/unit/adjustments/{id}/undo/"): (200, _ratio_undone),
    ("GET", "/unit/make-ups/"): (200, lambda at: at.unit("get", "/unit/make-ups/")),
    ("POST", "/unit/make-ups/"): (201, lambda at: at.unit("post", "/unit/make-ups/", _make_up(at))),
    ("POST", "/unit/make-ups/preview/"): (200, lambda at: at.unit("post", "/unit/make-ups/preview/", _make_up(at))),
    ("GET", "/unit/collection/"): (200, lambda at: _signed(at) and at.unit("get", "/unit/collection/")),
    ("GET", "/unit/collection/agreements/"): (200, lambda at: _signed(at) and at.unit("get", "/unit/collection/agreements/")),
    ("POST", "/unit/collection/agreements/"): (202, _signed),
    ("POST", "/unit/collection/end/"): (200, _ended),
    ("GET", "/unit/flags/"): (200, lambda at: _unit_flag(at) and at.unit("get", "/unit/flags/")),
    ("GET", "/unit/flags/{id}/"): (200, lambda at: at.unit("get", f"/unit/flags/{_unit_flag(at)}/")),
    ("POST", "/unit/flags/{id}/answer/"): (200, lambda at: at.unit("post", f"/unit/flags/{_unit_flag(at)}/answer/", {"accept": True})),
    ("GET", "/unit/reviews/"): (200, lambda at: _review(at) and at.reviewer("get", "/unit/reviews/")),
    ("GET", "/unit/reviews/{id}/"): (200, lambda at: at.reviewer("get", f"/unit/reviews/{_review(at)['id']}/")),
    ("POST", "/unit/reviews/{id}/approve/"): (200, _agreed),
    ("POST", "/unit/reviews/{id}/send-back/"): (200, _sent_back),
    ("GET", "/unit/suspense/"): (200, lambda at: at.unit("get", "/unit/suspense/")),
    ("GET", "/unit/suspense/refunds/"): (200, lambda at: at.unit("get", "/unit/suspense/refunds/")),
    ("POST", "/unit/suspense/refunds/"): (202, _refund_of_suspense),
    ("GET", "/items/"): (200, lambda at: at.open("/items/")),
    ("GET", "/publications/"): (200, lambda at: at.open("/publications/")),
    ("GET", "/channels/"): (200, lambda at: at.open("/channels/")),
    ("GET", "/unit/cases/"): (200, lambda at: at.unit("get", "/unit/cases/")),
    ("GET", "/unit/cases/{id}/"): (200, lambda at: at.unit("get", f"/unit/cases/{_case(at)}/")),
    ("POST", "/unit/cases/{id}/resubmit/"): (200, _mended_case),
    ("GET", "/me/cases/"): (200, lambda at: at.person("get", "/me/cases/")),
    ("GET", "/me/cases/{id}/"): (200, lambda at: at.person("get", f"/me/cases/{_own_case(at)}/")),
    ("GET", "/me/accounts/"): (200, lambda at: at.person("get", "/me/accounts/")),
    ("GET", "/me/filings/"): (200, lambda at: at.person("get", "/me/filings/")),
    ("POST", "/me/filings/{id}/flag/"): (201, _flagged),
    ("GET", "/me/unit-applications/"): (200, lambda at: applied(at) and at.person("get", "/me/unit-applications/")),
    ("POST", "/me/unit-applications/"): (200, applied),
    ("POST", "/me/unit-applications/submit/"): (201, submitted),
    ("POST", "/me/unit-applications/withdraw/"): (200, lambda at: submitted(at) and at.person("post", "/me/unit-applications/withdraw/")),
    ("GET", "/me/movements/"): (200, lambda at: at.person("get", "/me/movements/")),
    ("GET", "/unit/messages/"): (200, lambda at: at.unit("get", "/unit/messages/")),
    ("GET", "/unit/messages/settings/"): (200, lambda at: at.unit("get", "/unit/messages/settings/")),
    ("PUT", "/unit/messages/settings/"): (200, lambda at: at.unit("put", "/unit/messages/settings/", {"category": "deposit", "sms": False})),
    ("GET", "/me/messages/settings/"): (200, lambda at: at.person("get", "/me/messages/settings/")),
    ("PUT", "/me/messages/settings/"): (200, lambda at: at.person("put", "/me/messages/settings/", {"category": "deposit", "sms": False})),
    ("POST", "/unit/messages/read/"): (200, lambda at: at.unit("post", "/unit/messages/read/")),
    ("POST", "/unit/messages/{id}/read/"): (200, lambda at: at.unit("post", f"/unit/messages/{_message(at.unit)}/read/")),
    ("GET", "/me/messages/"): (200, lambda at: at.person("get", "/me/messages/")),
    ("POST", "/me/messages/read/"): (200, lambda at: at.person("post", "/me/messages/read/")),
    ("POST", "/me/messages/{id}/read/"): (200, lambda at: at.person("post", f"/me/messages/{_message(at.person)}/read/")),
}  # fmt: skip
"""每个接口办成一次：(状态, 怎么办)。添了接口，这里也要添。"""

"""补缴的办件：后台按年月、汇缴书号、缴款识别码找得到；退回以后不说「不用交材料」。"""

import pytest
from django.urls import reverse

from gjj import clock
from gjj.cases.entries import Flaw
from gjj.cases.models import Case
from gjj.cases.services.desk import send_back
from tests import situations as s
from tests.halls.back_office import address
from tests.halls.test_back_office_search import FULL_WIDTH
from tests.halls.visitors import signed_in
from tests.services.deposits.test_make_up import made, remitted

pytestmark = pytest.mark.django_db
NO_NEED = "不用交材料。</p>"


def case_of_make_up() -> tuple[s.Unit, Case, str, str]:
    """九月少报了基数，办了补缴，没有付款：单位、办件、补缴书号、缴款识别码。"""
    unit, (one, _) = remitted()
    row = made(unit, [one], base="9100.00")
    return unit, Case.objects.get(object_type="remittance", object_id=row.pk), row.number, row.payment_code


def test_the_desk_and_the_unit_find_it_by_month_number_and_code() -> None:
    """九月的补缴在「2026年9月」里，和九月的汇缴一起；号、码（全角、四位一组）只找到它；别的月没有它。单位在「我的办件」里同样找。"""
    unit, case, number, code = case_of_make_up()
    desk, own = signed_in(s.staff("teller")), signed_in(unit.agent)

    def found(term: str) -> set[int]:
        answer = desk.get(address(Case, "changelist"), {"q": term})
        mine = own.get("/unit/cases/", {"q": term}).context["rows"]
        at_desk = {row.pk for row in answer.context_data["cl"].result_list}
        assert {row.case.pk for row in mine} == at_desk, term
        return at_desk

    september = set(Case.objects.filter(topic="2026-09").values_list("pk", flat=True))
    assert september
    for term in ("2026年9月", "2026-09", "２０２６．９"):
        assert found(term) == {case.pk, *september}, term
    grouped = " ".join(code[place : place + 4] for place in range(0, 16, 4))
    for term in (number, code, grouped, code.translate(FULL_WIDTH)):
        assert found(term) == {case.pk}, term
    assert case.pk not in found("2026年10月")


def test_what_was_asked_for_is_not_denied() -> None:
    """没有退回的不用交材料；退回要补的、补过的，不再说「不用交材料」，说到哪里看。"""
    unit, case, _, _ = case_of_make_up()
    client, page = signed_in(unit.agent), reverse("portal:unit_case", args=[case.pk])
    assert NO_NEED in client.get(page).content.decode()
    flaws = [Flaw("book", "请附九月的工资表")]
    send_back(by=s.staff("teller"), case_id=case.pk, reason="基数没有依据", flaws=flaws, at=clock.now())
    said = client.get(page).content.decode()
    assert NO_NEED not in said
    assert '看<a href="#mend">要补正</a>' in said
    assert client.post(page, {"note": "工资表已送柜面"}).status_code == 302
    said = client.get(page).content.decode()
    assert NO_NEED not in said
    assert "退回以后补了什么，看办理经过" in said

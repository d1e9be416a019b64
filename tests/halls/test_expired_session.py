"""填到一半登录过期：说清楚刚才的提交没有办，登录之后回到原来那一页。"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from deposits.models import ChangeList, FilingFlag, Remittance
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_filing_flags import CLAIM, number_of

pytestmark = pytest.mark.django_db
LOST = "刚才的提交没有办理，没有任何改动，资金没有变动。"


def sent_to(answer) -> dict[str, list[str]]:
    """去登录的地址带着什么。"""
    place = answer["Location"] if answer.status_code == 302 else answer["HX-Redirect"]
    assert urlsplit(place).path == "/login/"
    return parse_qs(urlsplit(place).query)


def test_a_lost_post_is_told_and_leads_back_to_the_page() -> None:
    """异议表、比例表、改名单：没有办；去登录，带着原来的地址；登录页写明没有办。"""
    made, (one,) = s.unit_with_workers(1)
    head = ChangeList.objects.get(employer_account_id=made.account_id).pk
    filing = f"/me/filings/{number_of(one)}/"
    for address, given in (
        (filing, CLAIM),
        ("/unit/adjustments/ratio/", {"employer_ratio": "9", "personal_ratio": "9"}),
        (f"/unit/change-lists/{head}/mend/", {"do": "save"}),
    ):
        answer = Client().post(address, given)
        assert sent_to(answer) == {"next": [address], "lost": ["1"]}
        page = Client().get(answer["Location"]).content.decode()
        assert LOST in page
        assert re.search(r'name="lost" value="1"', page)
    assert not FilingFlag.objects.exists()
    grid = Client().post(f"/unit/change-lists/{head}/mend/", {"do": "save"}, headers={"HX-Request": "true"})
    assert sent_to(grid)["next"] == [f"/unit/change-lists/{head}/mend/"]


def test_an_address_that_only_takes_posts_leads_back_to_where_the_form_was() -> None:
    """付款只收提交：登录之后回到那份汇缴书；来路是别的网站的不认，回大厅首页。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay = f"/unit/change-lists/{row.change_list_id}/discard/"
    here = f"http://testserver/unit/change-lists/{row.change_list_id}/?state=error"
    assert sent_to(Client().post(pay, headers={"Referer": here}))["next"] == [here.removeprefix("http://testserver")]
    for other in ("https://evil.example/unit/", ""):
        assert sent_to(Client().post(pay, headers={"Referer": other}))["next"] == ["/unit/"]
    assert Remittance.objects.get(pk=row.pk).status == "awaiting_funds"


def test_a_page_only_looked_at_says_nothing_was_lost() -> None:
    """只是看一页，没有提交：照旧去登录，不说丢了什么。"""
    answer = Client().get("/unit/adjustments/ratio/")
    assert sent_to(answer) == {"next": ["/unit/adjustments/ratio/"]}
    assert LOST not in Client().get(answer["Location"]).content.decode()


def test_signed_in_again_the_page_opens_as_it_was() -> None:
    """登录之后，原来那一页打得开。"""
    made, (one,) = s.unit_with_workers(1)
    assert signed_in(s.holder(one)).get(f"/me/filings/{number_of(one)}/").status_code == 200

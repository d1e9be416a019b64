"""后台走一遍：首页的每一格、每类记录头一件的每一条链接，点了都打得开；网址里带的条件说成话。"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from deposits.models import CollectionOrder, Remittance
from gjj.backoffice.notices import notices_for
from gjj.ledger.models import Voucher
from gjj.settlement.models import Receipt
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.back_office import ROLES, Town, address, browser, ours

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/admin/[^"]+)"')


@pytest.mark.parametrize("role", ROLES)
def test_every_tile_of_the_home_page_opens(made: Town, role: str) -> None:
    """首页上的每一格点进去都打得开。"""
    client = browser(role)
    page = client.get(reverse("admin:index")).content.decode().replace("&amp;", "&")
    tiles = notices_for(s.staff(role), s.TODAY)
    for one in tiles:
        assert one.url in page, one.title
        assert client.get(one.url).status_code == 200, one.title


def test_every_link_of_every_kind_of_record_opens(made: Town) -> None:
    """每类记录的头一件，页上的每一条链接都打得开。"""
    client = browser("auditor")
    links: set[str] = set()
    for model, _ in ours():
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            content = client.get(address(model, "change", row.pk)).content.decode()
            body = content.partition('id="content-main"')[2]
            links |= {link.replace("&amp;", "&") for link in LINK.findall(body)}
    assert len(links) > 50
    for link in links:
        assert client.get(link).status_code in (200, 302), link


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"status__exact": "dead", "attempts__gte": "5"}, "试过几次 从 5 起"),
        ({"attempts__lt": "1000"}, "试过几次 不到 1,000"),
        ({"attempts__exact": "12"}, "试过几次 12"),
    ],
)
def test_a_condition_by_size_is_told_in_words(made: Town, query: dict[str, Any], said: str) -> None:
    """网址里带着次数的大小：打得开，说成话，那一件列在里面。"""
    answer = browser("manager").get(address(OutboxRow, "changelist"), query)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert made.dead.pk in [row.pk for row in answer.context_data["cl"].result_list]


def test_titles_say_money_in_yuan_and_only_a_make_up_shows_its_part(made: Town) -> None:
    """到账的标题写元、带千分位；汇缴书没有补缴一段；没有条件的空清单说还没有。"""
    client = browser("teller")
    assert "12,345.67 元" in client.get(address(Receipt, "change", made.unclaimed.pk)).content.decode()
    assert ">补缴<" not in client.get(address(Remittance, "change", made.done.pk)).content.decode()
    page = client.get(address(CollectionOrder, "changelist")).content.decode()
    assert "还没有托收单" in page
    assert "没有符合条件的" not in page
    assert "没有符合条件的托收单" in client.get(address(CollectionOrder, "changelist"), {"q": "无"}).content.decode()


def test_vouchers_and_receipts_stand_newest_first(made: Town) -> None:
    """凭证按记账日、到账按银行入账时间，新的在前。"""
    client = browser("teller")
    Receipt.objects.filter(pk=made.unclaimed.pk).update(booked_at=s.NOON - timedelta(days=30))
    for model, name in ((Voucher, "booked_on"), (Receipt, "booked_at")):
        rows = [getattr(row, name) for row in client.get(address(model, "changelist")).context_data["cl"].result_list]
        assert rows == sorted(rows, reverse=True)
        assert len(rows) > 2

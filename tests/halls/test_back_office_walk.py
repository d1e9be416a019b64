"""后台走一遍：首页的每一格、每类记录头一件的每一条链接，点了都打得开；网址里带的条件说成话。"""

import re
from typing import Any

import pytest
from django.urls import reverse

from gjj.backoffice.notices import notices_for
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

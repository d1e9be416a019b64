"""后台：柜员查得到人、单位、登录，号码遮掩，一个字也改不了；外人进不来。"""

import pytest
from django.test import Client
from django.urls import reverse

from gjj.identity.models import Login, Person
from tests import situations as s
from tests.services.identity.members import Member, member, signed_in

pytestmark = pytest.mark.django_db
PERSONS = reverse("admin:identity_person_changelist")
ROOMS = ("person", "employer", "branch", "login")


@pytest.fixture
def teller() -> Client:
    """柜员的浏览器。"""
    return signed_in(member("teller", "all"))


def found(client: Client, term: str) -> str:
    """在搜索框里填一个词查人，最后看到的页面。"""
    answer = client.post(PERSONS, {"q": term}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_numbers_are_masked_on_list_and_page(teller: Client) -> None:
    """清单和详情都只有遮掩过的号码。"""
    one = member()
    for content in (found(teller, one.id_no), teller.get(PERSONS, {"pk__in": one.person_id}).content.decode()):
        assert f"{one.id_no[:4]}**********{one.id_no[-4:]}" in content
        assert f"{one.mobile[:3]}****{one.mobile[-4:]}" in content
        assert one.id_no not in content
        assert one.mobile not in content


def test_a_searched_number_never_enters_an_address(teller: Client) -> None:
    """按号码查：表单用 POST，转去的网址里也没有号码；两人共用一个手机号就列出两人。"""
    one = member()
    another = member(mobile=one.mobile)
    assert 'method="post"' in teller.get(PERSONS).content.decode()
    together = Person.objects.filter(pk__in=(one.person_id, another.person_id)).order_by("name_pinyin", "id")
    for term, where in (
        (one.id_no, reverse("admin:identity_person_change", args=[one.person_id])),
        (one.mobile, f"{PERSONS}?pk__in={'%2C'.join(str(person.pk) for person in together)}"),
        ("13000000000", f"{PERSONS}?pk__in=0"),
        ("", PERSONS),
    ):
        assert teller.post(PERSONS, {"q": term}).headers["Location"] == where


def test_the_search_box_demands_its_csrf_token() -> None:
    """搜索框带防伪造令牌，没有就不收。"""
    one = member("teller", "all")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(one).cookies
    assert strict.post(PERSONS, {"q": one.id_no}).status_code == 403
    assert "csrfmiddlewaretoken" in strict.get(PERSONS).content.decode()


WIDE = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)}
"""半角数字到全角。"""


@pytest.mark.parametrize(
    "by", ["id_no", "id_no_lower", "id_no_wide", "mobile", "mobile_grouped", "name", "name_start", "pinyin", "initials"]
)
def test_a_person_is_found_by_number_name_and_reading(teller: Client, by: str) -> None:
    """完整证件号、手机号，姓名或拼音的开头，首字母，都找得到，也只找到该找到的。"""
    one, other = member(), member()
    Person.objects.filter(pk=one.person_id).update(name="欧阳测试", name_pinyin="ouyangceshi", name_initials="oycs")
    term = {
        "id_no": one.id_no, "id_no_lower": one.id_no.lower(), "id_no_wide": one.id_no.translate(WIDE),
        "mobile": one.mobile, "mobile_grouped": f"{one.mobile[:3]} {one.mobile[3:7]} {one.mobile[7:]}", "name": "欧阳测试",
        "name_start": "欧阳", "pinyin": "OuYang", "initials": "oycs",
    }[by]  # fmt: skip
    content = found(teller, term)
    assert "欧阳测试" in content
    assert reverse("admin:identity_person_change", args=[other.person_id]) not in content


@pytest.mark.parametrize("term", ["测试", "zzzzzz", "41990119900307001X", "13000000000", "%", "_", "'; --", "😀"])
def test_a_search_that_matches_nobody_says_so(teller: Client, term: str) -> None:
    """找不到就是空的清单；姓名只按开头找，通配符当普通字。"""
    one = member()
    Person.objects.filter(pk=one.person_id).update(name="欧阳测试", name_pinyin="ouyangceshi")
    content = found(teller, term)
    assert "欧阳测试" not in content
    assert ("没有这个号码" in content) is (len(term) in (11, 18))


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_can_be_added_changed_or_deleted(teller: Client, room: str) -> None:
    """没有增、改、删的入口；硬闯也不行。"""
    one = member()
    assert teller.get(reverse(f"admin:identity_{room}_changelist")).status_code == 200
    assert teller.post(reverse(f"admin:identity_{room}_add"), {}).status_code == 403
    if room == "person":
        target = reverse("admin:identity_person_change", args=[one.person_id])
        assert teller.post(target, {"name": "改名"}).status_code == 403
        assert (
            teller.post(reverse("admin:identity_person_delete", args=[one.person_id]), {"post": "yes"}).status_code
            == 403
        )
        assert Person.objects.get(pk=one.person_id).name != "改名"


def test_the_page_of_a_login_shows_its_grants_and_no_password(teller: Client) -> None:
    """登录页看得到授权，看不到口令散列。"""
    one = member()
    content = teller.get(reverse("admin:identity_login_change", args=[one.login_id])).content.decode()
    assert "缴存职工" in content
    assert Login.objects.get(pk=one.login_id).password not in content
    assert "argon2" not in content


@pytest.mark.parametrize("room", ROOMS)
def test_people_of_a_unit_and_employees_stay_outside(room: str) -> None:
    """单位的人、职工、没登录的人进不了后台。"""
    unit = s.unit()
    inside: list[Client] = [signed_in(member()), Client()]
    agent = Member(unit.agent.login_id or 0, unit.agent.username, unit.agent.person_id or 0, "", "")
    inside.append(signed_in(agent))
    for client in inside:
        answer = client.get(reverse(f"admin:identity_{room}_changelist"))
        assert (answer.status_code, "/login/" in answer.headers.get("Location", "")) == (302, True)


def test_the_search_uses_the_indexes() -> None:
    """按姓名开头、拼音开头、号码查人，都用得上索引：几百万人也快。"""
    from django.db import connection

    from gjj.crypto.blind import blind_index

    queries = (
        Person.objects.filter(name__startswith="欧阳"),
        Person.objects.filter(id_no_index=blind_index("id_no", "x")),
        Person.objects.filter(mobile_index=blind_index("mobile", "x")),
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for query in queries:
        assert "Index Cond" in query.order_by().explain()

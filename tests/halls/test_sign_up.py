"""职工自己注册：填资料、收验证码、公安和银行卡核对、设口令；哪一步没成都说清，填的都在；不透露谁登记过。"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken

from deposits.models import Account
from gjj import clock
from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.identity.models import Grant, Login, SignInCode, TotpDevice
from gjj.identity.ports import Verdict
from gjj.identity.selectors.factors import has_totp
from gjj.identity.services.consents import agree
from gjj.identity.services.logins import close_login, give_grant
from gjj.identity.services.passwords import set_password
from gjj.identity.services.register import PersonDraft
from gjj.identity.services.unit_people import appoint
from gjj.identity.terms import TERMS
from gjj.identity.tokens import issue_token
from gjj.management.city.people import card_number, id_number
from gjj.messaging.models import Message
from gjj.work.models import OutboxRow
from portal.views.sign_up import JOINED
from tests import situations as s
from tests.halls.verifiers import Answers, answering
from tests.services.identity.members import BY, Member, member, other_code
from tests.services.identity.test_no_plaintext import everything, is_in
from tests.services.identity.test_sessions import enter

pytestmark = pytest.mark.django_db
FORM, CODE, CHECK, PASSWORD = "/sign-up/", "/sign-up/code/", "/sign-up/check/", "/sign-up/password/"
NEW = "River-stone-88"


@pytest.fixture
def outside() -> Iterator[Answers]:
    """公安、银行卡都答一致。"""
    with answering() as answers:
        yield answers


def employee() -> s.Worker:
    """单位的清册里开过户、还没有登录的职工。"""
    _, (one,) = s.unit_with_workers(1)
    return one


def filled(one: s.Worker, **changes: str) -> dict[str, str]:
    """填好的第一页。"""
    form = {"name": one.name, "id_no": one.id_no, "mobile": one.mobile, "bank_card": card_number(one.mobile)}
    return {**form, "agree": "on", "terms": "2026-11", **changes}


def texted() -> str:
    """最近一条注册的验证码。"""
    row = OutboxRow.objects.filter(task="messaging.text_number").latest("id")
    return str(json.loads(str(row.secret))["code"])


def said(answer: Any) -> str:
    """页面上的话。"""
    return str(answer.content.decode())


def until_checked(browser: Client, one: s.Worker, **changes: str) -> Any:
    """填资料、填码，停在核对之后。"""
    assert browser.post(FORM, filled(one, **changes)).headers["Location"] == CODE
    return browser.post(CODE, {"code": texted()})


def assert_still_filled(page: str, one: s.Worker) -> None:
    """填的都还在页上。"""
    for text in (one.name, one.id_no, one.mobile, card_number(one.mobile)):
        assert f'value="{text}"' in page, text


def test_an_employee_on_the_units_roster_signs_up_and_is_in(outside: Answers) -> None:
    """单位清册里的人：四步走完就在个人大厅里，实名核验过，同意了协议，手机号和卡记在名下，留痕。"""
    one, browser = employee(), Client()
    assert until_checked(browser, one).headers["Location"] == PASSWORD
    assert outside.kinds == ["name", "card"]
    answer = browser.post(PASSWORD, {"username": "river.one", "password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/me/"
    page = said(browser.get("/me/"))
    assert "注册好了，用户名是 river.one" in page
    login = Login.objects.get(username="river.one")
    assert login.name_verified_at
    assert login.terms_version == "2026-11"
    person = s.account_of(one).person
    assert (login.person_id, person.mobile, person.bank_card) == (person.pk, one.mobile, card_number(one.mobile))
    assert [(one.role, one.scope) for one in Grant.objects.filter(login=login)] == [("person", "self")]
    actions = AuditEntry.objects.filter(object_type="login", object_id=login.pk).values_list("action", flat=True)
    assert {"identity.sign_up", "identity.agree_terms", "identity.create_login"} <= set(actions)


def test_nothing_typed_is_readable_in_the_database(outside: Answers) -> None:
    """走到一半、走完，库里（连会话）都没有证件号、手机号、卡号、码的明文。"""
    one, browser = employee(), Client()
    browser.post(FORM, filled(one, mobile="13911223344"))
    code = texted()
    secrets = (one.id_no, "13911223344", card_number(one.mobile))
    assert not [text for text in (*secrets, f'"{code}"') if is_in(text, everything())]
    browser.post(CODE, {"code": code})
    browser.post(PASSWORD, {"username": "river.two", "password": NEW, "again": NEW})
    assert Login.objects.filter(username="river.two").exists()
    assert not [text for text in (*secrets, NEW) if is_in(text, everything())]


@pytest.mark.parametrize(
    ("what", "verdict", "status", "words"),
    [
        ("name", Verdict.MISMATCH, 422, "公安核对：姓名和证件号码对不上"),
        ("name", Verdict.ABSENT, 422, "公安核对：没有查到这个证件号码"),
        ("card", Verdict.MISMATCH, 422, "银行卡核对：卡号、姓名、证件号码、手机号四样对不上"),
        ("card", Verdict.ABSENT, 422, "银行卡核对：没有查到这张卡"),
    ],
)
def test_what_does_not_match_is_said_and_mended_without_another_code(
    outside: Answers, what: str, verdict: Verdict, status: int, words: str
) -> None:
    """对不上的：说是谁核对的、哪几样；填的都在，改好再提交，不用重新收验证码。"""
    one, browser = employee(), Client()
    setattr(outside, what, verdict)
    answer = until_checked(browser, one)
    assert answer.status_code == status
    assert words in said(answer)
    assert "没有注册，填的都还在" in said(answer)
    assert_still_filled(said(answer), one)
    assert browser.get(PASSWORD).headers["Location"] == FORM
    setattr(outside, what, Verdict.MATCH)
    assert browser.post(FORM, filled(one)).headers["Location"] == PASSWORD
    assert SignInCode.objects.filter(purpose="sign_up").count() == 1


@pytest.mark.parametrize(("what", "words"), [("name", "公安的核对系统"), ("card", "银行卡的核对系统")])
def test_when_the_other_side_is_down_nothing_is_lost_and_it_goes_on(outside: Answers, what: str, words: str) -> None:
    """对方停着：不算对不上，什么也不丢；过一会儿点「继续核对」就接着办。"""
    one, browser = employee(), Client()
    setattr(outside, what, Verdict.NO_ANSWER)
    assert until_checked(browser, one).headers["Location"] == CHECK
    page = said(browser.get(CHECK))
    assert f"{words}暂时没有应答，还没有核对成。没有注册，填的都还在。" in page
    assert "继续核对" in page
    assert browser.post(CHECK).headers["Location"] == CHECK
    assert_still_filled(said(browser.get(FORM)), one)
    setattr(outside, what, Verdict.MATCH)
    assert browser.post(CHECK).headers["Location"] == PASSWORD


def test_the_steps_cannot_be_skipped(outside: Answers) -> None:
    """没有走过前一步的，哪一步都回第一页；没收到码的不去核对。"""
    one, browser = employee(), Client()
    for address in (CODE, CHECK, PASSWORD):
        assert browser.get(address).headers["Location"] == FORM
        assert browser.post(address, {"code": "123456", "username": "x.y.z"}).headers["Location"] == FORM
    browser.post(FORM, filled(one))
    assert browser.post(CHECK).headers["Location"] == FORM
    assert browser.post(PASSWORD, {"username": "abcd", "password": NEW, "again": NEW}).headers["Location"] == FORM
    assert outside.asked == []


def test_a_wrong_code_and_another_number_prove_nothing(outside: Answers) -> None:
    """码不对：说还剩几次，不去核对；证明过的号码换一个，要重新收码。"""
    one, browser = employee(), Client()
    browser.post(FORM, filled(one))
    box = re.search(r'<input[^>]*name="code"[^>]*>', said(browser.get(CODE)))
    assert box is not None
    for words in ("autofocus", 'autocomplete="one-time-code"', 'inputmode="numeric"', 'aria-describedby="code_why"'):
        assert words in box.group()
    wrong = browser.post(CODE, {"code": other_code(texted())})
    assert "autofocus" not in said(wrong)
    assert (wrong.status_code, "没有注册，填的都还在，还可以试 4 次" in said(wrong)) == (422, True)
    assert outside.asked == []
    outside.card = Verdict.MISMATCH
    browser.post(CODE, {"code": texted()})
    assert browser.post(FORM, filled(one, mobile="13922220000")).headers["Location"] == CODE
    assert SignInCode.objects.filter(purpose="sign_up").count() == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id_no": "41990119900101001X"}, "证件号码不对："), ({"mobile": "12345678901"}, "手机号不对："),
        ({"bank_card": "6222021234567890124"}, "银行卡号不对："), ({"agree": ""}, "请读过用户协议，勾选同意"), ({"name": ""}, "请填写姓名"),
    ],
)  # fmt: skip
def test_a_form_with_something_wrong_says_where_and_keeps_the_rest(
    outside: Answers, changes: dict[str, str], words: str
) -> None:
    """号码写错、没有同意：逐处说，填的都在，没有发验证码。"""
    one, browser = employee(), Client()
    answer = browser.post(FORM, filled(one, **changes))
    assert (answer.status_code, words in said(answer)) == (422, True)
    for field in {"name", "id_no", "mobile", "bank_card"} - set(changes):
        assert f'value="{filled(one)[field]}"' in said(answer)
    assert not SignInCode.objects.exists()


def test_who_is_not_sixteen_yet_is_sent_to_the_counter(outside: Answers) -> None:
    """差一天满十六周岁的不能自己注册，说怎么办；满了的能。"""
    today, browser = clock.today(), Client()
    one = s.worker()
    born = today.replace(year=today.year - 16)
    answer = browser.post(FORM, filled(one, id_no=id_number(born + timedelta(days=1), 77)))
    assert (answer.status_code, "还没有满 16 周岁" in said(answer), "监护人" in said(answer)) == (422, True, True)
    assert browser.post(FORM, filled(one, id_no=id_number(born, 77))).headers["Location"] == CODE


def test_only_who_is_proven_learns_whether_there_is_an_account(outside: Answers) -> None:
    """没有账户、注册过没有，只有核对过的本人看得到；到那以前，答的一字不差。"""
    known, unknown = employee(), s.worker()
    pages = []
    for one in (known, unknown):
        browser = Client()
        outside.card = Verdict.MISMATCH
        page = said(until_checked(browser, one))
        for text in filled(one).values():
            page = page.replace(text, "·")
        pages.append(page[page.index("<main") : page.index("csrfmiddlewaretoken")])
    assert pages[0] == pages[1]
    outside.card = Verdict.MATCH
    answer = until_checked(Client(), s.worker())
    assert (answer.status_code, "本中心没有您名下的住房公积金账户" in said(answer)) == (404, True)


def test_a_name_on_file_that_differs_is_mended_at_the_counter(outside: Answers) -> None:
    """身份对，账户登记的姓名不一样：说清，到柜面更正。"""
    one = employee()
    answer = until_checked(Client(), one, name="另一个名")
    assert (answer.status_code, "登记的姓名和身份证上的不一样" in said(answer)) == (409, True)


def test_a_second_time_tells_the_user_name(outside: Answers) -> None:
    """注册过的本人再来：告诉他用户名，不再建；停用了的到柜面。"""
    one = employee()
    holder = s.holder(one)
    answer = until_checked(Client(), one)
    assert (answer.status_code, f"您已经注册过，用户名是 {holder.username}" in said(answer)) == (409, True)
    close_login(by=BY, login_id=holder.login_id or 0, at=s.NOON)
    assert "您原来的登录已经停用" in said(until_checked(Client(), one))
    assert Login.objects.filter(person=s.account_of(one).person).count() == 1


def agent_of(unit: s.Unit, one: s.Worker) -> Actor:
    """职工是单位的经办，还没有个人大厅，没有实名核验过。"""
    holder = s.holder(one)
    Grant.objects.filter(login_id=holder.login_id).delete()
    give_grant(
        by=BY,
        login_id=holder.login_id or 0,
        role="unit_agent",
        scope="employer",
        employer_id=unit.employer_id,
        at=s.NOON,
    )
    Login.objects.filter(pk=holder.login_id).update(name_verified_at=None)
    return holder


def test_an_agent_who_is_also_an_employee_gets_the_personal_hall(outside: Answers) -> None:
    """已经是单位经办的职工，证明的就是登记着的号码：不另建登录，原来的加上个人大厅；授权到过期的也能再开。"""
    unit, (one,) = s.unit_with_workers(1)
    holder = agent_of(unit, one)
    browser, elsewhere = Client(), enter_as(holder)
    assert elsewhere.get("/unit/").status_code == 200
    TotpDevice.objects.create(user_id=holder.login_id, name="别人的", key=b"k" * 20, confirmed=True, added_at=s.NOON)
    issue_token(login_id=holder.login_id or 0, scopes=["unit"], at=s.NOON)
    assert until_checked(browser, one).headers["Location"] == "/login/"
    assert f"原来的登录 {holder.username} 开通了个人大厅" in said(browser.get("/login/"))
    roles = Grant.objects.filter(login_id=holder.login_id).values_list("role", flat=True)
    assert sorted(roles) == ["person", "unit_agent"]
    login = Login.objects.get(pk=holder.login_id)
    assert (login.name_verified_at is not None, login.terms_version) == (True, "2026-11")
    assert not login.has_usable_password()  # 建的时候口令可能在别人手里
    assert elsewhere.get("/unit/").status_code == 302
    assert not AccessToken.objects.filter(user_id=login.pk).exists()
    assert not has_totp(login.pk)
    assert "凭短信重新设一个" in JOINED


def enter_as(holder: Actor) -> Client:
    """两步都走过、记下了登录会话的浏览器。"""
    login = Login.objects.get(pk=holder.login_id)
    agree(by=BY, login_id=login.pk, version=TERMS, at=s.NOON)
    return enter(Member(login.pk, login.username, login.person_id, str(login.person.id_no), str(login.person.mobile)))


def test_an_employer_cannot_take_over_the_hall_of_an_employee(outside: Answers) -> None:
    """单位报自己手里的号码、任命他一个登录、凭那个号码设好口令；本人用银行认的号码来注册，个人大厅不会给那个登录。"""
    unit, (one,) = s.unit_with_workers(1)
    person = s.account_of(one).person
    theirs = "13911110000"
    person.mobile, person.mobile_index = theirs, blind_index("mobile", theirs)  # 单位报的
    person.save()
    draft = PersonDraft(one.name, one.id_no, theirs)
    made = appoint(
        by=s.administrator_of(unit), person=draft, username="boss-made", role="unit_viewer", until=None, at=s.NOON
    )
    set_password(by=BY, login_id=Login.objects.get(username=made.username).pk, password=NEW, at=s.NOON)
    answer = until_checked(Client(), one)
    assert (answer.status_code, "它登记的手机号和您现在填的不是一个" in said(answer)) == (409, True)
    assert "带身份证到柜面更正登记的手机号" in said(answer)
    login = Login.objects.get(username="boss-made")
    assert (login.name_verified_at, login.terms_version) == (None, "")
    assert list(Grant.objects.filter(login=login).values_list("role", flat=True)) == ["unit_viewer"]
    person.refresh_from_db()
    assert (person.mobile, person.bank_card) == (theirs, None)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"username": "1abc"}, "字母开头"), ({"username": "ab"}, "字母开头"), ({"password": "short1", "again": "short1"}, "至少 12 位"),
        ({"password": "Demo@2026", "again": "Demo@2026"}, "口令不够安全"), ({"again": "other"}, "两遍口令不一样"), ({"password": "short1", "again": "x"}, "两遍口令不一样"), ({"password": "short1", "again": "x"}, "至少 12 位"), ({"username": "TAKEN-one"}, "已经有人用"),
    ],
)  # fmt: skip
def test_user_names_and_passwords_keep_to_the_rules(outside: Answers, form: dict[str, str], words: str) -> None:
    """用户名不像样、有人用，口令不合规矩：说清，用户名还在，什么也没有建；改好就成。"""
    taken = member()
    Login.objects.filter(pk=taken.login_id).update(username="taken-one")
    one, browser = employee(), Client()
    until_checked(browser, one)
    answer = browser.post(PASSWORD, {"username": "river.six", "password": NEW, "again": NEW, **form})
    assert (answer.status_code in (409, 422), words in said(answer)) == (True, True)
    assert f'value="{form.get("username", "river.six")}"' in said(answer)
    assert not Login.objects.filter(person=s.account_of(one).person).exists()
    assert (
        browser.post(PASSWORD, {"username": "river.six", "password": NEW, "again": NEW}).headers["Location"] == "/me/"
    )


def test_half_an_hour_later_it_begins_anew(outside: Answers) -> None:
    """留着的资料半小时就忘：之后从头来。"""
    from gjj.web.kept import LIVES, kept

    one, browser = employee(), Client()
    browser.post(FORM, filled(one))
    request: Any = type("Request", (), {"session": browser.session})
    now = clock.now()
    assert kept(request, "sign_up", now + LIVES - timedelta(seconds=5))
    assert kept(request, "sign_up", now + LIVES + timedelta(seconds=5)) is None


def test_codes_and_checks_have_their_budgets(outside: Answers) -> None:
    """一个号码一小时五条，一个号码十分钟核对十次；满了说等多久，填的都在。别的号码、登录的验证码不受影响。"""
    one, browser = employee(), Client()
    outside.card = Verdict.MISMATCH
    until_checked(browser, one)
    for _ in range(4):
        Client().post(FORM, filled(one))
    full = Client().post(FORM, filled(one))
    assert (full.status_code, "收到的注册的验证码太多" in said(full)) == (429, True)
    assert Client().post(FORM, filled(s.worker())).status_code == 302
    for _ in range(9):
        assert browser.post(FORM, filled(one)).status_code == 422
    stopped = browser.post(FORM, filled(one))
    assert (stopped.status_code, "核对身份的次数太多" in said(stopped)) == (429, True)
    assert_still_filled(said(stopped), one)


def test_the_old_number_on_file_gives_way_to_the_proven_one(outside: Answers) -> None:
    """单位报的手机号不一样：以核对过的为准，告诉本人；原来的号码也收到一条，说换走了。"""
    one, browser = employee(), Client()
    until_checked(browser, one, mobile="13955556666")
    browser.post(PASSWORD, {"username": "river.ten", "password": NEW, "again": NEW})
    person = s.account_of(one).person
    assert person.mobile == "13955556666"
    assert Message.objects.filter(person=person, code="identity.mobile_registered").exists()
    assert Account.objects.filter(person=person).count() == 1
    row = OutboxRow.objects.get(task="messaging.text_number", key__startswith=f"mobile_replaced:{person.pk}:")
    assert json.loads(str(row.secret)) == {"mobile": one.mobile, "number": "139****6666"}
    noted = AuditEntry.objects.filter(object_type="person", object_id=person.pk, action="identity.sign_up")
    said_of = list(noted.order_by("id").values_list("summary", flat=True))
    assert said_of[0] == f"本人注册，核对一致，手机号由 {mask_mobile(one.mobile)} 换成 139****6666"
    assert said_of[1] == f"本人注册，核对一致，银行卡登记为 {mask_card(card_number(one.mobile))}"


def test_who_is_signed_in_has_no_need_to_sign_up() -> None:
    """已经登录的：去自己的大厅。"""
    from tests.services.identity.members import signed_in

    browser = signed_in(member())
    for address in (FORM, CODE, CHECK, PASSWORD):
        assert browser.get(address).headers["Location"] == "/login/"

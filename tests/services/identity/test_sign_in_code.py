"""登录第二步：短信码。一次有效、会过期、试不了几次，绑定用途、会话、登录和号码。"""

import json
from datetime import timedelta

import pytest

from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.declarations.errors import BizError
from gjj.identity.models import Login, Person, SignInCode
from gjj.identity.parameters import CODE_TRIES, CODE_TRIES_LOGIN
from gjj.identity.services.budget import HOUR
from gjj.identity.services.codes import CODE_LIVES, SignInTicket, code_hash
from gjj.identity.services.logins import close_login
from gjj.identity.services.sign_in import finish_sign_in
from gjj.periods.days import business_date
from tests.parameters import put
from tests.services.identity.members import (
    BY,
    TRIES_PER_CODE,
    TRIES_PER_LOGIN,
    code_of,
    finish_with,
    member,
    other_code,
    ticket_for,
)
from tests.situations import NOON

pytestmark = pytest.mark.django_db
UNUSED_PER_NUMBER = 5
CODES_PER_NUMBER = 30
CODES_PER_IP = 120
"""参数的初始值。"""
LAST_MOMENT = CODE_LIVES - timedelta(microseconds=1)


def enter(ticket: SignInTicket, code: str, *, session: str = "session-a", at: object = NOON) -> Login:
    """填码。"""
    return finish_sign_in(ticket=ticket, code=code, session_key=session, ip="10.0.0.1", at=at)  # type: ignore[arg-type]


def refusal(ticket: SignInTicket, code: str, **kwargs: object) -> str:
    """填码，必须被拒，返回原因。"""
    with pytest.raises(BizError) as error:
        enter(ticket, code, **kwargs)  # type: ignore[arg-type]
    return error.value.code


def test_the_right_code_signs_in_and_is_audited() -> None:
    """码对了进门，记下登录时间和留痕。"""
    one = member()
    ticket = ticket_for(one)
    assert enter(ticket, code_of(ticket)).pk == one.login_id
    assert Login.objects.get(pk=one.login_id).last_login == NOON
    entry = AuditEntry.objects.filter(action="identity.sign_in").latest("id")
    assert (entry.username, entry.result) == (one.username, "ok")


def test_a_code_works_once() -> None:
    """用过的码不能再用。"""
    ticket = ticket_for(member())
    code = code_of(ticket)
    enter(ticket, code)
    assert refusal(ticket, code) == "code_used_up"


def test_only_a_keyed_hash_of_the_code_is_kept() -> None:
    """库里只有带密钥的散列，没有码。"""
    ticket = ticket_for(member())
    row = SignInCode.objects.get(pk=ticket.code_id)
    code = code_of(ticket)
    kept = json.dumps(
        [str(getattr(row, field.attname)) for field in SignInCode._meta.fields if field.name != "code_hash"]
    )
    assert len(row.code_hash) == 64
    assert f'"{code}"' not in kept


def test_how_often_a_code_may_be_wrong_is_the_centre_s_to_say() -> None:
    """中心改成一条填错两次、一个登录一共三次：第三次那一条不能再用，换一条也只剩一次。"""
    put(CODE_TRIES, 2, business_date(NOON))
    put(CODE_TRIES_LOGIN, 3, business_date(NOON))
    one = member()
    first = ticket_for(one)
    assert [finish_with(first, other_code(code_of(first))) for _ in range(2)] == [False, False]
    assert not finish_with(first, code_of(first))
    second = ticket_for(one)
    assert not finish_with(second, other_code(code_of(second)))
    assert not finish_with(second, code_of(second))


def test_two_codes_that_happen_to_be_equal_have_different_hashes() -> None:
    """两条碰巧一样的码，散列也不一样：看库猜不出谁的码和谁的相同。"""
    rows = [SignInCode.objects.get(pk=ticket_for(member()).code_id) for _ in range(2)]
    assert code_hash(rows[0], "123456") != code_hash(rows[1], "123456")


@pytest.mark.parametrize(
    ("after", "reason"),
    [(timedelta(0), None), (LAST_MOMENT, None), (CODE_LIVES, "code_expired"), (HOUR, "code_expired")],
)
def test_a_code_lives_five_minutes(after: timedelta, reason: str | None) -> None:
    """5 分钟内有效；到 5 分钟整就失效。"""
    ticket = ticket_for(member())
    code = code_of(ticket)
    if reason is None:
        assert enter(ticket, code, at=NOON + after)
    else:
        assert refusal(ticket, code, at=NOON + after) == reason


def test_five_wrong_tries_use_the_code_up() -> None:
    """试错 5 次，这条码作废，再填对也不行；每次说还剩几次。"""
    ticket = ticket_for(member())
    code = code_of(ticket)
    for left in range(TRIES_PER_CODE - 1, -1, -1):
        with pytest.raises(BizError) as error:
            enter(ticket, other_code(code))
        assert error.value.code == "code_wrong"
        assert (f"还可以试 {left} 次" in error.value.detail) is (left > 0)
    assert refusal(ticket, code) == "code_used_up"


def test_four_wrong_tries_still_leave_the_last_one() -> None:
    """试错 4 次，第 5 次填对还能进。"""
    ticket = ticket_for(member())
    code = code_of(ticket)
    for _ in range(TRIES_PER_CODE - 1):
        refusal(ticket, other_code(code))
    assert enter(ticket, code)


def test_tries_are_budgeted_over_all_codes_of_a_login() -> None:
    """换一条码接着猜也有总数：一个登录 10 分钟内试错 20 次就停。"""
    one = member()
    for _ in range(TRIES_PER_LOGIN // TRIES_PER_CODE):
        ticket = ticket_for(one)
        wrong = other_code(code_of(ticket))
        for _ in range(TRIES_PER_CODE):
            assert refusal(ticket, wrong) == "code_wrong"
    last = ticket_for(one)
    assert refusal(last, code_of(last)) == "code_used_up"


def test_a_code_belongs_to_its_session() -> None:
    """码绑定会话：换个浏览器填不进来，也耗不掉本人的次数。"""
    ticket = ticket_for(member(), session="session-a")
    code = code_of(ticket)
    for _ in range(TRIES_PER_CODE):
        assert refusal(ticket, code, session="session-b") == "code_used_up"
    assert enter(ticket, code, session="session-a")


def test_a_code_belongs_to_its_own_message() -> None:
    """甲的码不能用在乙的登录上，旧码不能用在新的一条上。"""
    one, another = member(), member()
    first, second, foreign = ticket_for(one), ticket_for(one), ticket_for(another)
    if len({code_of(first), code_of(second), code_of(foreign)}) == 3:
        assert refusal(second, code_of(first)) == "code_wrong"
        assert refusal(foreign, code_of(first)) == "code_wrong"
    assert enter(second, code_of(second)).pk == one.login_id


def test_a_code_for_another_purpose_does_not_sign_in() -> None:
    """别的用途的码不能拿来登录。"""
    ticket = ticket_for(member())
    code = code_of(ticket)
    SignInCode.objects.filter(pk=ticket.code_id).update(purpose="withdrawal")
    assert refusal(ticket, code) == "code_used_up"


def test_a_code_dies_when_the_number_is_changed() -> None:
    """发码之后换了手机号，旧号上的码作废。"""
    one = member()
    ticket = ticket_for(one)
    Person.objects.filter(pk=one.person_id).update(mobile_index=blind_index("mobile", "13700000000"))
    assert refusal(ticket, code_of(ticket)) == "code_used_up"


def test_a_code_dies_when_the_login_is_closed() -> None:
    """发码之后登录停用，码作废。"""
    one = member()
    ticket = ticket_for(one)
    close_login(by=BY, login_id=one.login_id, at=NOON)
    assert refusal(ticket, code_of(ticket)) == "code_used_up"


def test_an_invented_ticket_is_refused() -> None:
    """编一个没有的编号，只得到「不能再用」。"""
    assert refusal(SignInTicket(0, "", NOON), "000000") == "code_used_up"


def test_wrong_codes_are_audited() -> None:
    """试错的码留痕，记在这个登录名下。"""
    one = member()
    ticket = ticket_for(one)
    refusal(ticket, other_code(code_of(ticket)))
    entry = AuditEntry.objects.filter(action="identity.sign_in").latest("id")
    assert (entry.username, entry.result, entry.summary) == (one.username, "refused", "验证码不对")


def budget_refusal(*args: object, **kwargs: object) -> BizError:
    """发码被拒。"""
    with pytest.raises(BizError) as error:
        ticket_for(*args, **kwargs)  # type: ignore[arg-type]
    return error.value


def test_a_number_gets_five_unused_codes_an_hour() -> None:
    """一个号码一小时最多 5 条没用上的码：轰炸不起来；一小时后自动恢复。"""
    one = member()
    for number in range(UNUSED_PER_NUMBER):
        ticket_for(one, ip=f"10.0.1.{number}")
    answer = budget_refusal(one, ip="10.0.2.1")
    assert (answer.code, answer.status, answer.extra["retry_after"]) == ("too_many_codes", 429, 3600)
    assert ticket_for(one, at=NOON + HOUR).code_id


def test_codes_that_signed_in_do_not_use_the_budget_up() -> None:
    """用上了的码是本人在登录，不占轰炸的预算；但一小时一共也有数。"""
    one = member()
    for _ in range(CODES_PER_NUMBER):
        ticket = ticket_for(one)
        enter(ticket, code_of(ticket))
    assert budget_refusal(one).code == "too_many_codes"


def test_two_people_on_one_number_share_its_budget() -> None:
    """夫妻共用一个号码，预算按号码算，不按登录算。"""
    one = member()
    another = member(mobile=one.mobile)
    for _ in range(UNUSED_PER_NUMBER):
        ticket_for(one)
    assert budget_refusal(another).code == "too_many_codes"


def test_one_address_cannot_send_to_everybody() -> None:
    """一个地址换着人发码，合计也有预算。"""
    one = member()
    SignInCode.objects.bulk_create(
        SignInCode(
            login_id=one.login_id, purpose="sign_in", session_hash="", code_hash="", mobile_index=f"{number:064d}",
            ip="198.51.100.7", created_at=NOON, expires_at=NOON,
        )
        for number in range(CODES_PER_IP)
    )  # fmt: skip
    assert budget_refusal(one, ip="198.51.100.7").code == "too_many_codes"
    assert ticket_for(one, ip="198.51.100.8").code_id


def test_the_ticket_survives_the_session() -> None:
    """会话里存取一遍，还是同一张；里面没有码也没有完整号码。"""
    one = member()
    ticket = ticket_for(one)
    kept = json.loads(json.dumps(ticket.as_session()))
    assert SignInTicket.from_session(kept) == ticket
    assert one.mobile not in json.dumps(kept)

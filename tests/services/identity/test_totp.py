"""动态口令：有它的先要它；一个码用一次，前后各认一步；猜有数；备用码一个用一次；添和解除要口令和现有的第二样，告诉本人。"""

import base64
import hashlib
import hmac
import struct
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from oauth2_provider.models import AccessToken

from gjj.audit.models import AuditEntry
from gjj.crypto.rotation import columns, rotate
from gjj.declarations.errors import BizError
from gjj.identity.messages import BACKUP_USED, TOTP_CHANGED, TOTP_REUSED
from gjj.identity.models import BackupCode, Login, SignInCode, SignInFailure, TotpDevice
from gjj.identity.selectors import factors
from gjj.identity.services import passwords, sign_in
from gjj.identity.services import totp_devices as service
from gjj.identity.services.logins import close_login
from gjj.identity.tokens import issue_token
from gjj.messaging.models import Message
from tests.services.crypto.test_rotation import as_owner, second_key
from tests.services.identity.authenticators import LATER, STEP, Authenticator, beginning, code_at, enrolled, waiting
from tests.services.identity.members import BY, code_of, member
from tests.services.identity.test_no_plaintext import everything
from tests.services.identity.test_passwords import NEW, actor, ask_reset, sent
from tests.services.identity.test_sessions import enter, is_in, row_of
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db


def finish(one: Authenticator, code: str, at: datetime = LATER, ticket: Any = None) -> str:
    """填码，返回为什么没进门，进了门为空。"""
    try:
        sign_in.finish_sign_in(ticket=ticket or waiting(one, at), code=code, session_key="s", ip="10.0.0.1", at=at)
    except BizError as error:
        return error.code
    return ""


def told(one: Authenticator, code: str) -> int:
    return Message.objects.filter(person_id=one.owner.person_id, code=code).count()


def remove(one: Authenticator, code: str, at: datetime = LATER, **given: Any) -> str:
    """解除；返回为什么没有，成了为空。"""
    filled = {"password": PASSWORD, "device_id": one.device.pk, **given}
    try:
        service.remove(by=actor(one.owner), code=code, session_key="k", here=None, at=at, **filled)
    except BizError as error:
        return error.code
    return ""


def test_who_has_it_is_asked_for_it_first_and_no_text_is_sent() -> None:
    """口令对了，要的是动态口令，不发短信；对了进门，留痕说是动态口令。"""
    one = enrolled()
    before = SignInCode.objects.count()
    ticket = waiting(one)
    assert (ticket.is_totp, SignInCode.objects.count()) == (True, before)
    assert finish(one, one.code(), ticket=ticket) == ""
    assert (
        AuditEntry.objects.filter(action="identity.sign_in", username=one.owner.username).latest("id").summary
        == "登录（动态口令）"
    )


def test_the_code_is_the_one_of_the_standard() -> None:
    """照 RFC 6238 另写一遍，算出来的一样；前一步、后一步也认，再远的不认。"""
    one = enrolled()
    counter = struct.pack(">Q", int(LATER.timestamp()) // 30)
    mac = hmac.new(bytes(one.device.key), counter, hashlib.sha1).digest()
    place = mac[-1] & 15
    assert one.code() == f"{(struct.unpack('>I', mac[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"
    far = NOON + STEP * 20
    assert [finish(one, one.code(far + STEP * step), far) for step in (-2, 2)] == ["totp_wrong"] * 2
    assert [finish(one, one.code(far + STEP * step), far) for step in (-1, 0, 1)] == ["", "", ""]


def test_a_code_works_once_and_its_second_use_is_told() -> None:
    """用过的再填：拒绝、留痕、告诉本人（只说一遍）；比它早的也不再认，下一个照样用。"""
    one = enrolled()
    assert finish(one, one.code()) == ""
    assert [finish(one, one.code()), finish(one, one.code(LATER - STEP))] == ["totp_reused"] * 2
    assert told(one, TOTP_REUSED) == 2
    assert finish(one, one.code()) == "totp_reused"
    assert told(one, TOTP_REUSED) == 2
    assert AuditEntry.objects.filter(summary="动态口令又填了一次", result="refused").exists()
    assert finish(one, one.code(LATER + STEP), LATER + STEP) == ""


def test_guesses_are_counted_wherever_they_come_from() -> None:
    """错满十次，连对的也要等十分钟；一天五十次。忘记口令那一页的另外数，耗不掉登录的。"""
    one = enrolled()
    assert [finish(one, one.wrong()) for _ in range(10)] == ["totp_wrong"] * 10
    assert finish(one, one.code()) == "too_many_attempts"
    with pytest.raises(BizError) as error:
        passwords.reset_password(
            code=one.code(), new="short", session_key="s", ip="1", at=LATER, username=one.owner.username, by_totp=True
        )
    assert error.value.code == "password_weak"
    at = LATER + timedelta(minutes=11)
    assert finish(one, one.code(at), at) == ""
    for turn in range(1, 5):
        then = at + timedelta(minutes=11 * turn)
        assert [finish(one, one.wrong(then), then) for _ in range(10)] == ["totp_wrong"] * 10
    last = at + timedelta(hours=2)
    assert finish(one, one.code(last), last) == "too_many_attempts"
    assert SignInFailure.objects.filter(purpose="factor").count() == 50


@pytest.mark.parametrize("change", ["late", "password", "closed"])
def test_the_first_step_does_not_wait_forever(change: str) -> None:
    """放了五分钟、口令又换过、登录停用了的，从头来。"""
    one = enrolled()
    ticket = waiting(one)
    if change == "password":
        passwords.set_password(by=actor(one.owner), login_id=one.owner.login_id, password=NEW, at=LATER)
    if change == "closed":
        close_login(by=BY, login_id=one.owner.login_id, at=LATER)
    at = LATER + timedelta(minutes=5) if change == "late" else LATER
    assert finish(one, one.code(at), at, ticket) == "code_expired"


def test_texts_are_only_the_second_choice_and_the_centre_may_refuse_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """验证器不在手边的可以改用短信；中心不让的不行，短信也找不回口令。"""
    one = enrolled()
    given = {"ip": "10.0.0.1", "session_key": "s", "at": LATER}
    texted = sign_in.send_sms_instead(ticket=waiting(one), **given)
    assert not texted.is_totp
    assert finish(one, code_of(texted), ticket=texted) == ""
    monkeypatch.setattr(sign_in, "sms_beside_totp", lambda at: False)
    monkeypatch.setattr(passwords, "sms_beside_totp", lambda at: False)
    with pytest.raises(BizError) as error:
        sign_in.send_sms_instead(ticket=waiting(one), **given)
    assert error.value.code == "sms_not_allowed"
    code = sent("reset_code", ask_reset(one.owner.username))
    with pytest.raises(BizError) as error:
        passwords.reset_password(
            username=one.owner.username, code=code, new=NEW, session_key="s", ip="10.0.0.9", at=NOON
        )
    assert error.value.code == "reset_refused"
    assert one.owner.login.check_password(PASSWORD)


def test_a_password_reset_by_text_is_not_followed_by_another_text() -> None:
    """口令刚凭短信重设的，登录不能再凭短信：拿到手机卡的人进不来；凭动态口令重设、换过的可以。"""
    one = enrolled()
    given = {"ip": "10.0.0.1", "session_key": "s", "at": LATER}
    passwords.reset_password(
        username=one.owner.username, code=sent("reset_code", ask_reset(one.owner.username)), new=NEW, session_key="s",
        ip="10.0.0.9", at=NOON,
    )  # fmt: skip
    first = {"username": one.owner.username, **given}
    with pytest.raises(BizError) as error:
        sign_in.send_sms_instead(ticket=sign_in.start_sign_in(password=NEW, **first), **given)
    assert error.value.code == "sms_not_allowed"
    fresh = f"{NEW}-2"
    passwords.reset_password(
        code=one.code(), new=fresh, session_key="s", ip="10.0.0.9", at=LATER, username=one.owner.username, by_totp=True
    )
    assert not sign_in.send_sms_instead(ticket=sign_in.start_sign_in(password=fresh, **first), **given).is_totp


def test_a_backup_code_works_once_and_is_told() -> None:
    """备用码进得了门，一个一次；大小写、短横都行；告诉本人还剩几个；库里只有散列。"""
    one = enrolled()
    assert len(set(one.backups)) == 10
    assert finish(one, one.backups[0].lower().replace("-", " ")) == ""
    assert [finish(one, one.backups[0]), finish(one, "ABCD-2345")] == ["totp_reused", "totp_wrong"]
    assert (factors.backup_codes_left(one.owner.login_id), told(one, BACKUP_USED)) == (9, 1)
    kept = " ".join(BackupCode.objects.values_list("code_hash", flat=True))
    assert not [code for code in one.backups if code in kept or code.replace("-", "") in kept]


def test_adding_one_needs_the_password_and_the_present_second_factor() -> None:
    """口令不对、短信码不对的，什么也没有；添第二个要的是动态口令；最多三个。没有填对过一次的不算数。"""
    one = member()
    with pytest.raises(BizError) as error:
        beginning(one, password="wrong-password")
    assert error.value.code == "old_password_wrong"
    with pytest.raises(BizError) as error:
        service.begin(by=actor(one), name="", password=PASSWORD, code="123456", ticket=None, session_key="k", at=NOON)
    assert error.value.code == "code_missing"
    device = beginning(one)
    assert not factors.has_totp(one.login_id)
    with pytest.raises(BizError) as error:
        service.confirm(by=actor(one), code="000000" if code_at(device, NOON) != "000000" else "1", here=None, at=NOON)
    assert error.value.code == "totp_wrong"
    first = enrolled(one)
    for turn in (1, 2):
        at = LATER + STEP * turn * 3
        given = {"by": actor(one), "password": PASSWORD, "ticket": None, "session_key": "k", "at": at}
        added = service.begin(name=f"第{turn + 1}台", code=first.code(at), **given)
        service.confirm(by=actor(one), code=code_at(added, at), here=None, at=at)
    at = LATER + STEP * 12
    with pytest.raises(BizError) as error:
        service.begin(
            by=actor(one), name="", password=PASSWORD, code=first.code(at), ticket=None, session_key="k", at=at
        )
    assert (error.value.code, len(factors.totp_devices(one.login_id))) == ("totp_enough", 3)
    assert finish(first, first.code(at), at) == "", "没有办成的，那个码没有用掉"


def test_what_was_begun_long_ago_is_begun_again() -> None:
    """二维码放了十分钟没有填的，从头来。"""
    one = member()
    device = beginning(one)
    late = NOON + service.SETTING_LIVES
    with pytest.raises(BizError) as error:
        service.confirm(by=actor(one), code=code_at(device, late), here=None, at=late)
    assert error.value.code == "totp_not_begun"


def test_the_change_is_told_and_everything_else_is_signed_out() -> None:
    """添好：正在用的留着，别的设备、令牌都作废，告诉本人，留痕。"""
    one = member()
    here, there = enter(one), enter(one)
    issue_token(login_id=one.login_id, scopes=["person"], at=NOON)
    device = beginning(one)
    service.confirm(by=actor(one), code=code_at(device, NOON), here=row_of(here).pk, at=NOON)
    assert [is_in(here), is_in(there)] == [True, False]
    assert not AccessToken.objects.filter(user_id=one.login_id).exists()
    assert Message.objects.filter(code=TOTP_CHANGED, person_id=one.person_id).count() == 1
    assert AuditEntry.objects.filter(action="identity.totp", summary__contains="添了动态口令").exists()


def test_removing_the_last_one_takes_the_backup_codes_along() -> None:
    """解除要口令和动态口令；别人的解除不了；最后一个没了，备用码也没了，登录又是短信。"""
    one, other = enrolled(), enrolled()
    assert remove(one, one.code(), password="wrong-password") == "old_password_wrong"
    assert remove(one, one.wrong()) == "totp_wrong"
    assert remove(one, one.code(), device_id=other.device.pk) == "totp_not_found"
    assert remove(one, one.code()) == ""
    assert told(one, TOTP_CHANGED) == 2
    assert not BackupCode.objects.filter(login_id=one.owner.login_id).exists()
    assert not waiting(one).is_totp
    assert factors.has_totp(other.owner.login_id)
    assert remove(one, one.backups[0]) == "totp_none"


def test_a_new_batch_of_backup_codes_ends_the_old_one() -> None:
    """换一批：原来的都不能再用。改名只改名。"""
    one = enrolled()
    given = {"by": actor(one.owner), "session_key": "k", "at": LATER}
    fresh = service.new_backups(password=PASSWORD, code=one.code(), **given)
    assert not set(fresh) & set(one.backups)
    assert [finish(one, one.backups[1]), finish(one, fresh[1])] == ["totp_wrong", ""]
    service.rename(by=actor(one.owner), device_id=one.device.pk, name=" 家里的平板 ", at=LATER)
    assert TotpDevice.objects.get(pk=one.device.pk).name == "家里的平板"
    with pytest.raises(BizError) as error:
        service.rename(by=actor(one.owner), device_id=one.device.pk, name=" ", at=LATER)
    assert error.value.code == "totp_name"


def test_a_forgotten_password_is_proven_by_it() -> None:
    """忘记口令：凭动态口令重设，不靠短信；没有这个人、没有动态口令、码不对，答成一样。"""
    one, plain = enrolled(), member()

    def reset(username: str, code: str) -> str:
        try:
            passwords.reset_password(
                code=code, new=NEW, session_key="s", ip="1", at=LATER, username=username, by_totp=True
            )
        except BizError as error:
            return error.said
        return ""

    answers = {reset(name, one.wrong()) for name in (one.owner.username, plain.username, "nobody")}
    assert len(answers) == 1
    assert reset(one.owner.username, one.code()) == ""
    assert one.owner.login.check_password(NEW)
    assert reset(one.owner.username, one.code()) in answers, "用过的也一样"


def test_a_password_is_changed_with_it_instead_of_a_text() -> None:
    """换口令：有动态口令的不用收短信。"""
    one = enrolled()
    passwords.change_password(
        by=actor(one.owner), old=PASSWORD, new=NEW, ticket=None, code=one.code(), session_key="k", at=LATER
    )
    assert one.owner.login.check_password(NEW)


def test_the_key_is_ciphertext_and_follows_the_keys(settings: Any) -> None:
    """全库没有密钥的明文，怎么写的都没有；换密钥也换到它，码照样对。"""
    one = enrolled()
    key, whole = bytes(one.device.key), everything()
    assert len(key) == 20
    assert not [
        form for form in (key.hex(), base64.b32encode(key).decode(), base64.b64encode(key).decode()) if form in whole
    ]
    column = next(found for found in columns() if found.about == "identity_totpdevice.key")
    second_key(settings, bytes(range(32)))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with as_owner():
        assert sum(rotate(column)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT get_byte(key, 0) FROM identity_totpdevice")
        assert cursor.fetchall() == [(2,)]
    assert finish(one, one.code()) == ""


def test_a_closed_login_has_no_way_in_by_it() -> None:
    """停用了的，口令、动态口令都对也进不来。"""
    one = enrolled()
    Login.objects.filter(pk=one.owner.login_id).update(is_active=False)
    with pytest.raises(BizError) as error:
        waiting(one)
    assert error.value.code == "sign_in_refused"

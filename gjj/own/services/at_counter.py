"""柜面替来的人办：恢复停用的登录，解除动态口令，换手机号（两个人）。都要照本人带来的身份证件录号码，写明为什么；自己的不给自己办。

柜面的人的登录管着别人的钱：只有系统管理员替他们办，换号由安全管理员批。
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.crypto.blind import blind_index, index_of, same
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.closable import OWN
from gjj.identity.models import Grant, Login, Person
from gjj.identity.ports import person_teller
from gjj.identity.selectors import scope
from gjj.identity.selectors.factors import has_totp
from gjj.identity.services.logins import reopen_login as identity_reopen
from gjj.identity.services.numbers import Why, put_mobile
from gjj.identity.services.sessions import end_all
from gjj.identity.services.totp import lock_login
from gjj.identity.services.totp_devices import drop_all, tell_changed
from gjj.own.messages import LOGIN_REOPENED
from gjj.own.models import ContactChange
from gjj.periods.days import business_date

MONEY = "没有任何款项变动。"
BY_OWNER = (OWN, "")
"""本人注销的（从前停用的没有写为什么）；中心停用的要两个人恢复（gjj.grants）。"""
MOBILE = "own.mobile"
"""换手机号的审批的种类。"""


@dataclass(frozen=True)
class Visit:
    """本人来了：带来的证件上的号码，为什么办。"""

    id_no: str
    reason: str


@transaction.atomic
def reopen_login(*, by: Actor, login_id: int, visit: Visit, at: datetime) -> None:
    """恢复停用的登录：原来的口令作废，本人凭预留手机号的短信在「忘记口令」自己设新的，柜面不经手口令；告诉本人。

    没有停用的、没有手机号的、证件对不上的、自己的、柜面的人的抛 BizError，什么也不变。
    """
    require(by, "own.reopen_login")
    login = _served(by, login_id, visit, at)
    if login.is_active:
        raise _no("login_open", "这个登录没有停用，不用恢复。", "口令想不起来的，请本人在登录页点「忘记口令」。")
    if login.closed_because not in BY_OWNER:
        raise _no(
            "closed_by_centre",
            "这个登录是中心停用的，柜面恢复不了，没有恢复。",
            "请系统管理员提出恢复，安全管理员批准。",
        )
    if not login.person.mobile:
        raise _no("no_mobile", "没有预留手机号，恢复了也收不到验证码，没有恢复。", "请先办变更手机号，再来恢复。")
    identity_reopen(by=by, login=login, at=at)
    login.password_is_initial = False
    login.set_unusable_password()
    login.save(update_fields=("password_is_initial", "password"))
    person_teller()(
        fact=f"login_reopened:{login.pk}:{at.isoformat()}", template=LOGIN_REOPENED, person_id=login.person_id,
        variables={"username": login.username}, at=at,
    )  # fmt: skip
    _note(by, "own.reopen_login", "login", login.pk, f"恢复登录 {login}", visit, at)


@transaction.atomic
def remove_totp(*, by: Actor, login_id: int, visit: Visit, at: datetime) -> None:
    """解除全部动态口令和备用码：登录又用短信；登录着的设备都退出，令牌作废，告诉本人。

    没有动态口令的、证件对不上的、自己的、柜面的人的抛 BizError，什么也不变。
    """
    require(by, "own.remove_totp")
    login = _served(by, login_id, visit, at)
    if not has_totp(login.pk):
        raise _no(
            "totp_none", "这个登录没有动态口令，不用解除。", "登录用的是口令和短信验证码；收不到短信的，办变更手机号。"
        )
    count = drop_all(login=login, at=at)
    end_all(login_id=login.pk, because="factor_changed", at=at)
    tell_changed(login=login, said="由柜面核对身份证件解除了全部动态口令", at=at)
    _note(by, "own.remove_totp", "login", login.pk, f"解除 {login} 的动态口令 {count} 个", visit, at)


@transaction.atomic
def change_mobile(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的换一个人的预留手机号，当场生效，返回自然人编号；新的、原来的号码都告诉，登录着的设备都退出，没办完的网上换号作废。

    没有批准的抛 LookupError；自己的、柜面的人的不由安全管理员批的、提出以后又换过的抛 BizError。
    """
    require(by, "own.mobile.approve")
    told = sanction(approval, MOBILE, {})
    login = Login.objects.select_for_update().filter(person_id=told.content["person"]).first()
    person = Person.objects.select_for_update().get(pk=told.content["person"])
    check_not_own(by, person)
    if told.proposed_person == person.pk:
        raise own_affair()
    check_rank(by, person, at, "security_admin")
    if not same(index_of(person, "mobile_index") or None, told.before["index"], told.also):
        raise _no("mobile_moved", "提出以后号码又换过，没有换。", "请照现在的号码重新提。")
    because = f"柜面变更手机号（{told.number}，{told.proposed_by} 提）：{told.reason}"[:200]
    number = str(told.whole["to"])
    if not same(blind_index("mobile", number), told.content["index"], told.also):
        raise LookupError(f"审批 {approval} 里的号码不是批的那一个")
    put_mobile(person=person, mobile=number, why=Why(by, "own.mobile", because), at=at)
    if login is not None:
        ContactChange.objects.filter(login=login, kind="mobile", undone_at=None, done_at=None).update(undone_at=at)
        end_all(login_id=login.pk, because="factor_changed", at=at)
    return int(person.pk)


def check_document(person: Person, id_no: str) -> None:
    """照证件录的号码是不是这个人的；对不上抛 document_mismatch（422）。"""
    if blind_index("id_no", "".join(id_no.split()).upper()) != person.id_no_index:
        raise _no(
            "document_mismatch", "录的证件号码和这个人登记的对不上，没有办。", "请照来人的身份证件再录一遍；对不上的不是本人，不能办。",
            422,
        )  # fmt: skip


def check_not_own(by: Actor, person: Person) -> None:
    """自己的不给自己办，换一个登录也一样。"""
    if by.person_id == person.pk:
        raise own_affair()


def check_approver(by: Actor, content: Mapping[str, Any], *, what: str, money: str) -> None:
    """替来柜面的人换的（what），谁批得了：自己的不批，柜面的人的只有安全管理员批，别的人由复核员或主任批；批不了的抛 BizError。"""
    if by.person_id == content["person"]:
        raise own_affair()
    if content["staff"] != (by.role == "security_admin"):
        raise BizError(
            "approval_not_yours", f"柜面的人{what}由安全管理员批，别的人由复核员或主任批，没有批准。", status=403,
            money=money, fix="请有权批的同事登录以后批。",
        )  # fmt: skip


def own_affair() -> BizError:
    """自己的事。"""
    return _no("own_affair", "这是您自己的，不能给自己办，没有办。", "请另一位同事核对您的证件来办。", 403)


def is_staff(person: Person, at: datetime) -> bool:
    """这个人是不是柜面的人：有没有到期的、将来才起的柜面授权也算。"""
    rows = Grant.objects.filter(login__person=person, role__in=COUNTER)
    return rows.exclude(valid_to__lte=business_date(at)).exists()


def check_rank(by: Actor, person: Person, at: datetime, role: str) -> None:
    """柜面的人的，只有 role 办得了；不是柜面的人的不管。"""
    if is_staff(person, at) and by.role != role:
        raise _no(
            "staff_login", "他是柜面的人，登录管着别人的钱，您办不了，没有办。", "请他找系统管理员办，换手机号由安全管理员批。", 403
        )  # fmt: skip


def is_served(by: Actor, person_id: int) -> bool:
    """这个人轮不轮得到他管的网点替办。"""
    return by.scope == "all" or scope.served(by).filter(pk=person_id).exists()


def may_serve(by: Actor, login: Login, at: datetime) -> bool:
    """这个登录轮不轮得到他来办（有没有权限由问的那一处看）：页面上摆不摆那个链接。"""
    if by.person_id == login.person_id or not is_served(by, int(login.person_id)):
        return False
    return by.role == "system_admin" or not is_staff(login.person, at)


def _served(by: Actor, login_id: int, visit: Visit, at: datetime) -> Login:
    """锁住登录，看办不办得了：看得到的人，证件对得上，不是自己，轮得到他办，写了为什么。"""
    if not visit.reason.strip():
        raise _no("reason_missing", "没有写为什么，没有办。", "请写明来人说的情况、核对了什么证件。", 422)
    if not scope.served(by).filter(login__pk=login_id).exists():
        raise _no("login_not_found", "没有这个登录，没有任何改动。", "请从登录的清单里重新选。", 404)
    login = lock_login(login_id)
    check_not_own(by, login.person)
    check_rank(by, login.person, at, "system_admin")
    check_document(login.person, visit.id_no)
    return login


def _no(code: str, detail: str, fix: str, status: int = 409) -> BizError:
    return BizError(code, detail, status=status, money=MONEY, fix=fix)


def _note(by: Actor, action: str, kind: str, pk: int, summary: str, visit: Visit, at: datetime) -> None:
    record(
        by=by, action=action, object_type=kind, object_id=pk, at=at, summary=summary,
        after={"核对": "照本人的身份证件录了号码，一致", "为什么": visit.reason.strip()[:200]},
    )  # fmt: skip

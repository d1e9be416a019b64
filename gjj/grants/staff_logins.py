"""柜面登录的服务：照批准的新建、停用、恢复；一个人先紧急停用，第二个人确认，没有确认的到点自己恢复。

停了就没有第二位系统、安全管理员的不停：授权要他们两种人才给得出去。
"""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from gjj.actors.actor import Actor, system_actor
from gjj.actors.roles import ROLES
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import sanction
from gjj.approvals.services import propose
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.grants import login_errors as errors
from gjj.grants.messages import CLOSED, OPENED, REOPENED, STOPPED
from gjj.grants.parameters import STOP_HOURS
from gjj.grants.permissions import CONFIRMERS
from gjj.identity.assured import papers_seen
from gjj.identity.closable import AGREED, URGENT
from gjj.identity.closable import CLOSED as BECAUSE
from gjj.identity.models import Login, UsedPassword
from gjj.identity.ports import parameters_on, person_teller
from gjj.identity.selectors.grants import holders_of, live_grants
from gjj.identity.services.logins import give_grant, locked_login, make_login, reopen_login, shut_login
from gjj.identity.services.register import PersonDraft, person_of
from gjj.idnumbers import id_card
from gjj.idnumbers import mobile as mobiles
from gjj.periods.days import business_date
from gjj.periods.said import moment_said

KIND = "grants.login"
"""审批的种类。"""
NEEDED = ("system_admin", "security_admin")
SAID = 24
"""短信里原因最多几个字：长的到后台看。"""


@transaction.atomic
def register_staff(*, by: Actor, draft: PersonDraft, at: datetime) -> int:
    """登记要开登录的人，返回编号；登记过的就是他，登记着的号码不动。号码不合规矩、姓名对不上、已有登录、没有手机号的抛 BizError。"""
    require(by, "grants.login.propose")
    found = (("id_no", "证件号码", id_card.problem(draft.id_no)), ("mobile", "手机号", mobiles.problem(draft.mobile)))
    wrong = [
        {"field": field, "code": f"{field}_invalid", "message": f"{title}不对：{problem}。"}
        for field, title, problem in found
        if problem
    ]
    if wrong:
        raise errors.numbers_wrong(wrong)
    person_id = person_of(by=by, draft=draft, at=at)
    known = Login.objects.filter(person_id=person_id).first()
    if known is not None:
        raise errors.has_login(known.username)
    record(
        by=by, action="grants.login.register", object_type="person", object_id=person_id, at=at, summary=f"登记要开登录的人 {draft.name}"
    )  # fmt: skip
    return person_id


@transaction.atomic
def open_staff_login(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的建登录、给岗位，实名核验记提的人看过证件，短信告诉本人去设口令；返回登录的编号。用户名、人那时有了登录的抛 BizError，没有批准的抛 LookupError。"""
    agreed = sanction(approval, KIND, {"do": "open"})
    told, seen = agreed.content, papers_seen(agreed.proposed_by)
    pk = make_login(by=by, username=told["username"], person_id=told["person"], password=None, at=at, verified=seen)
    give_grant(
        by=by, login_id=pk, role=told["role"], scope=told["scope"], at=at, branch_id=told["branch"],
        valid_to=date.fromisoformat(told["until"]),
    )  # fmt: skip
    said = {"username": told["username"], "role": ROLES[told["role"]]}
    person_teller()(fact=f"login_opened:{pk}", template=OPENED, person_id=told["person"], variables=said, at=at)
    return pk


@transaction.atomic
def close_staff_login(*, by: Actor, approval: int, at: datetime) -> None:
    """照批准的停用：各处的会话、令牌当场作废，告诉本人。没有批准的抛 LookupError。"""
    told = sanction(approval, KIND, {"do": "close"}).content
    login = locked_login(told["login"])
    check_not_last_admin(login, business_date(at))
    shut_login(by=by, login=login, because=AGREED, at=at)
    _tell(login, CLOSED, f"closed:{approval}", at)


@transaction.atomic
def reopen_staff_login(*, by: Actor, approval: int, at: datetime) -> None:
    """照批准的恢复，告诉本人。没有批准的抛 LookupError。"""
    told = sanction(approval, KIND, {"do": "reopen"}).content
    login = locked_login(told["login"])
    reopen_login(by=by, login=login, at=at)
    _tell(login, REOPENED, f"reopened:{approval}", at)


@transaction.atomic
def stop_urgently(*, by: Actor, login_id: int, reason: str, at: datetime) -> int:
    """一位安全管理员当场停用一个登录，返回等第二个人确认的那份审批的编号。

    会话、令牌当场作废，原来的口令不能再用（恢复以后本人凭短信重设）；马上短信告诉确认得了的人和本人。
    没有写原因、是自己的、已经停用的、停了就没有管理员的抛 BizError，什么也不停。
    """
    require(by, "grants.login.stop")
    login = locked_login(login_id)
    if login.person_id == by.person_id:
        raise errors.own_login()
    if not reason.strip():
        raise errors.reason_missing()
    if not login.is_active:
        raise errors.closed_already(BECAUSE.get(login.closed_because, ""))
    check_not_last_admin(login, business_date(at))
    ends = at + timedelta(hours=int(parameters_on([STOP_HOURS], on=business_date(at))[STOP_HOURS]))
    _forget_password(login, at)
    shut_login(by=by, login=login, because=URGENT, at=at)
    asked = {"do": "keep", "login": login_id, "stopped_at": at.isoformat(), "until": ends.isoformat()}
    number = propose(by=by, kind=KIND, asked=asked, reason=f"紧急停用：{reason.strip()}", at=at)
    _tell_confirmers(number, login, by, reason, ends, at)
    _tell(login, CLOSED, f"stopped:{number}", at)
    return number


@transaction.atomic
def keep_stopped(*, by: Actor, approval: int, at: datetime) -> None:
    """确认了：不再自己恢复。没有批准的抛 LookupError；已经恢复了的由审批先作废，正批着到点恢复了的抛 login_not_stopped。"""
    told = sanction(approval, KIND, {"do": "keep"}).content
    login = locked_login(told["login"])
    if (login.closed_because, login.closed_at) != (URGENT, datetime.fromisoformat(told["stopped_at"])):
        raise errors.not_just_stopped()
    check_not_last_admin(login, business_date(at))
    login.closed_because = AGREED
    login.save(update_fields=("closed_because",))
    record(
        by=by, action="grants.login.keep", object_type="login", object_id=login.pk, at=at, summary=f"确认了紧急停用 {login}"
    )  # fmt: skip


@transaction.atomic
def lift_stop(*, by: Actor, login_id: int, stopped_at: datetime, at: datetime) -> bool:
    """紧急停用没有确认的恢复，返回恢复了没有；已经恢复的、确认了的、后来本人注销或又停了一次的不动。"""
    login = locked_login(login_id)
    if login.closed_because != URGENT or login.closed_at != stopped_at:
        return False
    reopen_login(by=by, login=login, at=at)
    record(
        by=by, action="grants.login.lift", object_type="login", object_id=login.pk, at=at, summary=f"紧急停用没有确认，恢复 {login}"
    )  # fmt: skip
    _tell(login, REOPENED, f"lifted:{login.pk}:{stopped_at.isoformat()}", at)
    return True


def lift_due(at: datetime) -> int:
    """到点没有人确认的恢复，返回恢复几个；跑多少遍都一样。"""
    waiting = Proposal.objects.filter(kind=KIND, status="proposed", content__do="keep").values_list(
        "content", flat=True
    )
    due = [one for one in waiting if datetime.fromisoformat(one["until"]) <= at]
    by = system_actor()
    return sum(
        lift_stop(by=by, login_id=one["login"], stopped_at=datetime.fromisoformat(one["stopped_at"]), at=at) for one in due
    )  # fmt: skip


def check_not_last_admin(login: Login, today: date) -> None:
    """停了他就没有系统管理员、安全管理员的，抛 last_admin（409）；登录由调用者锁住，两位互相停的一先一后。"""
    _admins_one_at_a_time()
    held = live_grants(today, of_closed=True).filter(login=login, role__in=NEEDED, scope="all")
    mine = set(held.values_list("role", flat=True))
    for role in NEEDED:
        if role in mine and not live_grants(today).filter(role=role, scope="all").exclude(login=login).exists():
            raise errors.last_admin(ROLES[role])


def _admins_one_at_a_time() -> None:
    """数还剩几位管理员的一个一个来：两位管理员各锁着对方的登录，谁也看不到对方正在停谁。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('grants.last_admin', 0))")


def _forget_password(login: Login, at: datetime) -> None:
    """原来的口令不能再用，也不能再换回去。"""
    if login.has_usable_password():
        UsedPassword.objects.create(login=login, password=login.password, set_at=at)
        login.set_unusable_password()
        login.save(update_fields=("password",))


def _tell(login: Login, template: str, fact: str, at: datetime) -> None:
    told = {"username": login.username[:20]}
    person_teller()(fact=fact, template=template, person_id=login.person_id, variables=told, at=at)


def _tell_confirmers(number: int, login: Login, by: Actor, reason: str, ends: datetime, at: datetime) -> None:
    """确认得了的人各一条短信；停的人、被停的人自己没有。"""
    told = {
        "who": by.name[:20], "whose": login.person.name[:20], "username": login.username[:20],
        "why": reason.strip().rstrip("。")[:SAID], "number": Proposal(pk=number).number, "until": moment_said(ends),
    }  # fmt: skip
    for person in holders_of(CONFIRMERS, business_date(at)):
        if person not in (by.person_id, login.person_id):
            person_teller()(fact=f"login_stopped:{number}", template=STOPPED, person_id=person, variables=told, at=at)

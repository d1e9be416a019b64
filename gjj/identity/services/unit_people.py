"""本单位的人：单位管理员任命经办、复核、只读、管理员，改任、延期、收回。

锁的先后：单位 → 登录。同一个单位的任命、收回一件一件来，两位管理员同时收回对方，只成一个：单位总有一位没有截止日的管理员。
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES, UNIT_ADMIN, UNIT_WORK
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity import unit_people_errors as errors
from gjj.identity.messages import APPOINTED, DISMISSED
from gjj.identity.models import Grant, Login
from gjj.identity.ports import person_teller
from gjj.identity.selectors.grants import last_day_said, live_grants
from gjj.identity.selectors.people import employer_name
from gjj.identity.selectors.unit_people import has_other_places
from gjj.identity.services.logins import locked_login, make_login, write_grant
from gjj.identity.services.register import PersonDraft, lock_employer, person_of
from gjj.identity.usernames import is_username
from gjj.idnumbers import id_card
from gjj.idnumbers import mobile as mobiles
from gjj.periods.days import business_date, day_after


@dataclass(frozen=True)
class Appointed:
    """任命的结果：授权编号、新建的登录的用户名（用原来登录的为空：他自己的用户名不告诉单位）、登录是不是新建的。"""

    grant_id: int
    username: str
    is_new: bool


def check_appointment(*, by: Actor, person: PersonDraft, username: str, role: str, until: date | None, at: datetime) -> None:  # fmt: skip
    """任命以前核对一遍：号码、用户名、身份、期限写得不对的一次说全，抛 BizError。

    什么也不做，只看填的样子：这个人有没有登录、叫什么，要真的任命（留审计）才说得出。
    """
    require(by, "identity.unit.appoint")
    found = _faults(person, role, until, business_date(at))
    if username and not is_username(username):
        found.append(errors.username_wrong())
    if found:
        raise errors.together(found)


def check_role(*, by: Actor, role: str, until: date | None, at: datetime) -> None:
    """改任、延期以前核对一遍：身份、期限不对的抛 BizError；什么也不做。"""
    require(by, "identity.unit.appoint")
    _check_role(role, until, business_date(at))


@transaction.atomic
def appoint(*, by: Actor, person: PersonDraft, username: str, role: str, until: date | None, at: datetime) -> Appointed:
    """任命一个人：没有登录的建一个，口令由本人凭短信设；已有登录的用原来的。until 是最后有效的一天，空是没有截止日。

    号码、姓名对不上，用户名有人用，期限过去了，是自己，已经是这样抛 BizError。经办、复核、只读一人只当一种，改任从今天起。
    """
    require(by, "identity.unit.appoint")
    today = business_date(at)
    if found := _faults(person, role, until, today):
        raise errors.together(found)
    employer_id = _lock(by)
    login, is_new = _login_of(by, person, username, at)
    if login.person_id == by.person_id:
        raise errors.own_role()
    grant_id = _hold(by, login, role, until, employer_id, at)
    return Appointed(grant_id, login.username if is_new else "", is_new)


@transaction.atomic
def reappoint(*, by: Actor, grant_id: int, role: str, until: date | None, at: datetime) -> int:
    """改任、延期：这个人从今天起当 role，到 until（含）止；返回现在那项授权的编号。不是本单位的、是自己的、没有变的抛 BizError。"""
    require(by, "identity.unit.appoint")
    employer_id = _lock(by)
    held = _held(employer_id, grant_id, at)
    _check_role(role, until, business_date(at))
    login = locked_login(held.login_id)
    if login.person_id == by.person_id:
        raise errors.own_role()
    return _hold(by, login, role, until, employer_id, at)


@transaction.atomic
def dismiss(*, by: Actor, grant_id: int, at: datetime) -> None:
    """收回一个身份：下一次请求就进不来；已经收回的照样答成。最后一位管理员的收不回，抛 last_unit_admin。"""
    require(by, "identity.unit.dismiss")
    employer_id, today = _lock(by), business_date(at)
    grant = Grant.objects.select_related("login__person").filter(pk=grant_id, employer_id=employer_id).first()
    if grant is None:
        raise errors.not_of_the_unit()
    if grant.valid_to is not None and grant.valid_to <= today:
        return
    if grant.role == UNIT_ADMIN and not _other_admins(employer_id, grant.login_id, today):
        raise errors.last_unit_admin()
    _end(grant, today)
    _record(by, grant, "identity.unit.dismiss", at, f"收回{_who(grant)}的{ROLES[grant.role]}", before=_facts(grant))
    person_teller()(
        fact=f"dismissed:{grant.pk}:{at.isoformat()}", template=DISMISSED, person_id=grant.login.person_id,
        variables={"unit": employer_name(employer_id), "role": ROLES[grant.role]}, at=at,
    )  # fmt: skip


def _lock(by: Actor) -> int:
    """锁住办事人自己的单位，返回编号。"""
    if by.employer_id is None:
        raise errors.not_of_the_unit()
    lock_employer(by.employer_id)
    return by.employer_id


def _faults(person: PersonDraft, role: str, until: date | None, today: date) -> list[BizError]:
    """填得不对的几处：号码、身份和期限。"""
    found = (("id_no", "证件号码", id_card.problem(person.id_no)), ("mobile", "手机号", mobiles.problem(person.mobile)))
    wrong = [
        {"field": field, "code": f"{field}_invalid", "message": f"{title}不对：{problem}。"}
        for field, title, problem in found
        if problem
    ]
    faults = [errors.numbers_wrong(wrong)] if wrong else []
    try:
        _check_role(role, until, today)
    except BizError as error:
        faults.append(error)
    return faults


def _check_role(role: str, until: date | None, today: date) -> None:
    if role not in (*UNIT_WORK, UNIT_ADMIN):
        raise errors.no_such_role()
    if role == UNIT_ADMIN and until is not None:
        raise errors.admin_has_no_end()
    if until is not None and (until < today or until == date.max):
        raise errors.until_is_past(today)


def _login_of(by: Actor, person: PersonDraft, username: str, at: datetime) -> tuple[Login, bool]:
    """这个人的登录：有的用原来的，没有的建一个。登录以后靠短信设口令，有登录而没有预留手机号的要先到柜面登记。"""
    known = _known(person.id_no)
    if known is None:
        made = _made(by, person, username, at)
        if made is not None:
            return locked_login(made), True
        known = _known(person.id_no)
    if known is None:
        raise errors.username_taken(username)
    if known.person.name != person.name:
        raise errors.named_otherwise()
    if not known.is_active:
        raise errors.login_is_closed()
    if not known.person.mobile:
        raise errors.no_mobile()
    return locked_login(known.pk), False


def _known(id_no: str) -> Login | None:
    """这个证件号码的人的登录。"""
    found = Login.objects.select_related("person").filter(person__id_no_index=blind_index("id_no", id_no))
    return found.first()


def _made(by: Actor, person: PersonDraft, username: str, at: datetime) -> int | None:
    """建一个，返回编号；用户名有人用，或者同一刻别的单位、他本人刚给他建好了的，没有建，为空。"""
    if not is_username(username):
        raise errors.username_wrong()
    person_id = person_of(by=by, draft=person, at=at)
    try:
        with transaction.atomic():
            return make_login(by=by, username=username, person_id=person_id, password=None, at=at)
    except IntegrityError:
        return None
    except BizError as error:
        if error.code not in ("username_taken", "login_exists"):
            raise
        return None


def _hold(by: Actor, login: Login, role: str, until: date | None, employer_id: int, at: datetime) -> int:
    """这个人从今天起当 role：同一种的改期限，另一种的收回原来的再给；管理员是另加的。"""
    today = business_date(at)
    valid_to = None if until is None else day_after(until)
    kinds = (UNIT_ADMIN,) if role == UNIT_ADMIN else UNIT_WORK
    held = list(
        Grant.objects.filter(_open_on(today), login=login, employer_id=employer_id, role__in=kinds).order_by("id")
    )
    same = next((one for one in held if one.role == role and one.valid_from <= today), None)
    if same is not None and same.valid_to == valid_to and len(held) == 1:
        raise errors.already_so(ROLES[role])
    before = _facts(held[0]) if held else {}
    for one in held:
        if one is not same:
            _end(one, today)
    if same is not None:
        grant = same
        grant.valid_to = valid_to
        grant.save(update_fields=("valid_to",))
    else:
        grant = Grant(
            login=login, role=role, scope="employer", employer_id=employer_id, valid_from=today, valid_to=valid_to
        )
        write_grant(grant)
    said = f"任命{_who(grant)}为{ROLES[role]}，{last_day_said(valid_to)}"
    _record(by, grant, "identity.unit.appoint", at, said, before=before, after=_facts(grant))
    person_teller()(
        fact=f"appointed:{grant.pk}:{at.isoformat()}", template=APPOINTED, person_id=login.person_id,
        variables={
            "unit": employer_name(employer_id), "role": ROLES[role], "until": last_day_said(valid_to),
            "username": login.username,
        }, at=at,
    )  # fmt: skip
    return int(grant.pk)


def _held(employer_id: int, grant_id: int, at: datetime) -> Grant:
    """本单位现在有效的一项；别的当作没有。"""
    grant = live_grants(business_date(at)).filter(pk=grant_id, employer_id=employer_id).first()
    if grant is None:
        raise errors.not_of_the_unit()
    return grant


def _open_on(day: date) -> Q:
    """没有到期、没有收回的，包括还没开始的。"""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def _other_admins(employer_id: int, login_id: int, today: date) -> bool:
    """除了他，还有没有一位没有截止日的管理员；单位由调用者锁住。"""
    others = live_grants(today).filter(employer_id=employer_id, role=UNIT_ADMIN, valid_to=None)
    return others.exclude(login_id=login_id).exists()


def _end(grant: Grant, today: date) -> None:
    grant.valid_to = max(today, grant.valid_from)
    grant.save(update_fields=("valid_to",))


def _who(grant: Grant) -> str:
    """姓名；只有本单位身份的登录带用户名，他另有个人大厅、别的单位的，用户名是他自己的事。"""
    name = str(grant.login.person.name)
    return name if has_other_places(grant.login_id, grant.employer_id or 0) else f"{name}（{grant.login.username}）"


def _facts(grant: Grant) -> dict[str, str]:
    return {"身份": ROLES[grant.role], "期限": last_day_said(grant.valid_to)}


def _record(
    by: Actor, grant: Grant, action: str, at: datetime, said: str, *, before: dict[str, str],
    after: dict[str, str] | None = None,
) -> None:  # fmt: skip
    record(
        by=by, action=action, object_type="grant", object_id=grant.pk, at=at, summary=said, before=before,
        after=after or {},
    )  # fmt: skip

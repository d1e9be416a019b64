"""登记自然人、单位、网点、登录和授权。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.models import Branch, Employer, Grant, Login, Person, SmsDevice
from gjj.identity.pinyin import reading
from gjj.idnumbers import uscc as credit_codes
from gjj.periods.days import business_date


@dataclass(frozen=True)
class PersonDraft:
    """待登记的自然人。"""

    name: str
    id_no: str
    mobile: str = ""
    bank_card: str = ""


def _person(draft: PersonDraft, at: datetime) -> Person:
    pinyin, initials = reading(draft.name)
    return Person(
        name=draft.name,
        name_pinyin=pinyin,
        name_initials=initials,
        id_no=draft.id_no,
        id_no_index=blind_index("id_no", draft.id_no),
        mobile=draft.mobile or None,
        mobile_index=blind_index("mobile", draft.mobile) if draft.mobile else None,
        bank_card=draft.bank_card or None,
        bank_card_index=blind_index("bank_card", draft.bank_card) if draft.bank_card else None,
        created_at=at,
    )


@transaction.atomic
def register_persons(*, by: Actor, drafts: Sequence[PersonDraft], at: datetime) -> dict[str, int]:
    """登记一批自然人，返回 证件号盲索引 → 编号；已经登记过的取原来的，姓名不改，空着的手机号补上。"""
    people = [_person(draft, at) for draft in drafts]
    Person.objects.bulk_create(people, ignore_conflicts=True, batch_size=2000)
    wanted = {person.id_no_index: person for person in people}
    known = Person.objects.filter(id_no_index__in=wanted).only("id", "id_no_index", "mobile_index")
    found = {person.id_no_index: person for person in known}
    empty = [person for index, person in found.items() if not person.mobile_index and wanted[index].mobile_index]
    for person in empty:
        person.mobile, person.mobile_index = wanted[person.id_no_index].mobile, wanted[person.id_no_index].mobile_index
    if empty:
        Person.objects.bulk_update(empty, ("mobile", "mobile_index"), batch_size=500)
    return {index: int(person.pk) for index, person in found.items()}


@transaction.atomic
def register_employer(*, by: Actor, uscc: str, name: str, at: datetime) -> int:
    """登记单位，返回编号；代码不合规或已登记抛 BizError。"""
    require(by, "identity.manage")
    problem = credit_codes.problem(uscc)
    if problem:
        raise BizError("uscc_invalid", f"统一社会信用代码不对：{problem}。没有登记。", article="GB32100")
    if Employer.objects.filter(uscc=uscc).exists():
        raise BizError("employer_exists", "这个统一社会信用代码已经登记过单位，没有重复登记。", status=409)
    employer = Employer.objects.create(uscc=uscc, name=name, name_pinyin=reading(name)[0], created_at=at)
    record(by=by, action="identity.register_employer", object_type="employer", object_id=employer.pk, at=at, summary=f"登记单位 {name}")
    return int(employer.pk)


@transaction.atomic
def register_branch(*, by: Actor, code: str, name: str, area: str = "*") -> int:
    """登记网点，返回编号；代码已有时取原来的。"""
    require(by, "identity.manage")
    branch, _ = Branch.objects.get_or_create(code=code, defaults={"name": name, "area": area})
    return int(branch.pk)


@transaction.atomic
def create_login(*, by: Actor, username: str, person_id: int, password: str | None, at: datetime) -> int:
    """建登录并配短信因子，返回编号；没给口令的先登不进，等设口令。口令太弱抛 BizError。"""
    require(by, "identity.manage")
    if Login.objects.filter(username=username).exists():
        raise BizError("username_taken", f"用户名 {username} 已经有人用，没有新建。", status=409)
    login = Login(username=username, person_id=person_id, created_at=at)
    if password is None:
        login.set_unusable_password()
    else:
        login.password = checked_password(password, login)
    login.save()
    SmsDevice.objects.create(user=login, name="短信验证码")
    record(by=by, action="identity.create_login", object_type="login", object_id=login.pk, at=at, summary=f"新建登录 {username}")
    return int(login.pk)


def checked_password(password: str, login: Login) -> str:
    """够强的口令的散列；不够强抛 BizError。"""
    try:
        validate_password(password, login)
    except ValidationError as error:
        raise BizError("password_weak", "口令不够安全：" + "；".join(error.messages) + "。没有设置。") from error
    return make_password(password)


@transaction.atomic
def give_grant(
    *,
    by: Actor,
    login_id: int,
    role: str,
    scope: str,
    at: datetime,
    employer_id: int | None = None,
    branch_id: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> int:
    """给一项授权，返回编号；起始日不写就是今天。"""
    require(by, "identity.manage")
    grant = Grant.objects.create(
        login_id=login_id,
        role=role,
        scope=scope,
        employer_id=employer_id,
        branch_id=branch_id,
        valid_from=valid_from or business_date(at),
        valid_to=valid_to,
    )
    record(by=by, action="identity.give_grant", object_type="grant", object_id=grant.pk, at=at, summary=f"授权 {grant}")
    return int(grant.pk)

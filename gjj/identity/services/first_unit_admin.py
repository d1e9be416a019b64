"""单位的第一个人：开户时登记的那一位，是经办也是管理员，以后的人由他任命。"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.actors.roles import UNIT_ADMIN
from gjj.identity.models import Grant
from gjj.identity.services.logins import locked_login, login_of, note_given, write_grant
from gjj.identity.services.register import PersonDraft, person_of
from gjj.periods.days import business_date

FIRST_ROLES = ("unit_agent", UNIT_ADMIN)


@dataclass(frozen=True)
class FirstAdministrator:
    """第一个人：自然人、用户名，登录是不是新建的（新建的还没有口令，本人凭短信设）。"""

    person_id: int
    username: str
    is_new: bool


@transaction.atomic
def first_administrator(
    *, by: Actor, employer_id: int, person: PersonDraft, username: str, at: datetime, seen_by: str = ""
) -> FirstAdministrator:
    """登记单位的第一个人：有登录的用原来的，没有的建一个。谁能办由调用者先问过。

    姓名和证件号码对不上、登录停用了、用户名有别人用抛 BizError。依据：单位开户时出示的身份证件，seen_by 是谁看的。
    """
    person_id = person_of(by=by, draft=person, at=at)
    login_id, known_as, is_new = login_of(by=by, username=username, person_id=person_id, at=at, seen_by=seen_by)
    login = locked_login(login_id)
    for role in FIRST_ROLES:
        grant = Grant(
            login=login, role=role, scope="employer", employer_id=employer_id, valid_from=business_date(at)
        )  # fmt: skip
        if write_grant(grant):
            note_given(by, grant, at)
    return FirstAdministrator(person_id, known_as, is_new)

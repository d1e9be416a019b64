"""演员表：演示登录和他们的身份。口令都一样，证件号按种子造。"""

from dataclasses import dataclass
from datetime import date, datetime

from gjj.actors.actor import Actor, system_actor
from gjj.actors.roles import HALL_OF, UNIT_ADMIN
from gjj.identity.services.consents import agree
from gjj.identity.services.passwords import plant_demo_password
from gjj.identity.services.register import PersonDraft, create_login, give_grant, register_persons
from gjj.identity.terms import TERMS
from gjj.management.city.people import Someone

PASSWORD = "Demo@2026"
"""演示登录的口令（只在演示环境）。"""

STAFF: tuple[tuple[str, str, str], ...] = (
    ("teller1", "teller", "窗口一"),
    ("teller2", "teller", "窗口二"),
    ("reviewer1", "reviewer", "复核一"),
    ("manager1", "manager", "主任一"),
    ("finance1", "accountant", "会计一"),
    ("finance2", "accountant", "会计二"),
    ("auditor1", "auditor", "审计一"),
    ("admin", "system_admin", "系统管理员"),
    ("security", "security_admin", "安全管理员"),
)
BRANCHES = (("01", "城区管理部"), ("02", "城东管理部"), ("03", "高新管理部"))
"""管理部：代码、名称；单位轮着归它们。"""
BRANCH_STAFF = (("teller-east", "teller", "城东窗口"), ("reviewer-east", "reviewer", "城东复核"))
"""只管城东管理部（第二个）的人。"""


@dataclass(frozen=True)
class DemoLogin:
    """一个演示登录，写进 demo-accounts.json。"""

    username: str
    role: str
    name: str
    mobile: str
    hall: str


def enrol(
    someone: Someone, username: str, role: str, scope: str, at: datetime, since: date, *, employer_id: int | None = None,
    branch_id: int | None = None,
) -> DemoLogin:  # fmt: skip
    """登记一个人、一个登录、一项授权。"""
    by: Actor = system_actor()
    people = register_persons(by=by, drafts=[PersonDraft(someone.name, someone.id_no, someone.mobile)], at=at)
    person = next(iter(people.values()))
    # 演示的口令是公开的一个，谁都用它：不要求先换成自己的
    login = create_login(by=by, username=username, person_id=person, password=None, at=at)
    plant_demo_password(by=by, login_id=login, password=PASSWORD, at=at)
    agree(by=by, login_id=login, version=TERMS, at=at)
    # 单位的经办同时是管理员，和开户时的第一个人一样
    for one in (role, UNIT_ADMIN) if role == "unit_agent" else (role,):
        give_grant(
            by=by, login_id=login, role=one, scope=scope, at=at, employer_id=employer_id, branch_id=branch_id,
            valid_from=since,
        )  # fmt: skip
    return DemoLogin(username, role, someone.name, someone.mobile, HALL_OF[role])

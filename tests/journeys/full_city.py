"""把一座城摆满：各处都有一件，走遍各页的走得到每一页。在那座城的库里，用真的办事函数办。"""

import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.live import City, with_database

if TYPE_CHECKING:
    from gjj.actors.actor import Actor
    from gjj.periods.month import Month

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = "import django; django.setup(); from tests.journeys.full_city import fill; fill()"
TOKEN = "walking-through-the-first-door-0123456789"
"""首位管理员的一次性链接。"""


def fill_city(city: City) -> None:
    """另起一个进程连上那座城的库，摆好。"""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test", "PYTHONPATH": str(ROOT),
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], city.database),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", RUN], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def fill() -> None:
    """摆满：两个大厅各有办过的、办着的，首位管理员的链接还开着；王五的口令是别人设的。"""
    from gjj import clock
    from gjj.identity.models import FirstAdminLink, Login

    at = clock.now()
    _act_for_unit(at)
    _act_for_owner(at)
    Login.objects.filter(username="wangwu").update(password_is_initial=True)  # 口令是柜面替他设的
    FirstAdminLink.objects.create(
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(), expires_at=at + timedelta(hours=1)
    )


def _actor(username: str) -> "Actor":
    """这个登录的头一个身份，在他的大厅里办。"""
    from gjj import clock
    from gjj.actors.roles import HALL_OF
    from gjj.identity.selectors.grants import actor_of, grants_of, login_by_username
    from gjj.web.access import CHANNEL_OF_HALL

    login = login_by_username(username)
    grant = grants_of(login, clock.today())[0]
    return actor_of(login, grant, channel=CHANNEL_OF_HALL[HALL_OF[grant.role]], level=1, ip="127.0.0.1")


def _month_of(agent: "Actor") -> "Month":
    """甲公司应办的月份。"""
    from deposits.models import EmployerAccount
    from deposits.selectors.overview import unit_month
    from gjj import clock

    return unit_month(EmployerAccount.objects.get(employer_id=agent.employer_id), clock.today()).month


def _act_for_unit(at: datetime) -> None:
    """甲公司：调了比例，确认了本月清册，一位经办走了、办过交接，提了开双人复核，有一条消息。"""
    from deposits.services.adjust_ratio import adjust_ratio
    from deposits.services.confirm_list import confirm_change_list
    from deposits.services.decide_review import switch_review
    from deposits.services.hand_over import hand_over
    from deposits.services.same_as_last_month import file_same_as_last_month
    from gjj.declarations.errors import BizError
    from gjj.identity.services.register import PersonDraft
    from gjj.identity.services.unit_people import appoint
    from gjj.management.city.people import id_number
    from tests.situations import told

    agent = _actor("unit-a")
    month = _month_of(agent)
    adjust_ratio(by=agent, employer_ratio=Decimal(11), personal_ratio=Decimal(11), at=at)
    filed = file_same_as_last_month(by=agent, month=month, at=at)
    confirm_change_list(by=agent, change_list_id=filed.change_list_id, at=at)
    gone = PersonDraft("祝离职", id_number(date(1985, 3, 4), 9003), "13911110003")
    left = appoint(by=agent, person=gone, username="zhu-left", role="unit_agent", until=None, at=at)
    hand_over(by=agent, grant_id=left.grant_id, successor_id=agent.grant_id or 0, at=at)
    with suppress(BizError):
        switch_review(by=agent, is_on=True, at=at)
    told(employer_id=agent.employer_id, at=at, fact="walk:unit")


def _act_for_owner(at: datetime) -> None:
    """张三：对本月的申报提了异议，开了缴存证明，另有一份没有提交的单位开户申请，有一条消息。"""
    from deposits.models import Account
    from deposits.rules.filing_flag import filing_id
    from deposits.services.flags import raise_flag
    from deposits.services.print_papers import print_certificate
    from tests.situations import told

    agent, owner = _actor("unit-a"), _actor("zhangsan")
    month = _month_of(agent)
    account = Account.objects.get(person_id=owner.person_id, employer_account__employer_id=agent.employer_id)
    number = filing_id(account.pk, month)
    raise_flag(by=owner, number=number, field="base", claimed="9000.00", text="七月起工资调了", at=at)
    print_certificate(by=owner, at=at)
    _draft_opening(owner, month, at)
    told(person_id=owner.person_id, at=at, fact="walk:own")


def _draft_opening(owner: "Actor", month: "Month", at: datetime) -> None:
    """填好、没有提交的单位开户申请。"""
    from deposits.items import PAPERS
    from deposits.rules.unit_draft import UnitDraft
    from deposits.services.application_papers import Paper
    from deposits.services.apply_opening import save_application
    from gjj.identity.models import Person
    from gjj.management.city.people import credit_code
    from gjj.periods.days import business_date

    someone = Person.objects.get(pk=owner.person_id)
    opening = UnitDraft(
        uscc=credit_code(960_001), unit_name="张三授权来开的公司", employer_ratio=Decimal(8), personal_ratio=Decimal(8),
        first_month=month, bank_account="6200000000009601", name=someone.name, id_no=str(someone.id_no), mobile=str(someone.mobile),
        new_username="", registered_address="明川市滨江路 9 号", legal_representative="司马示范",
        founded_on=business_date(at) - timedelta(days=60),
    )  # fmt: skip
    papers = {code: Paper(f"{title}.pdf", b"%PDF-1.7 demo") for code, title in PAPERS}
    save_application(by=owner, draft=opening, papers=papers, at=at)

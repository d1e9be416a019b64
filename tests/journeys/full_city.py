"""把一座城摆满：各处都有一件，走遍各页的走得到每一页。在那座城的库里，用真的办事函数办。"""

import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from tests.live import City, with_database

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
    """甲公司调了比例、确认了本月清册，张三提了异议、开了缴存证明，另有一份没有提交的单位开户申请；一位经办走了、办过交接，提了开双人复核；两边各有一条消息；首位管理员的链接还开着；王五的口令是别人设的。"""
    from deposits.items import PAPERS
    from deposits.models import Account, EmployerAccount
    from deposits.rules.filing_flag import filing_id
    from deposits.rules.unit_draft import UnitDraft
    from deposits.selectors.overview import unit_month
    from deposits.services.adjust_ratio import adjust_ratio
    from deposits.services.application_papers import Paper
    from deposits.services.apply_opening import save_application
    from deposits.services.confirm_list import confirm_change_list
    from deposits.services.decide_review import switch_review
    from deposits.services.flags import raise_flag
    from deposits.services.hand_over import hand_over
    from deposits.services.print_papers import print_certificate
    from deposits.services.same_as_last_month import file_same_as_last_month
    from gjj import clock
    from gjj.actors.actor import Actor
    from gjj.actors.roles import HALL_OF
    from gjj.declarations.errors import BizError
    from gjj.identity.models import FirstAdminLink, Login, Person
    from gjj.identity.selectors.grants import actor_of, grants_of, login_by_username
    from gjj.identity.services.register import PersonDraft
    from gjj.identity.services.unit_people import appoint
    from gjj.management.city.people import credit_code, id_number
    from gjj.web.access import CHANNEL_OF_HALL
    from tests.situations import told

    at, on = clock.now(), clock.today()

    def actor(username: str) -> Actor:
        login = login_by_username(username)
        grant = grants_of(login, on)[0]
        return actor_of(login, grant, channel=CHANNEL_OF_HALL[HALL_OF[grant.role]], level=1, ip="127.0.0.1")

    agent, owner = actor("unit-a"), actor("zhangsan")
    unit = EmployerAccount.objects.get(employer_id=agent.employer_id)
    month = unit_month(unit, on).month
    adjust_ratio(by=agent, employer_ratio=Decimal(11), personal_ratio=Decimal(11), at=at)
    filed = file_same_as_last_month(by=agent, month=month, at=at)
    confirm_change_list(by=agent, change_list_id=filed.change_list_id, at=at)
    number = filing_id(Account.objects.get(person_id=owner.person_id, employer_account=unit).pk, month)
    raise_flag(by=owner, number=number, field="base", claimed="9000.00", text="七月起工资调了", at=at)
    Login.objects.filter(username="wangwu").update(password_is_initial=True)  # 口令是柜面替他设的
    gone = PersonDraft("祝离职", id_number(date(1985, 3, 4), 9003), "13911110003")
    left = appoint(by=agent, person=gone, username="zhu-left", role="unit_agent", until=None, at=at)
    hand_over(by=agent, grant_id=left.grant_id, successor_id=agent.grant_id or 0, at=at)
    with suppress(BizError):
        switch_review(by=agent, is_on=True, at=at)
    print_certificate(by=owner, at=at)
    someone = Person.objects.get(pk=owner.person_id)
    opening = UnitDraft(
        uscc=credit_code(960_001), unit_name="张三授权来开的公司", employer_ratio=Decimal(8), personal_ratio=Decimal(8),
        first_month=month, bank_account="6200000000009601", name=someone.name, id_no=str(someone.id_no), mobile=str(someone.mobile),
        new_username="", registered_address="明川市滨江路 9 号", legal_representative="司马示范", founded_on=on - timedelta(days=60),
    )  # fmt: skip
    papers = {code: Paper(f"{title}.pdf", b"%PDF-1.7 demo") for code, title in PAPERS}
    save_application(by=owner, draft=opening, papers=papers, at=at)
    told(employer_id=agent.employer_id, at=at, fact="walk:unit")
    told(person_id=owner.person_id, at=at, fact="walk:own")
    FirstAdminLink.objects.create(
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(), expires_at=at + timedelta(hours=1)
    )

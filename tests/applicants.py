"""网上申请单位开户的人：注册了个人大厅、实名核验过，还没有公积金账户也行；和一份提交了的申请。"""

from datetime import date
from decimal import Decimal
from itertools import count

from deposits.items import PAPERS
from deposits.rules.unit_draft import UnitDraft
from deposits.services.application_papers import Paper
from deposits.services.apply_opening import save_application, submit_application
from gjj.actors.actor import Actor, system_actor
from gjj.identity.models import Grant, Login, Person
from gjj.identity.selectors.grants import actor_of
from gjj.identity.services.logins import create_login, give_grant
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.management.city.people import credit_code
from tests import situations as s

_serial = count(970_001)


def applicant() -> Actor:
    """一个还没有替单位申请过的人。"""
    by, one = system_actor(), s.worker()
    people = register_persons(by=by, drafts=[PersonDraft(one.name, one.id_no, one.mobile)], at=s.NOON)
    login_id = create_login(
        by=by, username=f"applicant-{next(_serial)}", person_id=next(iter(people.values())), password=s.PASSWORD, at=s.NOON,
        is_own=True,
    )  # fmt: skip
    own = give_grant(by=by, login_id=login_id, role="person", scope="self", at=s.NOON, valid_from=date(2020, 1, 1))
    login, grant = Login.objects.get(pk=login_id), Grant.objects.get(pk=own)
    return actor_of(login, grant, channel="personal_hall", level=2, ip="127.0.0.1")


def applied() -> int:
    """一份网上提交了的单位开户申请，等核对；返回办件的编号。"""
    by, serial = applicant(), next(_serial)
    who = Person.objects.get(pk=by.person_id)
    draft = UnitDraft(
        uscc=credit_code(serial), unit_name=f"等核对的示范公司{s.in_han(serial)}", employer_ratio=Decimal(8),
        personal_ratio=Decimal(8), first_month=s.NOVEMBER, bank_account=f"62000000{serial:08d}", name=who.name,
        id_no=str(who.id_no), mobile=str(who.mobile), new_username="", registered_address="明川市滨江路 9 号",
        legal_representative="司马示范", founded_on=s.TODAY,
    )  # fmt: skip
    papers = {code: Paper(f"{title}.pdf", b"%PDF-1.7 demo") for code, title in PAPERS}
    save_application(by=by, draft=draft, papers=papers, at=s.NOON)
    return submit_application(by=by, version=1, at=s.NOON)

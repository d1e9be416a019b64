"""告诉人：一件事对一个人一个模板只有一条；单位和每名职工各一条；变量对不上就整个不成。"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from deposits.messages import ALLOCATED_TO_PERSON, ALLOCATED_TO_UNIT, CAME_SHORT
from deposits.services.tell import tell_allocated
from gjj.identity.models import Person
from gjj.messaging.models import Delivery, Message
from gjj.messaging.selectors.inbox import told
from gjj.messaging.selectors.templates import TemplateMissing, declared
from gjj.messaging.services.announce import CHUNK, announce, announce_each, as_past
from gjj.messaging.services.sync import sync_templates
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.race import together

NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def _paid(workers: int = 2) -> tuple[s.Unit, list[s.Worker], Any]:
    unit, people = s.unit_with_workers(workers)
    return unit, people, s.paid(s.remittance_of(unit))


@pytest.mark.django_db
def test_a_paid_month_tells_the_unit_and_every_employee() -> None:
    """一个月入了账：单位一条，每名职工一条，金额、余额和账上那一笔一样。"""
    unit, people, row = _paid()
    drain(s.NOON)
    (to_unit,) = Message.objects.filter(code=ALLOCATED_TO_UNIT)
    assert (to_unit.employer_id, to_unit.about_id) == (unit.employer_id, row.pk)
    assert told(to_unit).text.startswith(
        f"2026年11月住房公积金 2,560.00 元已到账，分配到 2 名职工的账户，汇缴书号 {row.number}"
    )
    for one in people:
        mine = Message.objects.get(code=ALLOCATED_TO_PERSON, person_id=s.account_of(one).person_id)
        assert told(mine).text == f"{unit.name}为您汇缴的2026年11月住房公积金 1,280.00 元已入账，账户余额 1,280.00 元。"
    assert Message.objects.filter(category="deposit").count() == 3


@pytest.mark.django_db
def test_the_balance_told_is_the_one_of_that_booking() -> None:
    """晚说的也说当时的余额：下个月又入了账，上个月那条不变。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    december = datetime(2026, 12, 22, 4, tzinfo=s.NOON.tzinfo)
    s.month_done(unit, [s.line("正常", one)], s.NOVEMBER + 1, december)
    tell_allocated(remittance_id=row.pk, at=december)
    mine = Message.objects.get(code=ALLOCATED_TO_PERSON, fact=f"allocated:{row.pk}")
    assert mine.variables["balance"] == "1,280.00"


@pytest.mark.django_db
def test_told_twice_is_told_once() -> None:
    """同一件事再说一遍：消息、短信都不多一条。"""
    _, _, row = _paid()
    for _ in range(2):
        tell_allocated(remittance_id=row.pk, at=s.NOON)
    assert (Message.objects.filter(category="deposit").count(), Delivery.objects.count()) == (3, 3)
    assert Delivery.objects.values("message", "person").distinct().count() == 3


@pytest.mark.django_db
def test_a_month_not_booked_is_told_only_as_short() -> None:
    """差一分没有入账的，不说入账；单位听到的只有到账不足。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal("0.01"))
    tell_allocated(remittance_id=row.pk, at=s.NOON)
    drain(s.NOON)
    assert list(Message.objects.filter(category__in=("deposit", "arrears")).values_list("code", flat=True)) == [
        CAME_SHORT
    ]


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("guarded", [True, False])
def test_two_workers_telling_the_same_fact_tell_it_once(guarded: bool) -> None:
    """两个进程同时说同一件事只有一条；去掉唯一约束就成了两条：证明是它守着。"""
    unit = s.unit()
    if not guarded:
        from tests.database import owner_of

        name = str(connection.settings_dict["NAME"])
        connection.close()
        with owner_of(name) as owner, owner.cursor() as cursor:
            cursor.execute("ALTER TABLE messaging_message DROP CONSTRAINT one_message_per_fact")

    def tell() -> object:
        variables = {"month": "2026年11月", "amount": "1.00", "employees": "1", "number": "1"}
        with transaction.atomic():
            return announce(
                fact="race:1", template=ALLOCATED_TO_UNIT, at=s.NOON, employer_id=unit.employer_id, about_id=1,
                variables=variables,
            )  # fmt: skip

    results = together([tell, tell])
    assert not [one for one in results if isinstance(one, Exception)]
    assert Message.objects.filter(fact="race:1").count() == (1 if guarded else 2)


@pytest.mark.django_db
def test_the_business_that_rolls_back_takes_its_messages_along() -> None:
    """业务没办成，消息和短信也都没有。"""
    unit = s.unit()

    def fails() -> None:
        with transaction.atomic():
            s.told(employer_id=unit.employer_id, fact="rolled:1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert not Message.objects.filter(fact="rolled:1").exists()
    assert not OutboxRow.objects.filter(task="messaging.deliver", key__contains="rolled:1").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", [{"month": "2026年11月"}, {"month": "a", "amount": "b", "employer": "c", "balance": "d", "more": "e"}]
)
def test_variables_that_do_not_match_the_declaration_are_refused(given: dict[str, str]) -> None:
    """变量少了、多了：整个不成，不会发出缺字的话。"""
    unit, (one,) = s.unit_with_workers(1)
    with pytest.raises(ValueError, match="要的变量"):
        announce(
            fact="bad:1",
            template=ALLOCATED_TO_PERSON,
            at=s.NOON,
            person_id=s.account_of(one).person_id,
            variables=given,
        )
    assert not Message.objects.filter(fact="bad:1").exists()


@pytest.mark.django_db
def test_a_template_nobody_declared_is_an_error() -> None:
    """没有声明的模板是程序的错。"""
    with pytest.raises(TemplateMissing):
        announce(fact="x", template="deposits.nothing", at=s.NOON, person_id=1, variables={})


@pytest.mark.django_db
def test_a_message_is_to_a_person_or_to_a_unit() -> None:
    """一条消息正好给一个人或一个单位，库里守着。"""
    with pytest.raises(IntegrityError), transaction.atomic():
        s.told(person_id=None)


@pytest.mark.django_db
def test_many_are_told_in_one_statement_and_sent_in_chunks(django_assert_max_num_queries: Any) -> None:
    """一千零一个人：一条语句写完，短信切成几件工作，每人一条。"""
    people = Person.objects.bulk_create(
        [
            Person(
                name=f"人{number}", name_pinyin="ren", name_initials="r", id_no=f"{number:018d}", id_no_index=f"{number:064d}",
                mobile=f"137{number:08d}" if number else None, mobile_index=f"{number:064d}" if number else None,
                created_at=s.NOON,
            )
            for number in range(1001)
        ]
    )  # fmt: skip
    everyone = """SELECT id AS person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
                  jsonb_build_object('month', 'a', 'employer', 'b', 'amount', 'c', 'balance', 'd') AS variables
                  FROM identity_person WHERE id >= %(first)s"""
    with django_assert_max_num_queries(20):
        done = announce_each(
            fact="many:1", template=ALLOCATED_TO_PERSON, at=s.NOON, recipients=everyone, params={"first": people[0].pk}
        )
    assert (done.messages, len(done.deliveries)) == (1001, 1000)
    rows = OutboxRow.objects.filter(task="messaging.deliver", key__contains="many:1")
    assert sorted(one for row in rows for one in row.payload["deliveries"]) == list(done.deliveries)
    assert [len(row.payload["deliveries"]) for row in rows.order_by("id")] == [CHUNK] * 5


@pytest.mark.django_db
def test_at_night_the_text_message_waits_for_the_morning_and_the_inbox_does_not() -> None:
    """勿扰时段里：收件箱当场有，短信排到早上八点。"""
    unit = s.unit()
    s.told(employer_id=unit.employer_id, at=NIGHT, fact="night:1")
    (row,) = OutboxRow.objects.filter(task="messaging.deliver", key__contains="night:1")
    assert row.due_at == NIGHT.replace(day=25, hour=8)
    assert drain(NIGHT + timedelta(hours=8, minutes=59)) == 0


@pytest.mark.django_db
def test_history_is_kept_as_read_and_sends_nothing() -> None:
    """补记的历史：收件箱里有、算读过，不发短信。"""
    unit = s.unit()
    with as_past():
        pk = s.told(employer_id=unit.employer_id)
    row = Message.objects.get(pk=pk)
    assert row.read_at == s.NOON
    assert not row.deliveries.exists()


@pytest.mark.django_db
def test_a_changed_declaration_adds_a_version() -> None:
    """声明改了就多一版，旧消息照旧版显示。中心自己改过的见 test_editing。"""
    from dataclasses import replace

    unit = s.unit()
    old = s.told(employer_id=unit.employer_id)
    one = next(one for one in declared() if one.code == ALLOCATED_TO_UNIT)
    assert sync_templates(declared(), s.NOON) == 0
    changed = replace(one, title="改了的{month}")
    assert sync_templates([changed], s.NOON) == 1
    new = s.told(employer_id=unit.employer_id)
    titles = [told(Message.objects.get(pk=pk)).title for pk in (old, new)]
    assert titles == ["2026年11月汇缴已入账", "改了的2026年11月"]

"""两个人才改得动：自己提的自己批不了，批的就是看到的，到了零点生效，接着算的就用它。"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from gjj.actors.actor import Actor
from gjj.approvals.messages import ENDED
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of, due, waiting
from gjj.approvals.services import approve, propose, propose_undoing, reject, take_effect, withdraw
from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.declarations.errors import BizError
from gjj.identity.closable import AGREED
from gjj.identity.models import Grant, Person
from gjj.identity.services.logins import end_grant, give_grant, reopen_login, shut_login
from gjj.messaging.models import Delivery
from gjj.parameters import selectors as parameters
from gjj.parameters.changing import midnight
from gjj.parameters.models import Parameter
from tests.race import together
from tests.services.identity.members import BY, Member, member
from tests.situations import worker

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = date(2026, 12, 1)
CODE = "deposits.base_floor"


def staff(number: int, role: str = "manager", person: int | None = None) -> Actor:
    """一位中心的人。"""
    return Actor(number, f"staff{number}", person or number, f"职员{number}", role, "all", channel="counter")


FINANCE, MANAGER, TELLER = staff(1, "accountant"), staff(2), staff(3, "teller")


def asked(value: str = "2600", by: Actor = FINANCE, **more: Any) -> int:
    """提一份：基数下限从 12 月 1 日零点起改。"""
    return propose(
        by=by, kind="parameters.change", asked={"code": CODE, "area": "*", "value": value} | more.pop("asked", {}),
        reason="市政府公布新的最低工资", at=NOW, **{"effective_at": midnight(DAY), **more},
    )  # fmt: skip


def approved(number: int, by: Actor = MANAGER, at: datetime = NOW) -> str:
    """看着现在的一份批。"""
    return approve(by=by, proposal_id=number, digest=Proposal.objects.get(pk=number).digest, at=at)


def refused(code: str, work: Any) -> BizError:
    """不行，编码是这个。"""
    with pytest.raises(BizError) as caught:
        work()
    assert caught.value.code == code
    return caught.value


def floor_on(day: date) -> Decimal:
    """那天的基数下限。"""
    found: Decimal = parameters.value(CODE, on=day)
    return found


def as_actor(whom: Member, role: str) -> Actor:
    """有登录的一位中心的人。"""
    return Actor(whom.login_id, whom.username, whom.person_id, whom.username, role, "all", channel="counter")


def happens(what: str, whom: Member, bystander: Member) -> None:
    """签了以后出的事。"""
    later = NOW + timedelta(hours=1)
    grants = Grant.objects.filter(login_id=(bystander if what == "收回别人的" else whom).login_id)
    if what.startswith("停用"):
        shut_login(by=BY, login=whom.login, because=AGREED, at=later)
    if what == "停用又恢复":
        reopen_login(by=BY, login=whom.login, at=later)
    if what.startswith("收回"):
        for one in grants.exclude(role="person"):
            end_grant(by=BY, grant_id=one.pk, at=later)
    if what == "收回另有岗位":
        give_grant(by=BY, login_id=whom.login_id, role="manager", scope="all", at=later)
    if what == "到期":
        grants.update(valid_to=DAY)


@pytest.fixture
def known(db: None) -> None:
    """提的、批的是登记过的人：没有生效的要告诉他们。"""
    for pk in (1, 2, 8):
        one = worker()
        Person.objects.get_or_create(
            pk=pk,
            defaults={
                "name": one.name,
                "id_no": one.id_no,
                "id_no_index": blind_index("id_no", one.id_no),
                "created_at": NOW,
            },
        )


@pytest.mark.django_db
class TestTwoPersons:
    """提、批、生效。"""

    def test_a_change_takes_effect_at_midnight(self) -> None:
        """会计提、主任批；零点以前还是老的，零点一到就是新的，以前的日子永远是老的。"""
        old = floor_on(DAY)
        number = asked()
        assert approved(number) == "approved"
        before_midnight = datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)
        assert due(before_midnight) == []
        assert take_effect(number, before_midnight) is False
        at = midnight(DAY)
        assert due(at) == [number]
        assert (take_effect(number, at), take_effect(number, at)) == (True, False)
        assert (floor_on(date(2026, 11, 30)), floor_on(DAY)) == (old, Decimal("2600"))
        snapshot = parameters.snapshot([CODE], on=DAY)[CODE]
        assert (snapshot["value"], snapshot["valid_from"]) == ("2600.00", "2026-12-01")

    def test_what_is_shown_is_what_changes(self) -> None:
        """逐处写着原来和改成，摘要里有编号、改什么。"""
        row = Proposal.objects.get(pk=asked())
        first = changes_of(row)[0]
        assert (first.label, first.after) == ("数值", "2,600.00 元")
        assert first.before.endswith("元")
        assert "2026-12-01 起改为 2,600.00 元" in row.title
        assert list(waiting()) == [row]

    def test_nobody_approves_their_own(self) -> None:
        """自己提的、同一个人换一个登录的，都批不了；没有权的也批不了。"""
        number = asked(by=MANAGER)
        refused("approval_same_person", lambda: approved(number, MANAGER))
        refused("approval_same_person", lambda: approved(number, staff(9, person=2)))
        refused("not_permitted", lambda: approved(number, FINANCE))
        refused("not_permitted", lambda: asked(by=TELLER))
        assert Proposal.objects.get(pk=number).status == "proposed"

    def test_one_signs_what_one_saw(self) -> None:
        """摘要不是这一份的，不批。"""
        number = asked()
        refused("approval_changed", lambda: approve(by=MANAGER, proposal_id=number, digest="0" * 64, at=NOW))

    @pytest.mark.usefixtures("known")
    def test_a_change_underneath_voids_it(self) -> None:
        """提出以后参数被别的申请改过：批的时候作废，到日子的时候也作废。"""
        first, second, third = asked("2600"), asked("2700"), asked("2800")
        approved(first)
        approved(third)
        take_effect(first, midnight(DAY))
        refused("approval_stale", lambda: approved(second, at=midnight(DAY)))
        assert take_effect(third, midnight(DAY)) is False
        assert [Proposal.objects.get(pk=one).status for one in (first, second, third)] == ["effective", "void", "void"]
        assert floor_on(DAY) == Decimal("2600")

    @pytest.mark.usefixtures("known")
    def test_rejected_and_withdrawn_end_it(self) -> None:
        """不批准要写为什么；撤回的、有结果的不再动。"""
        first, second, third = asked(), asked("2700"), asked("2800")
        refused("approval_reason_missing", lambda: reject(by=MANAGER, proposal_id=first, note=" ", at=NOW))
        reject(by=MANAGER, proposal_id=first, note="公布的是 2650", at=NOW)
        withdraw(by=FINANCE, proposal_id=second, at=NOW)
        approved(third)
        refused("not_permitted", lambda: withdraw(by=TELLER, proposal_id=third, at=NOW))
        refused("approval_reason_missing", lambda: withdraw(by=MANAGER, proposal_id=third, note=" ", at=NOW))
        withdraw(by=MANAGER, proposal_id=third, note="公布推迟了", at=NOW)
        for number in (first, second, third):
            refused("approval_ended", lambda number=number: approved(number))
            assert take_effect(number, midnight(DAY)) is False
        refused("approval_not_found", lambda: withdraw(by=MANAGER, proposal_id=0, at=NOW))

    @pytest.mark.usefixtures("known")
    def test_another_withdraws_only_what_is_approved_and_is_written_down(self) -> None:
        """等人批的，有权批的人也撤不回，要不批准；批准了等日子的撤得回：记下是谁、为什么，批过的人也写着。"""
        number, other = asked(), staff(8)
        refused("approval_not_yours", lambda: withdraw(by=MANAGER, proposal_id=number, note="不要了", at=NOW))
        approved(number)
        withdraw(by=other, proposal_id=number, note="公布推迟了", at=NOW)
        row = Proposal.objects.get(pk=number)
        assert (row.status, row.decided_by, row.decided_person, row.signed) == ("withdrawn", other.name, 8, "")
        assert row.note == f"{MANAGER.name}批准过，{other.name}撤回：公布推迟了"
        entry = AuditEntry.objects.get(action="approvals.withdraw", object_id=str(number))
        assert entry.summary.endswith("撤回：公布推迟了")

    @pytest.mark.parametrize("withdrawer", ["third", "approver"])
    def test_a_withdrawal_by_another_is_told_to_those_who_signed(self, withdrawer: str) -> None:
        """别人撤回批准了的：提的人、原来批的人都收短信，自己撤的不收自己的；记下撤的人也盖不掉批的人。"""
        people = {
            "proposer": member("accountant", "all"),
            "approver": member("manager", "all"),
            "third": member("manager", "all"),
        }
        number = asked(by=as_actor(people["proposer"], "accountant"))
        approved(number, as_actor(people["approver"], "manager"))
        withdraw(by=as_actor(people[withdrawer], "manager"), proposal_id=number, note="公布推迟了", at=NOW)
        told = set(Delivery.objects.filter(message__code=ENDED).values_list("person_id", flat=True))
        assert told == {people[one].person_id for one in ("proposer", "approver") if one != withdrawer}

    @pytest.mark.parametrize("side", ["proposer", "approver"])
    @pytest.mark.parametrize(
        ("what", "said"),
        [
            ("停用", "的登录停用了"), ("收回", "的岗位收回了"), ("停用又恢复", ""), ("收回另有岗位", ""), ("到期", ""),
            ("收回别人的", ""),
        ],
    )  # fmt: skip
    def test_what_happened_to_the_signers_meanwhile_decides(self, side: str, what: str, said: str) -> None:
        """批准了等日子的，提的人、批的人这中间停了登录、收回了岗位：到日子作废，写明是谁怎么了，短信告诉两边；恢复了的、另有岗位的、到期离任的照样生效。"""
        people = {"proposer": member("accountant", "all"), "approver": member("manager", "all")}
        number = asked(by=as_actor(people["proposer"], "accountant"))
        approved(number, as_actor(people["approver"], "manager"))
        happens(what, people[side], member("manager", "all"))
        held = said == ""
        assert take_effect(number, midnight(DAY)) is held
        row = Proposal.objects.get(pk=number)
        assert (row.status, said in row.note) == ("effective" if held else "void", True)
        told = set(Delivery.objects.filter(message__code=ENDED).values_list("person_id", flat=True))
        assert told == (set() if held else {one.person_id for one in people.values()})

    def test_the_proposer_withdraws_instead_of_rejecting(self) -> None:
        """自己提的不能自己「不批准」，换了登录也一样：审计里不批准的总是另一个人；不要了撤回。"""
        number = asked(by=MANAGER)
        for by in (MANAGER, staff(9, person=2)):
            refused("approval_same_person", lambda by=by: reject(by=by, proposal_id=number, note="算了", at=NOW))
        assert Proposal.objects.get(pk=number).status == "proposed"
        withdraw(by=MANAGER, proposal_id=number, at=NOW)
        assert Proposal.objects.get(pk=number).status == "withdrawn"

    def test_rolling_back_is_another_proposal(self) -> None:
        """改回去也要两个人；历史两份都在。"""
        old = floor_on(DAY)
        number = asked()
        refused(
            "approval_not_effective", lambda: propose_undoing(by=FINANCE, proposal_id=number, reason="错了", at=NOW)
        )
        approved(number)
        take_effect(number, midnight(DAY))
        later = midnight(date(2026, 12, 3))
        back = propose_undoing(by=FINANCE, proposal_id=number, reason="公布错了", at=midnight(DAY), effective_at=later)
        approved(back, at=midnight(DAY))
        take_effect(back, later)
        assert Proposal.objects.get(pk=back).undoes_id == number
        assert [floor_on(date(2026, 12, day)) for day in (1, 2, 3)] == [Decimal("2600"), Decimal("2600"), old]

    @pytest.mark.parametrize(
        ("code", "more"),
        [
            ("parameter_value", {"value": "两千六"}),
            ("parameter_value", {"value": "-1"}),
            ("parameter_value", {"value": "8:00", "asked": {"code": "messaging.quiet_to"}}),
            ("parameter_value", {"value": "25:00", "asked": {"code": "messaging.quiet_from"}}),
            ("parameter_value", {"value": "夜里", "asked": {"code": "looks.night_from"}}),
            ("parameter_out_of_bounds", {"value": "0", "asked": {"code": "deposits.ratio_step"}}),
            ("parameter_out_of_bounds", {"value": "0", "asked": {"code": "deposits.retirement_step_male"}}),
            ("parameter_out_of_bounds", {"value": "0", "asked": {"code": "identity.tries_in_all"}}),
            ("parameter_out_of_order", {"value": "481", "asked": {"code": "identity.session_idle_minutes"}}),
            ("parameter_not_found", {"asked": {"code": "没有的"}}),
            ("parameter_not_midnight", {"effective_at": datetime(2026, 12, 1, 1, 0, tzinfo=UTC)}),
            ("approval_in_the_past", {"effective_at": midnight(date(2026, 11, 24))}),
        ],
    )
    def test_what_cannot_be_is_refused_at_once(self, code: str, more: dict[str, Any]) -> None:
        """写法不对、出了界、先后颠倒、没有的参数、不在零点、已经过去的：提的时候就不收，没有任何改动。"""
        refused(code, lambda: asked(**more))
        assert not Proposal.objects.exists()

    def test_no_reason_and_no_change_are_refused(self) -> None:
        """没有写为什么、和现在一样的，不收。"""
        same = Parameter.objects.get(code=CODE, area="*", valid__contains=DAY).value
        refused("parameter_unchanged", lambda: asked(same))
        change = {"code": CODE, "value": "2600"}
        refused(
            "approval_reason_missing",
            lambda: propose(by=FINANCE, kind="parameters.change", asked=change, reason="", at=NOW, effective_at=midnight(DAY)),
        )  # fmt: skip

    def test_each_step_is_audited(self) -> None:
        """提、批、生效各有一条审计，生效的写着改前改后。"""
        number = asked()
        approved(number)
        take_effect(number, midnight(DAY))
        rows = AuditEntry.objects.filter(object_type="proposal", object_id=str(number)).order_by("id")
        assert [one.action for one in rows] == ["approvals.propose", "approvals.approve", "approvals.effect"]
        last = rows.last()
        assert last is not None
        assert last.before is not None
        assert last.after is not None
        assert (last.before["数值"], last.after["数值"]) == ("2,350.00 元", "2,600.00 元")

    def test_the_database_keeps_it_too(self) -> None:
        """绕过程序也不行：签过的内容改不了，同一个人批的、摘要不是这一份的存不进。"""
        number = asked()
        for change in ("content = '{}'", "digest = repeat('0', 64)", "effective_at = now()"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE approvals_proposal SET {change} WHERE id = %s", [number])
        for who, signed in ((1, "digest"), (2, "'x'")):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"UPDATE approvals_proposal SET status = 'approved', decided_person = {who}, decided_login = {who}, "
                    f"signed = {signed} WHERE id = %s",
                    [number],
                )


@pytest.mark.usefixtures("own_database")
def test_many_hands_at_once_make_one_end() -> None:
    """两个人同时批、一个人同时撤、定时的同时生效：一个结果，参数只添一期。"""
    number = asked()
    digest = Proposal.objects.get(pk=number).digest
    at = midnight(DAY)

    def approves(person: int) -> str:
        return approve(by=staff(person), proposal_id=number, digest=digest, at=at)

    results = together(
        [lambda: approves(2), lambda: approves(3), lambda: withdraw(by=FINANCE, proposal_id=number, at=at)]
    )
    ended = [one for one in results if isinstance(one, BizError)]
    assert len(ended) == 2, results
    together([lambda: take_effect(number, at)] * 3)
    added = Parameter.objects.filter(code=CODE, valid__startswith=DAY).count()
    assert added == (Proposal.objects.get(pk=number).status == "effective")

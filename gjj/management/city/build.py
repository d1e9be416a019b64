"""建城：按剧本一家一家、一月一月地办，每一步都是真实的服务。"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from deposits.roster.model import FIELDS
from deposits.selectors.online_terms import ONLINE_TERMS
from deposits.selectors.scope import remittances
from deposits.services.confirm_list import confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.employer_profile import ProfileDraft, record_profile
from deposits.services.file_list import file_change_list
from deposits.services.online_terms import agree_online_terms
from deposits.services.open_employer import open_employer_account
from gjj.actors.actor import Actor, system_actor
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.identity.services.register import register_branch, register_employer
from gjj.ledger.services.subjects import make_partition
from gjj.management.city.cast import BRANCH_STAFF, BRANCHES, STAFF, DemoLogin, enrol
from gjj.management.city.notices import publish_examples
from gjj.management.city.plan import UNIT_A, UNIT_B, UNIT_C, Firm, Line, Plan
from gjj.management.city.shards import in_shards
from gjj.messaging.services.announce import as_past
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import Notice
from gjj.settlement.selectors.payments import center_account
from gjj.settlement.services.receipts import record_receipt
from gjj.work.drain import drain
from gjj.work.services import without_doorbell

PAY_DAY = 22
LEGAL = ("林示范", "周样本", "何演示", "罗虚构", "谢模拟")
AGENTS = {UNIT_A: "unit-a", UNIT_B: "unit-b", UNIT_C: "unit-c"}


@dataclass
class Built:
    """建好的城：登录、每家单位的经办、各管理部。"""

    logins: list[DemoLogin] = field(default_factory=list)
    agents: dict[str, Actor] = field(default_factory=dict)
    branches: list[int] = field(default_factory=list)


def csv_of(firm: Firm, month: Month, lines: Iterable[Line]) -> bytes:
    """一份 CSV 清册，和单位自己导出的一样。"""
    rows = [",".join(word for name, word in FIELDS.items() if name != "seal_reason")]
    for line in lines:
        base = "" if line.base is None else str(line.base)
        mobile = line.who.mobile if line.kind == "开户" else ""
        rows.append(f"{line.kind},{line.who.name},{line.who.id_no},{mobile},{base},{firm.ratio},{firm.ratio}")
    return ("\n".join(rows) + "\n").encode("utf-8-sig")


def profile_of(firm: Firm, opened: Month) -> ProfileDraft:
    """柜面开户时登记的资料；地址、银行、号码都是编的，尾数跟着单位走，不会两家一样。"""
    tail = int(firm.bank_account[-4:])
    return ProfileDraft(
        legal_representative=LEGAL[tail % len(LEGAL)],
        registered_address=f"明川市城东区工业路 {tail % 900 + 1} 号",
        contact_address=f"明川市城东区工业路 {tail % 900 + 1} 号办公楼",
        settlement_bank="示范银行城东支行",
        founded_on=date(2000 + tail % 20, tail % 12 + 1, tail % 28 + 1),
        phone=f"139{tail:08d}",
        registration_no=f"示房缴登{opened.year}{tail:05d}",
    )


def instant(month: Month, day: int, hour: int) -> datetime:
    """某月某日某时（北京时间）。"""
    return datetime.combine(month.first_day + timedelta(days=day - 1), time(hour), SHANGHAI)


class Builder:
    """按剧本建城。"""

    def __init__(self, plan: Plan, this_month: Month, now: datetime, say: Callable[[str], None]) -> None:
        self.plan, self.this_month, self.now, self.say = plan, this_month, now, say
        self.built = Built()

    def build(self) -> Built:
        """单位开户 → 逐月汇缴 → 演示登录。"""
        first = min(firm.first_month for firm in self.plan.firms)
        for year in range(first.year, self.this_month.year + 2):
            make_partition(year)
        with transaction.atomic():
            self._staff(first)
            self.built.branches = [register_branch(by=system_actor(), code=code, name=name) for code, name in BRANCHES]
            for place, firm in enumerate(self.plan.firms):
                self._open(firm, self.built.branches[place % len(BRANCHES)])
        months = [first + step for step in range(self.this_month - first)]
        with without_doorbell(), as_past():
            for month, done in in_shards(self._history, self.plan.firms, months):
                self.say(f"{month.label}：{done} 家单位汇缴入账")
        with transaction.atomic():
            self._people(first)
        publish_examples(self.built.logins, self.now)
        drain(self.now)
        return self.built

    def _staff(self, first: Month) -> None:
        at = instant(first, 1, 9)
        for username, role, name in STAFF:
            self._login(self.plan.crowd.one(name), username, role, "all", at, first)

    def _login(
        self,
        someone: object,
        username: str,
        role: str,
        scope: str,
        at: datetime,
        first: Month,
        employer_id: int | None = None,
        branch_id: int | None = None,
    ) -> None:
        made = enrol(
            someone, username, role, scope, at, first.first_day, employer_id=employer_id, branch_id=branch_id,  # type: ignore[arg-type]
        )  # fmt: skip
        self.built.logins.append(made)

    def _open(self, firm: Firm, branch: int) -> None:
        """开户：丙公司上个月才开，其余在第一个月；归哪个管理部。"""
        opened = firm.first_month.previous() if firm.name == UNIT_C else firm.first_month
        at = instant(opened, 2, 10)
        employer = register_employer(by=system_actor(), uscc=firm.uscc, name=firm.name, at=at)
        account = open_employer_account(
            by=system_actor(), employer_id=employer, employer_ratio=firm.ratio, personal_ratio=firm.ratio,
            first_month=firm.first_month, bank_account=firm.bank_account, at=at, branch_id=branch,
        )  # fmt: skip
        record_profile(by=system_actor(), employer_account_id=account, draft=profile_of(firm, opened), at=at)
        username = AGENTS.get(firm.name, "")
        if username:
            self._login(self.plan.crowd.one(), username, "unit_agent", "employer", at, opened, employer)
            if firm.name == UNIT_A:
                self._login(self.plan.crowd.one(), "unit-a-review", "unit_reviewer", "employer", at, opened, employer)
            login = Login.objects.get(username=username)
            grant = Grant.objects.get(login=login, role="unit_agent")
            self.built.agents[firm.name] = actor_of(login, grant, channel="unit_hall", level=1, ip="")
        else:
            self.built.agents[firm.name] = Actor(
                None, "", None, "单位经办", "unit_agent", "employer", employer, channel="unit_hall"
            )

    def _history(self, firms: Sequence[Firm], months: Sequence[Month]) -> Iterator[int]:
        """这几家单位一月一月地办：传清册、确认、生成汇缴书、到账、分配；每办完一个月报有几家。"""
        place_of = {firm.name: place for place, firm in enumerate(self.plan.firms)}
        for month in months:
            paying = [firm for firm in firms if firm.first_month <= month <= firm.last_month and month in firm.months]
            for firm in paying:
                place = place_of[firm.name]
                with transaction.atomic():
                    self._remit(firm, place, month, instant(month, PAY_DAY - 8 + place % 8, 10 + place % 6))
            yield len(paying)

    def _remit(self, firm: Firm, place: int, month: Month, at: datetime) -> None:
        by = self.built.agents[firm.name]
        data = csv_of(firm, month, firm.months[month])
        filed = file_change_list(by=by, month=month, data=data, filename=f"{month}.csv", at=at)
        done = confirm_change_list(by=by, change_list_id=filed.change_list_id, at=at)
        if done.left_out:
            raise RuntimeError(f"{firm.name} {month} 有 {done.left_out} 行没有通过")
        remittance = create_remittance(by=by, month=month, at=at)
        self._arrive(by, firm, f"HIST{place:04d}{month.year}{month.month:02d}", remittance, at + timedelta(hours=1))
        drain(at + timedelta(hours=1))

    def _arrive(self, by: Actor, firm: Firm, serial: str, remittance_id: int, at: datetime) -> None:
        """单位转账到账：和银行通知一样记下；匹配与分配由发件箱接着办。"""
        row = remittances(by).get(pk=remittance_id)
        notice = Notice(
            seq=0, bank_serial=serial, account=center_account().number, amount=Decimal(row.amount), payer_name=firm.name,
            payer_account=firm.bank_account, remark=f"{row.payment_code} 汇缴", payment_id="", booked_at=at,
        )  # fmt: skip
        record_receipt(notice=notice, at=at)

    def _people(self, first: Month) -> None:
        """三位职工的登录，只管城东管理部的两位。"""
        for name in (UNIT_A, UNIT_B):  # 丙公司刚开户，协议等它的管理员同意
            admin = replace(self.built.agents[name], is_unit_admin=True)
            agree_online_terms(by=admin, version=ONLINE_TERMS, accepted=True, at=self.now)
        at = instant(first, 28, 9)
        for username, who in (("zhangsan", self.plan.zhangsan), ("lisi", self.plan.lisi), ("wangwu", self.plan.wangwu)):
            self._login(who, username, "person", "self", at, first)
        for username, role, name in BRANCH_STAFF:
            self._login(
                self.plan.crowd.one(name), username, role, "branch", at, first, branch_id=self.built.branches[1]
            )

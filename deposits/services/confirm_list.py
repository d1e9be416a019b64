"""确认变更清册：没有错误的行在一个事务里全部生效；有错误的留在清册里，改好再确认。"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from deposits.errors import list_locked, list_not_draft, month_confirmed, nothing_to_confirm
from deposits.messages import TOLD
from deposits.models import CellDraft, ChangeList, ChangeRow, EmployerAccount
from deposits.rules.adjust import counts_as_base_adjust
from deposits.rules.roster_facts import CheckedRow, RosterFacts
from deposits.selectors.change_lists import overtaken_by
from deposits.selectors.facts import ratio_changes
from deposits.selectors.judged import summary_of
from deposits.selectors.remittances import standing_remittances
from deposits.services.apply_rows import apply_rows
from deposits.services.file_list import check_month
from deposits.services.judge_again import judge_again, keep_judgement
from deposits.services.list_jobs import forget_failure, require_seen, require_turn
from deposits.services.locks import lock_change_list
from deposits.services.opened_elsewhere import again_when_opened_elsewhere
from deposits.services.recount import COUNTED, recount
from deposits.services.remit_case import open_remit_case, remit_key
from deposits.services.review_acts import to_confirm
from deposits.services.reviewing import gate
from deposits.services.show_again import refusal_to_look_again
from deposits.services.stage_list import CHUNK, summary_json
from deposits.workflow.change_list import CHANGE_LIST
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.periods.days import business_date
from gjj.work.retry import money_tx
from gjj.work.services import enqueue


@dataclass(frozen=True)
class Confirmed:
    """确认的结果：清册编号、已生效行数（历次合计）、留下没生效的行数、这一次生效的行数（重复确认的是零）。"""

    change_list_id: int
    applied: int
    left_out: int
    fresh: int = field(default=0, compare=False)


@again_when_opened_elsewhere
def confirm_change_list(
    *,
    by: Actor,
    change_list_id: int,
    at: datetime,
    ahead: bool = False,
    job_id: int | None = None,
    version: int | None = None,
    told: Callable[[int], None] = lambda done: None,
) -> Confirmed:
    """确认一份清册：锁住办件与单位 → 再判断一遍 → 立办件 → 全部生效，一个事务。ahead 见 file_change_list；told 收办到第几行。
    job_id：排队轮到的那件；清册上有别的工作在办的抛 list_not_draft。version：看过的那一版，又改过的抛 list_changed（409），不写就不比。

    同月确认过另一份、已生成汇缴书、还没读完、没有一行可确认、汇缴停着抛 BizError。重复确认没有新行时答复不变。
    看过以后再判断不一样的，一行也不生效，抛 rows_changed（409），新的判断记在清册里：看的时候通过、现在不行了的（别的单位开了户），
    金额变了的（比例调过）。开着双人复核的，等复核人（review_pending）。看过再确认，要写上那时的版次（version），没写的抛 version_needed（409）。
    依据：条例第十三条、第十五条。
    """
    require(by, "deposits.list.confirm")
    done = _confirm(by, change_list_id, at, ahead=ahead, job_id=job_id, version=version, told=told)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _confirm(
    by: Actor, change_list_id: int, at: datetime, *, ahead: bool, job_id: int | None, version: int | None,
    told: Callable[[int], None],
) -> Confirmed | BizError:  # fmt: skip
    """一个事务；和看过的不一样的答为什么不确认：判断要存下，所以是答，不是抛。"""
    account, head = lock_change_list(by, change_list_id)
    _require_only_one(account, head)
    forget_failure(head)
    pending = list(ChangeRow.objects.filter(change_list=head, is_valid=True, applied_at=None).order_by("row"))
    if head.status == "confirmed" and not pending:
        return Confirmed(head.pk, head.applied, head.rows_count - head.applied)
    check_list_open(account, head, at, ahead=ahead)
    require_turn(head, job_id)
    require_seen(head, version)
    if not pending:
        raise nothing_to_confirm()
    facts, rows = judge_again(account, head, pending, business_date(at))
    # 确认过的，比例调整早就写进了等式：合计照写着的，只看行
    summary = summary_of(account.pk, head.month, rows) if head.status == "draft" else None
    refused = refusal_to_look_again(account, head, pending, rows, summary.amount_after if summary else None)
    if refused is not None:
        return refused
    passed = gate(by, account, to_confirm(head, pending), at)
    if isinstance(passed, BizError):
        return passed
    open_remit_case(account, head, len(rows), by=by, at=at)
    if summary is not None:
        head.summary = summary_json(summary)
        head.ratio_more, head.ratio_less = ratio_changes(account.pk, head.month)
    for start, part in _parts(rows):
        apply_rows(by, account, head.month, facts, part, at)
        told(start + len(part))
    _mark(head, pending, rows, by, at)
    _count_adjusts(head, facts, rows)
    _record_and_tell(head, rows, by, at)
    return Confirmed(head.pk, head.applied, head.rows_count - head.applied, len(rows))


def _record_and_tell(head: ChangeList, good: Sequence[CheckedRow], by: Actor, at: datetime) -> None:
    """记审计；有变化的职工提交以后告诉。"""
    record(
        by=by, action="deposits.list.confirm", object_type="change_list", object_id=head.pk, at=at, case=number_of(remit_key(head.pk)),
        summary=f"确认{head.month.label}变更清册：生效 {len(good)} 行", after=dict(head.summary),
    )  # fmt: skip
    if any(row.type in TOLD for row in good):
        key = f"change_list:{head.pk}:{head.applied}"
        enqueue("deposits.tell_changes", key=key, at=at, change_list_id=head.pk, applied_at=at.isoformat())


def _require_only_one(account: EmployerAccount, head: ChangeList) -> None:
    """同一个月没有确认过另一份。"""
    other = overtaken_by(head)
    if other is not None:
        raise month_confirmed(head.month, other.pk)


def _parts(good: list[CheckedRow]) -> Iterator[tuple[int, list[CheckedRow]]]:
    """分几段生效：从第几行起、哪些行。分段登记的人照证件号码的先后：别的单位同时登记同一批人，加锁次序一致。"""
    if len(good) > CHUNK:
        good = sorted(good, key=lambda row: row.id_no)
    for start in range(0, len(good), CHUNK):
        yield start, good[start : start + CHUNK]


def check_list_open(account: EmployerAccount, head: ChangeList, at: datetime, *, ahead: bool = False) -> None:
    """清册还能不能改、能不能确认；不能的抛 BizError。"""
    if head.status not in ("draft", "confirmed"):
        raise list_not_draft(head.status)
    _require_only_one(account, head)
    check_month(account, head.month, at, ahead=ahead)
    if standing_remittances(account.pk).filter(month=head.month).exists():
        raise list_locked(head.month)


def _count_adjusts(head: ChangeList, facts: RosterFacts, good: Sequence[CheckedRow]) -> None:
    """调基的行占不占这个缴存年度的次数，照生效以前的基数定。"""
    used = [
        row.row
        for row in good
        if row.type == "base_adjust"
        and row.base is not None
        and counts_as_base_adjust(facts.accounts[row.id_no].base, row.base, facts.floor, facts.cap)
    ]
    if used:
        ChangeRow.objects.filter(change_list=head, row__in=used).update(uses_adjust=True)


def _mark(head: ChangeList, pending: Sequence[ChangeRow], rows: Sequence[CheckedRow], by: Actor, at: datetime) -> None:
    """记下哪些行生效了；再判断时变了的行存下，清册重新数。"""
    good = [row.row for row in rows if row.is_valid]
    ChangeRow.objects.filter(change_list=head, row__in=good).update(applied_at=at)
    CellDraft.objects.filter(change_list=head, row__in=good).delete()
    if head.status == "draft":
        CHANGE_LIST.require(head.status, "confirmed")
        head.status, head.confirmed_by, head.confirmed_at = "confirmed", by.name, at
    head.look_again = False
    head.applied += len(good)
    if keep_judgement(pending, rows):
        recount(head)
    head.save(
        update_fields=(
            "status", "confirmed_by", "confirmed_at", "applied", "ratio_more", "ratio_less", "look_again", *COUNTED,
        )
    )  # fmt: skip

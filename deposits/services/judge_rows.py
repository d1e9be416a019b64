"""改过的行再判断一遍并存下：同一个证件号码的别的行也跟着再判断。"""

from collections.abc import Callable
from datetime import datetime

from deposits.models import ChangeList, ChangeRow, EmployerAccount
from deposits.rules.roster_cells import read_id
from deposits.rules.roster_rows import check_rows, ids_in, lacks_type
from deposits.rules.row_cells import row_with
from deposits.selectors.facts import roster_facts
from deposits.selectors.row_cells import raw_of
from deposits.services.mend_desk import Desk
from deposits.services.stage_list import row_model
from deposits.services.write_rows import update_judged
from gjj.crypto.blind import blind_index
from gjj.periods.days import business_date

BATCH = 1_000


def judge_and_store(
    account: EmployerAccount, head: ChangeList, desk: Desk, at: datetime, told: Callable[[int], None]
) -> None:
    """判断台面上的行和与它们同号的行，存下；删的删掉。已生效的行只用来看重不重号。told 收存到第几行。"""
    changed = [row_with(number, cells) for number, cells in desk.cells.items()]
    siblings = _siblings(head, desk, {read_id(row.values.get("id_no")).text for row in changed})
    # 已生效的排在前面：重号算没生效的那一行的错
    applied = [raw_of(row) for row in siblings if row.applied_at is not None]
    others = [raw_of(row) for row in siblings if row.applied_at is None]
    rows = sorted([*changed, *others], key=lambda row: row.row)
    facts = roster_facts(
        account,
        head.month,
        business_date(at),
        head.columns,
        ids_in([*applied, *rows]),
        lacks_type=lacks_type(head.file_warnings),
    )
    models = [row_model(head.pk, row) for row in check_rows([*applied, *rows], facts)[len(applied) :]]
    keys = {row.row: row.pk for row in (*desk.stored.values(), *siblings)}
    gone = [desk.stored[number].pk for number in desk.removed if number in desk.stored]
    ChangeRow.objects.filter(pk__in=gone).delete()
    for model in models:
        model.pk = None if model.row in desk.added else keys[model.row]
    for start in range(0, len(models), BATCH):
        part = models[start : start + BATCH]
        update_judged([model for model in part if model.pk is not None])
        # 添的在后面：写进去就有了主键，不能又当成原有的再写一遍
        ChangeRow.objects.bulk_create([model for model in part if model.pk is None])
        told(start + len(part))


def _siblings(head: ChangeList, desk: Desk, id_numbers: set[str]) -> list[ChangeRow]:
    """台面之外、和改前或改后的证件号码相同的行。"""
    now = {blind_index("id_no", text) for text in id_numbers if text}
    before = {row.id_no_index for row in desk.stored.values() if row.id_no}
    rows = ChangeRow.objects.filter(change_list=head, id_no_index__in=now | before)
    return list(rows.exclude(row__in=set(desk.stored) | desk.added).order_by("row"))

"""没写完的格子：边写边存，只给本人；保存、放弃就删，生效、作废、生成汇缴书也删。"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from deposits.errors import cell_refused, no_employer_account, row_applied
from deposits.models import CellDraft, ChangeRow
from deposits.roster.model import FIELDS
from deposits.rules.row_cells import LONGEST
from deposits.selectors import scope
from deposits.services.confirm_list import check_list_open
from gjj.actors.actor import Actor
from gjj.declarations.permissions import require


@transaction.atomic
def keep_draft(*, by: Actor, change_list_id: int, row: int, field: str, text: str, at: datetime) -> None:
    """存下正在写的一格；不动清册。不是本单位的、没有这一行的抛 404，清册不能改了、这一行已生效的抛 409，太长、不认得的列抛 BizError（422）。"""
    require(by, "deposits.list.mend")
    head = scope.change_lists(by).select_related("employer_account").filter(pk=change_list_id).first()
    here = None if head is None else ChangeRow.objects.filter(change_list=head, row=row).only("applied_at").first()
    if head is None or here is None:
        raise no_employer_account()
    check_list_open(head.employer_account, head, at)
    if here.applied_at is not None:
        raise row_applied(row)
    if field not in FIELDS or len(text) > LONGEST:
        raise cell_refused(
            "cell_too_long", f"这一格记不下：一格最多 {LONGEST} 个字，没有存草稿。", "请写短一些；清册没有任何改动。"
        )
    CellDraft.objects.update_or_create(
        change_list_id=change_list_id, login_id=by.login_id or 0, row=row, field=field,
        defaults={"text": text, "at": at},
    )  # fmt: skip


def drop_drafts(*, by: Actor, change_list_id: int, cells: Iterable[tuple[int, str]]) -> None:
    """保存了、放弃了的格子不再留草稿。"""
    require(by, "deposits.list.mend")
    mine = CellDraft.objects.filter(change_list_id=change_list_id, login_id=by.login_id or 0)
    wanted = set(cells)
    kept = [pk for pk, row, field in mine.values_list("id", "row", "field") if (row, field) in wanted]
    CellDraft.objects.filter(pk__in=kept).delete()

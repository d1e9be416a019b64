"""没写完的格子：边写边存，只给本人；保存、放弃就删。"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from deposits.errors import cell_refused, no_employer_account
from deposits.models import CellDraft, ChangeRow
from deposits.roster.model import FIELDS
from deposits.rules.row_cells import LONGEST
from deposits.selectors import scope
from gjj.actors.actor import Actor
from gjj.declarations.permissions import require


@transaction.atomic
def keep_draft(*, by: Actor, change_list_id: int, row: int, field: str, text: str, at: datetime) -> None:
    """存下正在写的一格；不动清册。不是本单位的、没有这一行的抛 404，太长、不认得的列抛 BizError（422）。"""
    require(by, "deposits.list.mend")
    rows = ChangeRow.objects.filter(change_list__in=scope.change_lists(by).only("id"), change_list_id=change_list_id)
    if not rows.filter(row=row).exists():
        raise no_employer_account()
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

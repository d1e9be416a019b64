"""标好错的工作簿：上传人自己的文件，错的格子着色、加批注，附「修正说明」；改好传回来只动改过的行。"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q

from deposits.errors import no_employer_account, not_the_filer, workbook_closed
from deposits.models import ChangeList, ChangeRow
from deposits.roster.annotate import About, annotate
from deposits.roster.marks import CODES_SAID, Mark, legend_line, shown_line
from deposits.roster.read import open_roster
from deposits.selectors import scope
from deposits.selectors.cells_now import CellsNow, cells_now
from deposits.selectors.change_lists import advised
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.regulations.lookup import title

NO_RULE = "核对需要，没有专门条款"


@dataclass(frozen=True)
class Annotated:
    """标好的工作簿：文件名、内容、标了几处。"""

    filename: str
    data: bytes
    marks: int


@transaction.atomic
def annotated_workbook(*, by: Actor, change_list_id: int, at: datetime) -> Annotated:
    """上传人自己的工作簿，标好每一处。里面有全部证件号码，所以只给上传的人，每次留审计。

    不是自己单位的抛 404，不是上传人的（not_the_filer）、已确认或作废的（workbook_closed）抛 BizError：全号只在改名单的时候用。依据：条例第十五条。
    """
    require(by, "deposits.list.file")
    seen = scope.change_lists(by).filter(pk=change_list_id).first()
    if seen is None:
        raise no_employer_account()
    if by.login_id != seen.filed_by_login:
        raise not_the_filer(seen.filed_by)
    if seen.status in ("confirmed", "discarded"):
        raise workbook_closed(seen.status)
    head = ChangeList.objects.get(pk=seen.pk)
    opened = open_roster(head.content, head.filename)
    now = cells_now(head, opened)
    marks = [*_marks(head, now), *now.marks]
    about = About(
        f"{head.month.label}变更清册 修正说明",
        (
            legend_line(marks),
            CODES_SAID,
            f"改好存盘，在网上大厅打开{head.month.label}这份清册，点「传改好的工作簿」：只有改过的行会变。",
            "这张表和批注、底色是系统加的，不用删。" + _said_of_added(head, now),
            shown_line(head.pk, head.version),
        ),
    )
    data = annotate(head.content, head.filename, marks, about, now.cells)
    record(
        by=by, action="deposits.list.annotated", object_type="change_list", object_id=head.pk, at=at,
        summary=f"下载{head.month.label}变更清册标好的工作簿，{len(marks)} 处",
    )  # fmt: skip
    return Annotated(f"{PurePath(head.filename).stem}-标好.xlsx", data, len(marks))


def _said_of_added(head: ChangeList, now: CellsNow) -> str:
    """文件里没有、添在最右边的列。"""
    names = "、".join(f"「{head.columns[name]}」" for name in now.added)
    return f"文件里没有的{names}添在最右边，写的是清册现在的。" if names else ""


def _marks(head: ChangeList, now: CellsNow) -> Iterator[Mark]:
    """每一处错误和提醒，错误在前；行号是工作簿里的。"""
    place_of = {head.columns[field]: place for field, place in now.places.items()}
    rows = ChangeRow.objects.filter(Q(is_valid=False) | Q(has_warning=True), change_list=head).order_by("row")
    for row in rows.iterator(chunk_size=2000):
        kept = advised(row, head, plain=True)
        for is_error, found in ((True, kept["errors"]), (False, kept["warnings"])):
            for one in found:
                article = one.get("article")
                rule = title(article) if article else NO_RULE if is_error else ""
                yield Mark(
                    now.row(row.row), place_of.get(one["column"]), is_error, one["column"], row.name, one["code"],
                    one["message"], rule, one["advice"],
                )  # fmt: skip

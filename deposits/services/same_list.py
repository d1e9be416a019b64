"""传改好的工作簿，看是不是同一份名单：多数人对不上的先问一句，确认了才换。"""

from deposits.errors import list_quite_different
from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.model import RosterFile
from deposits.rules.roster_rows import ids_in
from gjj.crypto.blind import blind_indexes


def require_same_list(head: ChangeList, file: RosterFile, *, confirm: bool) -> None:
    """传来的人不到一半在清册上，或者清册上的人要去掉一半以上，又没有确认（confirm）的，抛 list_quite_different；什么也没有变。

    人按证件号码的盲索引对。网页上添的人本来就不在工作簿里，已生效的不会去掉，都不算。
    """
    if confirm:
        return
    rows = ChangeRow.objects.filter(change_list=head).exclude(id_no_index="")
    here = {index: (row, applied) for index, row, applied in rows.values_list("id_no_index", "row", "applied_at")}
    sent = set(blind_indexes("id_no", ids_in(file.rows)).values())
    known = sent & here.keys()
    on_page = set(ChangeEdit.objects.filter(change_list=head, kind="add").values_list("row", flat=True))
    dropped = sum(
        1 for index, (row, applied) in here.items() if index not in sent and applied is None and row not in on_page
    )
    if len(known) * 2 < len(sent) or dropped * 2 > len(here):
        raise list_quite_different(sent=len(sent), known=len(known), dropped=dropped)

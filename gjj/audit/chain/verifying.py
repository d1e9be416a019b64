"""查验审计链：从第一枚封条走到最后一枚，改、删、插、换序、截尾都看得出来，说得出是哪一条。"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from gjj.audit.chain.anchoring import Anchor, AnchorsBroken, anchors
from gjj.audit.chain.links import COLUMNS, FIRST, VERSIONS, beyond, link
from gjj.audit.models import AuditEntry, AuditSeal

BATCH = 2_000
SHOWN = 20
UNANCHORED, UNANCHORED_SAID = timedelta(hours=2), "两小时"
"""写下这么久还没有被外锚扣住的，是一处断口：每小时一个锚，停过一次还补得上。"""
WRITTEN = COLUMNS.index("written_at")

KINDS = {
    "altered": "改过", "deleted": "删了", "inserted": "后来插进去的", "reordered": "换了先后", "truncated": "截了尾",
    "anchor": "外锚的文件不对", "unanchored": "没有外锚",
}  # fmt: skip


@dataclass(frozen=True)
class Break:
    """一处断口：哪一种、哪条审计记录、怎么看出来的。"""

    kind: str
    audit_id: int | None
    said: str


@dataclass
class Verdict:
    """查验的结果：看过几枚封条、核对了几个锚、断口（头二十处）和总数。"""

    seals: int = 0
    anchors: int = 0
    count: int = 0
    breaks: list[Break] = field(default_factory=list)

    def add(self, found: Break) -> None:
        """记一处断口。"""
        self.count += 1
        if len(self.breaks) < SHOWN:
            self.breaks.append(found)


@dataclass(frozen=True)
class Link:
    """读出来的一环：封条，和它封的记录各列（记录不在了为空）。"""

    audit_id: int
    previous: str
    mac: str
    version: int
    row: tuple[Any, ...] | None


def verify() -> Verdict:
    """走一遍全链，再对外锚。"""
    verdict = Verdict()
    kept = _anchors(verdict)
    heads = dict.fromkeys((one.audit_id for one in kept or ()), "")
    covered, overdue = kept[-1].audit_id if kept else 0, _clock() - UNANCHORED
    previous, last, bare = FIRST, 0, None
    for one in _links():
        verdict.seals += 1
        _check_link(verdict, one, previous, last)
        previous, last = one.mac, max(last, one.audit_id)
        if one.audit_id in heads:
            heads[one.audit_id] = one.mac
        if bare is None and one.row is not None and one.audit_id > covered and one.row[WRITTEN] < overdue:
            bare = one.audit_id
    for audit_id in _unsealed_under(last):
        verdict.add(Break("inserted", audit_id, f"编号在已经封好的 {last} 以内，却没有封条"))
    for anchor in kept or ():
        _check_anchor(verdict, anchor, heads[anchor.audit_id], last)
    if bare is not None and kept is not None:
        verdict.add(Break("unanchored", bare, f"从它起写下超过 {UNANCHORED_SAID}了还没有外锚：{_where(covered)}"))
    return verdict


def _check_link(verdict: Verdict, one: Link, previous: str, last: int) -> None:
    """一环：先后、扣没扣着前一枚、记录还在不在、和封上的时候一不一样。"""
    if one.audit_id <= last:
        verdict.add(Break("reordered", one.audit_id, f"封条的先后不对：它的编号应当大于 {last}"))
    elif one.previous != previous:
        verdict.add(Break("deleted", one.audit_id, "它扣着的前一枚封条不在了"))
    if one.row is None:
        verdict.add(Break("deleted", one.audit_id, "封条还在，记录不在了"))
    elif one.version not in VERSIONS:
        verdict.add(
            Break("altered", one.audit_id, f"封条写着第 {one.version} 版，没有这一版：程序比库旧，或者封条被改过")
        )
    elif link(one.previous, one.row, one.version) != one.mac:
        verdict.add(Break("altered", one.audit_id, "记录和封上的时候不一样"))
    elif beyond(one.row, one.version):
        verdict.add(Break("altered", one.audit_id, f"第 {one.version} 版的封条还不封的列里，后来添了东西"))


def _clock() -> datetime:
    """数据库的钟：封条、记录的时刻都是它记的。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
    return now


def _where(covered: int) -> str:
    found = f"文件里最后一个锚只到 {covered}" if covered else "文件里一个锚也没有"
    return f"{found}。外锚停了，文件被删、被截过，或者这个进程看不到 GJJ_ANCHORS"


def _anchors(verdict: Verdict) -> list[Anchor] | None:
    """全部的外锚；文件被改过的是一处断口，返回空（None）。"""
    try:
        return anchors()
    except AnchorsBroken as broken:
        verdict.add(Break("anchor", None, str(broken)))
        return None


def _check_anchor(verdict: Verdict, one: Anchor, head: str, last: int) -> None:
    """锚记着的那一枚还在不在；head 是那条记录现在的封条，没有的为空，last 是封到的最后一条。"""
    verdict.anchors += 1
    if not head:
        said = f"{one.at} 的外锚记着它是第 {one.seals} 枚，现在共 {verdict.seals} 枚，没有它"
        verdict.add(Break("truncated" if one.audit_id > last else "deleted", one.audit_id, said))
    elif head != one.head:
        verdict.add(Break("altered", one.audit_id, f"{one.at} 的外锚记着的链头不是现在的这一枚"))


def _links() -> Iterator[Link]:
    """照封条的先后一环一环读。一批一批，不占内存。"""
    after = 0
    while True:
        found = AuditSeal.objects.filter(id__gt=after).order_by("id")
        seals = list(found.values_list("id", "audit_id", "previous", "mac", "version")[:BATCH])
        ids = [one[1] for one in seals]
        rows = {row[0]: row for row in AuditEntry.objects.filter(id__in=ids).values_list(*COLUMNS)}
        for _, audit_id, before, mac, version in seals:
            yield Link(audit_id, before, mac, version, rows.get(audit_id))
        if len(seals) < BATCH:
            return
        after = seals[-1][0]


def _unsealed_under(last: int) -> list[int]:
    """封好的范围以内没有封条的记录。"""
    sealed = AuditSeal.objects.filter(audit_id=OuterRef("id"))
    return list(AuditEntry.objects.filter(~Exists(sealed), id__lte=last).order_by("id").values_list("id", flat=True))

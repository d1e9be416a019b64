"""查验审计链：从第一枚封条走到最后一枚，改、删、插、换序、截尾都看得出来，说得出是哪一条。"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from gjj.audit.chain.anchoring import Anchor, AnchorsBroken, anchors
from gjj.audit.chain.links import COLUMNS, FIRST, link
from gjj.audit.models import AuditEntry, AuditSeal

BATCH = 2_000
SHOWN = 20

KINDS = {
    "altered": "改过", "deleted": "删了", "inserted": "后来插进去的", "reordered": "换了先后", "truncated": "截了尾",
    "anchor": "外锚的文件不对",
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


def verify() -> Verdict:
    """走一遍全链，再对外锚。"""
    verdict = Verdict()
    kept = _anchors(verdict)
    heads = dict.fromkeys((one.audit_id for one in kept), "")
    previous, last = FIRST, 0
    for audit_id, before, mac, row in _links():
        verdict.seals += 1
        if audit_id <= last:
            verdict.add(Break("reordered", audit_id, f"封条的先后不对：它的编号应当大于 {last}"))
        elif before != previous:
            verdict.add(Break("deleted", audit_id, "它扣着的前一枚封条不在了"))
        if row is None:
            verdict.add(Break("deleted", audit_id, "封条还在，记录不在了"))
        elif link(before, row) != mac:
            verdict.add(Break("altered", audit_id, "记录和封上的时候不一样"))
        previous, last = mac, max(last, audit_id)
        if audit_id in heads:
            heads[audit_id] = mac
    for audit_id in _unsealed_under(last):
        verdict.add(Break("inserted", audit_id, f"编号在已经封好的 {last} 以内，却没有封条"))
    for one in kept:
        _check_anchor(verdict, one, heads[one.audit_id], last)
    return verdict


def _anchors(verdict: Verdict) -> list[Anchor]:
    """全部的外锚；文件被改过的是一处断口。"""
    try:
        return anchors()
    except AnchorsBroken as broken:
        verdict.add(Break("anchor", None, str(broken)))
        return []


def _check_anchor(verdict: Verdict, one: Anchor, head: str, last: int) -> None:
    """锚记着的那一枚还在不在；head 是那条记录现在的封条，没有的为空，last 是封到的最后一条。"""
    verdict.anchors += 1
    if not head:
        said = f"{one.at} 的外锚记着它是第 {one.seals} 枚，现在共 {verdict.seals} 枚，没有它"
        verdict.add(Break("truncated" if one.audit_id > last else "deleted", one.audit_id, said))
    elif head != one.head:
        verdict.add(Break("altered", one.audit_id, f"{one.at} 的外锚记着的链头不是现在的这一枚"))


def _links() -> Iterator[tuple[int, str, str, tuple[object, ...] | None]]:
    """照封条的先后：审计编号、前一枚、封条、记录各列（没有为空）。一批一批读，不占内存。"""
    after = 0
    while True:
        seals = list(
            AuditSeal.objects.filter(id__gt=after)
            .order_by("id")
            .values_list("id", "audit_id", "previous", "mac")[:BATCH]
        )
        ids = [one[1] for one in seals]
        rows = {row[0]: row for row in AuditEntry.objects.filter(id__in=ids).values_list(*COLUMNS)}
        for _, audit_id, before, mac in seals:
            yield audit_id, before, mac, rows.get(audit_id)
        if len(seals) < BATCH:
            return
        after = seals[-1][0]


def _unsealed_under(last: int) -> list[int]:
    """封好的范围以内没有封条的记录。"""
    sealed = AuditSeal.objects.filter(audit_id=OuterRef("id"))
    return list(AuditEntry.objects.filter(~Exists(sealed), id__lte=last).order_by("id").values_list("id", flat=True))

"""外锚：链头每小时另存一行，在数据库以外；把链的尾巴连封条一起截掉，锚还在，对不上。"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from gjj.audit.models import AuditSeal
from gjj.crypto.box import hmac_hex

NAME = "audit.jsonl"
EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Anchor:
    """一个锚：何时、共几枚封条、最后一枚封的是哪条、最后一枚；mac 扣着上一个锚。"""

    at: str
    seals: int
    audit_id: int
    head: str
    mac: str


class AnchorsBroken(Exception):
    """锚的文件被改过、缺了行。"""


def anchor() -> Anchor | None:
    """记下现在的链头；还没有封条、或者上一个锚以后没有新的，返回空。"""
    head = AuditSeal.objects.order_by("-id").values_list("id", "audit_id", "mac").first()
    earlier = anchors()
    if head is None or (earlier and earlier[-1].head == head[2]):
        return None
    seals = AuditSeal.objects.filter(id__lte=head[0]).count()
    facts = (_now().isoformat(timespec="seconds"), seals, head[1], head[2])
    made = Anchor(*facts, _mac(earlier[-1].mac if earlier else "", facts))
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(made)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return made


def is_due() -> bool:
    """上一个锚满一小时了，或者还没有锚。"""
    earlier = anchors()
    return not earlier or _now() - datetime.fromisoformat(earlier[-1].at) >= EVERY


def anchors() -> list[Anchor]:
    """全部的锚，早的在前；有一行不对的抛 AnchorsBroken。"""
    path, found, previous = _path(), [], ""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            one = Anchor(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise AnchorsBroken(f"第 {number} 行读不懂") from error
        if one.mac != _mac(previous, (one.at, one.seals, one.audit_id, one.head)):
            raise AnchorsBroken(f"第 {number} 行被改过，或者它前面缺了一行")
        found.append(one)
        previous = one.mac
    return found


def _now() -> datetime:
    """锚是给外面看的凭据，记机器的真时间，不随演示的时钟拨。"""
    return datetime.now(UTC)  # nosemgrep: clock-elsewhere


def _path() -> Path:
    return Path(settings.GJJ_ANCHORS) / NAME


def _mac(previous: str, facts: tuple[str, int, int, str]) -> str:
    return hmac_hex("anchor", "\0".join((previous, *map(str, facts))), key="audit")

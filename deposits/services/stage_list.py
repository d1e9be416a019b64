"""判断过的行、汇总等式怎么存。"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from deposits.models import ChangeRow
from deposits.roster.model import FIELDS, RosterRow
from deposits.rules.name_letters import LONGEST
from deposits.rules.roster_cells import as_text
from deposits.rules.roster_facts import CheckedRow
from deposits.rules.row_codes import codes_of
from deposits.rules.summary import Summary
from gjj.crypto.blind import blind_index
from gjj.money.amounts import FEN, money_json

CHUNK = 5_000
WRITE = json.JSONEncoder(ensure_ascii=False).encode
JUDGED = (
    "type", "name", "id_no", "id_no_index", "mobile", "base", "employer_ratio", "personal_ratio", "employer_amount",
    "personal_amount", "amount_before", "is_valid", "is_repaired", "has_warning", "remarks", "codes",
    "seal_reason", "reason_given",
)  # fmt: skip
"""判断一行会写的各列：再判断一遍也只改这些。"""


def remarks_of(row: CheckedRow) -> str:
    """改过的地方、提醒、错误，存成一段加密文字（里面会有证件号原文）；有话说的行连各格的原样一起存，改一格时拿别的格再判断。"""
    told: dict[str, Any] = {
        "repairs": row.repairs, "warnings": row.warnings, "errors": [one.as_json() for one in row.errors],
    }  # fmt: skip
    return _told(told, row.raw if any(told.values()) else None)


def tidy_remarks(raw: RosterRow, repairs: Sequence[Mapping[str, str]]) -> str:
    """只改过比例的写法、别的都整齐的一行的说明。"""
    return _told({"repairs": list(repairs), "warnings": [], "errors": []}, raw)


def _told(told: dict[str, Any], raw: RosterRow | None) -> str:
    if raw is not None:
        told["cells"] = {
            name: _kept(value) for name, value in raw.values.items() if name in FIELDS and _is_written(value)
        }
        told["formulas"] = sorted(raw.formulas)
    return WRITE(told)


def _is_written(value: Any) -> bool:
    """格子里有没有写东西。"""
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _kept(value: Any) -> Any:
    """格子的原样，照 JSON 写得下的样子。"""
    return value if isinstance(value, str | int | float) else as_text(value)


def row_model(change_list_id: int, row: CheckedRow) -> ChangeRow:
    """判断过的一行怎么存。"""
    return ChangeRow(**row_values(change_list_id, row))


def row_values(change_list_id: int, row: CheckedRow, indexes: Mapping[str, str] = {}) -> dict[str, Any]:
    """判断过的一行各列存什么；indexes 是成批算好的证件号 → 盲索引，里面没有的现算。"""
    return {
        "change_list_id": change_list_id, "row": row.row, "type": row.type, "name": told_short(row.name), "id_no": row.id_no[:64],
        "id_no_index": indexes.get(row.id_no) or blind_index("id_no", row.id_no), "mobile": row.mobile[:32],
        "base": storable(row.base, 16),
        "employer_ratio": storable(row.employer_ratio, 3), "personal_ratio": storable(row.personal_ratio, 3),
        "employer_amount": row.employer_amount, "personal_amount": row.personal_amount, "amount_before": row.before,
        "is_valid": row.is_valid, "is_repaired": bool(row.repairs), "has_warning": bool(row.repairs or row.warnings),
        "remarks": remarks_of(row), "codes": codes_of([one.as_json() for one in row.errors], row.warnings),
        "seal_reason": row.seal_reason, "reason_given": row.reason_given,
    }  # fmt: skip


def told_short(name: str) -> str:
    """清册上显示的姓名：记不下的末尾写省略号（那一行有错，不会照它开户）；全文在格子里。"""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def storable(value: Any, digits: int) -> Any:
    """列里放得下的数（两位小数）；离谱的大数只留在错误说明里。"""
    if value is None or abs(value) >= 10**digits:
        return None
    rounded = value.quantize(FEN)
    return rounded if abs(rounded) < 10**digits else None


def summary_json(summary: Summary) -> dict[str, Any]:
    """汇总等式的存法。"""
    return {
        "people": [summary.people_before, summary.people_added, summary.people_removed, summary.people_after],
        "amount": [
            money_json(one)
            for one in (summary.amount_before, summary.amount_added, summary.amount_removed, summary.amount_after)
        ],
        "parts": dict(summary.parts),
    }

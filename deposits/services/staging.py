"""把判断好的行成批写进清册：一段一条 COPY，写库的时候接着判断下一段。"""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from deposits.models import ChangeRow
from deposits.roster.rows import SheetRows
from deposits.rules.roster_facts import CheckedRow, RosterFacts
from deposits.rules.roster_tidy import TidyRow
from deposits.services.stage_list import remarks_of, row_values, tidy_remarks

WRITTEN = (
    "change_list_id", "row", "type", "name", "id_no", "id_no_index", "mobile", "base", "employer_ratio", "personal_ratio",
    "employer_amount", "personal_amount", "amount_before", "is_valid", "is_repaired", "has_warning", "remarks",
)  # fmt: skip
SEALED = ("id_no", "mobile", "remarks")
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _field(name: str) -> Any:
    return ChangeRow._meta.get_field(name)


def _text(value: Any) -> str:
    """COPY 里的写法。"""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value).translate(ESCAPES)


class Stager:
    """一份清册的写手：把判断好的一段变成 COPY 的几行，再写进库。"""

    def __init__(self, change_list_id: int, rows: SheetRows, facts: RosterFacts, indexes: dict[str, str]) -> None:
        self.change_list_id, self.rows, self.indexes = change_list_id, rows, indexes
        self.seal_id: Callable[[Sequence[str]], list[bytes]] = _field("id_no").seal_many
        self.seal_mobile, self.seal_remarks = _field("mobile").seal_many, _field("remarks").seal_many
        # 没有话说的行，说明都一样：密文也用同一个
        (self.silent,) = self.seal_remarks([remarks_of(CheckedRow(0))])
        ratios = (_text(facts.employer_ratio), _text(facts.personal_ratio))
        self.ratios = "\t".join(ratios)
        others = [one for one in ChangeRow._meta.concrete_fields if not one.primary_key and one.attname not in WRITTEN]
        self.columns = (*WRITTEN, *(one.attname for one in others))
        self.rest = "".join(f"\t{_text(one.get_default())}" for one in others) + "\n"

    def lines(self, found: Sequence[TidyRow | CheckedRow]) -> bytes:
        """一段的 COPY 内容。"""
        ids = self.seal_id([row.id_no[:64] for row in found])
        mobiles = self.seal_mobile([row.mobile[:32] for row in found])
        return "".join(
            self._tidy(row, id_no, mobile) if row.__class__ is TidyRow else self._checked(row, id_no, mobile)  # type: ignore[arg-type]
            for row, id_no, mobile in zip(found, ids, mobiles, strict=True)
        ).encode()

    def _tidy(self, row: TidyRow, id_no: bytes, mobile: bytes) -> str:
        touched, remarks = "f", self.silent
        if row.repairs:
            touched = "t"
            (remarks,) = self.seal_remarks([tidy_remarks(self.rows[row.place], row.repairs)])
        return (
            f"{self.change_list_id}\t{row.row}\t{row.type}\t{row.name}\t\\\\x{id_no.hex()}\t{self.indexes[row.id_no]}"
            f"\t\\\\x{mobile.hex()}\t{row.base}\t{self.ratios}\t{row.employer_amount}\t{row.personal_amount}"
            f"\t{row.before}\tt\t{touched}\t{touched}\t\\\\x{remarks.hex()}{self.rest}"
        )

    def _checked(self, row: CheckedRow, id_no: bytes, mobile: bytes) -> str:
        written = row_values(self.change_list_id, row)
        is_silent = not (row.repairs or row.warnings or row.errors)
        remarks = self.silent if is_silent else self.seal_remarks([written["remarks"]])[0]
        sealed = dict(zip(SEALED, (id_no, mobile, remarks), strict=True))
        values = [f"\\\\x{sealed[name].hex()}" if name in sealed else _text(written[name]) for name in WRITTEN]
        return "\t".join(values) + self.rest

    def write(self, lines: bytes, meanwhile: Callable[[], Any]) -> Any:
        """写一段；库在写的时候办 meanwhile，返回它的结果。两样都完了才返回。"""
        columns = ", ".join(self.columns)
        statement = f"COPY {ChangeRow._meta.db_table} ({columns}) FROM STDIN"
        with connection.cursor() as cursor, ThreadPoolExecutor(1) as writer:
            writing = writer.submit(cursor.cursor.copy_expert, statement, io.BytesIO(lines))
            try:
                return meanwhile()
            finally:
                writing.result()

"""把判断好的行成批写进清册：一段一条 COPY，写库的时候接着判断下一段。"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from deposits.models import ChangeRow
from deposits.roster.model import RosterRow
from deposits.roster.rows import SheetRows
from deposits.rules.roster_facts import TYPES, CheckedRow, RosterFacts
from deposits.rules.roster_tidy import TidyRow
from deposits.services.foreseen import Foreseen
from deposits.services.stage_list import remarks_of, row_values, tidy_remarks
from gjj.crypto.blind import OTHER, other_of
from gjj.crypto.box import has_both

WRITTEN = (
    "name", "row", "type", "id_no", "id_no_index", "mobile", "base", "employer_amount", "personal_amount",
    "amount_before", "change_list_id", "employer_ratio", "personal_ratio", "is_valid", "is_repaired", "has_warning",
    "remarks", "codes", "seal_reason", "reason_given",
)  # fmt: skip
"""COPY 里各列的先后：姓名在前，后面都是西文，拼起来快一倍；change_list_id 起，没有话说的整齐的行都一样。"""
INDEX = WRITTEN.index("id_no_index")
NO_WORDS = "\t\t\tf"
"""整齐的行没有编码；封存的都逐格判断，所以也没有封存原因。"""
SEALED = ("id_no", "mobile", "remarks")
ANOTHER = f"id_no_index{OTHER}"
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


def _bytes(value: str) -> str:
    """COPY 里一段字节（十六进制）的写法。"""
    return f"\\\\x{value}"


class _Both(dict[str, str]):
    """证件号码 → 两套盲索引在 COPY 里的写法，用到的时候拼。"""

    def __missing__(self, id_no: str) -> str:
        index = self.of[id_no]
        return f"{index}\t{_text(other_of(index))}"

    def __init__(self, of: Mapping[str, str]) -> None:
        super().__init__()
        self.of = of


class Stager:
    """一份清册的写手：把判断好的一段变成 COPY 的几行，再写进库。"""

    def __init__(
        self,
        change_list_id: int,
        rows: SheetRows,
        facts: RosterFacts,
        indexes: Mapping[str, str],
        foreseen: Foreseen,
    ) -> None:
        self.change_list_id, self.rows, self.indexes, self.foreseen = change_list_id, rows, indexes, foreseen
        # 盲索引有两把密钥的，另一套紧跟在后面
        self.written = (*WRITTEN[: INDEX + 1], ANOTHER, *WRITTEN[INDEX + 1 :]) if has_both() else WRITTEN
        self.told: Mapping[str, str] = _Both(indexes) if has_both() else indexes
        self.seal_id: Callable[[Sequence[str]], list[bytes]] = _field("id_no").seal_many
        self.seal_remarks = _field("remarks").seal_many
        others = [
            one for one in ChangeRow._meta.concrete_fields if not one.primary_key and one.attname not in self.written
        ]
        self.columns = (*(_field(name).column for name in self.written), *(one.column for one in others))
        self.rest = "".join(f"\t{_text(one.get_default())}" for one in others) + "\n"
        self.same = f"\t{change_list_id}\t{_text(facts.employer_ratio)}\t{_text(facts.personal_ratio)}\tt"
        # 没有话说的行，说明都一样：密文也用同一个
        self.silent = _bytes(self.seal_remarks([remarks_of(CheckedRow(0))])[0].hex())
        self.silent_end = f"{self.same}\tf\tf\t{self.silent}{NO_WORDS}{self.rest}"

    def lines(self, found: Sequence[TidyRow | CheckedRow]) -> bytes:
        """一段的 COPY 内容。"""
        mobiles = self.foreseen.sealed_mobiles([row.mobile[:32] for row in found])
        indexes, sealed, silent_end, written = self.told, self.foreseen.ids, self.silent_end, []
        checked = self._checked(
            [(row, mobile) for row, mobile in zip(found, mobiles, strict=True) if row.__class__ is CheckedRow]
        )
        for row, mobile in zip(found, mobiles, strict=True):
            if row.__class__ is not TidyRow:
                written.append(next(checked))
                continue
            number, kind, name, id_no, _, (base, employer, personal), before, repairs, place = row
            end = self._repaired_end(place, kind, repairs) if repairs else silent_end
            own = f"{employer!s}"
            theirs = own if personal is employer else f"{personal!s}"
            written.append(name.encode())
            written.append(
                f"\t{number}\t{kind}\t\\\\x{sealed[id_no]}\t{indexes[id_no]}\t\\\\x{mobile}"
                f"\t{base!s}\t{own}\t{theirs}\t{before!s}{end}".encode()
            )
        return b"".join(written)

    def _repaired_end(self, place: int, kind: str, repairs: list[dict[str, str]]) -> str:
        """类型、比例改过写法的一行，后面的几列；表里没有类型一列的，读出的类型写进原样。"""
        raw = self.rows[place]
        if "type" not in raw.values:
            raw = RosterRow(raw.row, {**raw.values, "type": TYPES[kind]}, raw.formulas)
        (remarks,) = self.seal_remarks([tidy_remarks(raw, repairs)])
        return f"{self.same}\tt\tt\t{_bytes(remarks.hex())}{NO_WORDS}{self.rest}"

    def _checked(self, rows: Sequence[tuple[CheckedRow, str]]) -> Iterator[bytes]:
        """逐格判断的几行，COPY 里的写法；一段的密文一起算。rows 是行和它的手机号密文。"""
        written = [row_values(self.change_list_id, row, self.indexes) for row, _ in rows]
        ids = map(bytes.hex, self.seal_id([one["id_no"] for one in written]))
        told = iter(self.seal_remarks([one["remarks"] for one in written if one["has_warning"] or not one["is_valid"]]))
        for one, (_, mobile) in zip(written, rows, strict=True):
            one[ANOTHER] = other_of(one["id_no_index"])
            remarks = _bytes(next(told).hex()) if one["has_warning"] or not one["is_valid"] else self.silent
            sealed = dict(zip(SEALED, (_bytes(next(ids)), _bytes(mobile), remarks), strict=True))
            yield ("\t".join(sealed.get(name) or _text(one[name]) for name in self.written) + self.rest).encode()

    def write(self, lines: bytes, meanwhile: Callable[[], Any]) -> Any:
        """写一段；库在写的时候办 meanwhile，返回它的结果。两样都完了才返回。"""
        columns = ", ".join(self.columns)
        statement = f"COPY {ChangeRow._meta.db_table} ({columns}) FROM STDIN"
        with connection.cursor() as cursor, ThreadPoolExecutor(1) as writer:
            # 一次交给库：一小块一小块地交，每块都要等判断的那边让出解释器
            writing = writer.submit(cursor.cursor.copy_expert, statement, io.BytesIO(lines), len(lines))
            try:
                return meanwhile()
            finally:
                writing.result()

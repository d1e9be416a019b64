"""传来的文件里没有的列，照清册上现在的，不算清空。"""

from collections.abc import Mapping, Sequence

from deposits.roster.model import RosterRow
from deposits.rules.roster_rows import id_of


def with_absent(
    sent: Sequence[RosterRow], standing: Mapping[int, RosterRow], absent: Sequence[str]
) -> Sequence[RosterRow]:
    """各行补上没有的列（absent），照清册上同一个人的（standing：行号 → 现在的一行）。

    行照证件号码对；号码不在清册上的照行号，那一行的人在文件别处的不算。对不上的是新人，空着。
    """
    if not absent:
        return sent
    people = {person: row for row in standing.values() if (person := id_of(row))}
    here = {person for row in sent if (person := id_of(row))}
    found = []
    for row in sent:
        same = people.get(id_of(row))
        if same is None and row.row in standing and id_of(standing[row.row]) not in here:
            same = standing[row.row]
        found.append(row if same is None else _filled(row, same, absent))
    return found


def _filled(row: RosterRow, same: RosterRow, absent: Sequence[str]) -> RosterRow:
    values = {**row.values, **{name: same.values[name] for name in absent if name in same.values}}
    return RosterRow(row.row, values, row.formulas | (same.formulas & set(absent)))

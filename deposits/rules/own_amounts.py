"""名单里单位自己算的金额（单位交、个人交、合计）和系统算的对一遍：不同的整份说一次，以系统计算为准。"""

from collections.abc import Mapping
from decimal import Decimal

from deposits.roster.header import AMOUNTS
from deposits.roster.model import RosterFile
from deposits.roster.rows import SheetRows
from deposits.rules.roster_cells import read_amount
from gjj.money.amounts import format_money

EXAMPLES = 3
"""说几处例子。"""
DIFFERS = "amount_differs"
Computed = Mapping[int, tuple[Decimal, Decimal]]
"""行号 → 系统算的单位部分、个人部分（元）；有错误的、封存的不在内。"""


def own_amounts_told(file: RosterFile, computed: Computed) -> list[dict[str, str]]:
    """有几行的金额和系统算的不同，先说前几处；都一样、没有这样的列为空。"""
    if not file.amounts or not isinstance(file.rows, SheetRows):
        return []
    names = file.rows.cells[file.header_row - 1]
    columns = {place: (kind, file.rows.at(place)) for kind, place in file.amounts.items()}
    rows, examples = 0, list[str]()
    for index, number in enumerate(file.rows.numbers):
        ours = computed.get(number + 1)
        if ours is None:
            continue
        wants = dict(zip(AMOUNTS, (*ours, ours[0] + ours[1]), strict=True))
        differing = [
            f"第 {number + 1} 行「{str(names[place]).strip()}」{format_money(written)}，按规定应为 {format_money(wants[kind])}"
            for place, (kind, values) in columns.items()
            if (written := read_amount(values[index])[1]) is not None and written != wants[kind]
        ]
        rows += bool(differing)
        examples += differing[: EXAMPLES - len(examples)]
    if not rows:
        return []
    more = "等" if rows > len(examples) else ""
    said = f"表里自己算的金额有 {rows:,} 行和系统算的不同，以系统计算为准：{'；'.join(examples)}{more}。"
    return [{"code": DIFFERS, "message": said}]

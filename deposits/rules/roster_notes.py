"""判断一行时手上的东西，和记下错误、提醒、改过的地方的写法。"""

from typing import Any

from deposits.roster.model import RosterRow
from deposits.rules import roster_cells as cells
from deposits.rules.roster_facts import AccountFact, CellError, CheckedRow, Mend, RosterFacts

NOTHING = cells.read_id(None)
"""空着的一格。"""


class RowNotes:
    """一行的原样、事实、判断到现在的结果；一格一个错由各格的判断自己守着。"""

    def __init__(self, raw: RosterRow, facts: RosterFacts, first_seen: dict[str, RosterRow]) -> None:
        self.raw, self.facts, self.first_seen = raw, facts, first_seen
        self.row = CheckedRow(raw.row, raw=raw)
        self.account: AccountFact | None = None
        self.id_reading = NOTHING

    def _error(
        self,
        field: str,
        code: str,
        message: str,
        article: str | None = None,
        fix: str | None = None,
        same_as: int | None = None,
        mend: Mend | None = None,
    ) -> None:
        self.row.errors.append(
            CellError(code, self.facts.column(field), message, article, fix, same_as, field=field, mend=mend)
        )

    def _warn(self, field: str, code: str, message: str, article: str | None = None, mend: Mend | None = None) -> None:
        told: dict[str, Any] = {"field": field, "column": self.facts.column(field), "code": code, "message": message}
        if article is not None:
            told["article"] = article
        if mend is not None:
            told["mend"] = mend.as_json()
        self.row.warnings.append(told)

    def _kept(self, field: str, reading: cells.Reading) -> None:
        for rule in reading.rules:
            self.row.repairs.append(
                {"column": self.facts.column(field), "from": reading.original, "to": reading.text, "rule": rule}
            )

    def _is_formula(self, field: str) -> bool:
        """这格写成了公式：公式的结果会变，不能当作申报的值；表格软件算好的结果可以采纳。"""
        if field not in self.raw.formulas:
            return False
        shown = cells.as_text(self.raw.values.get(field)).strip()
        mend = Mend(field, shown, f"改为现在算出的「{shown}」") if shown else None
        fix = "选中后复制，再「粘贴为数值」"
        self._error(field, "formula_in_cell", "这一格是公式，申报要写成数值", None, fix, mend=mend)
        return True

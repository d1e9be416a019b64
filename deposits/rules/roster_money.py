"""名单里「缴多少」的几格：基数、单位比例、个人比例；全对的行算出月缴存额。"""

from decimal import Decimal
from functools import partial

from deposits.rules import roster_cells as cells
from deposits.rules.adjust import BaseTerms, refusal_of_base_adjust
from deposits.rules.contribution import amounts_of, compute_contribution
from deposits.rules.roster_facts import Mend
from deposits.rules.roster_notes import RowNotes
from gjj.money.amounts import format_money, money_json, percent_json
from gjj.regulations.implements import implements


def _to_base(limit: Decimal) -> Mend:
    """改成上下限。"""
    return Mend("base", money_json(limit), f"改为 {format_money(limit)} 元")


class MoneyCells(RowNotes):
    """基数、比例、月缴存额。"""

    def _own(self, field: str) -> Decimal | None:
        """空着时用账户上现有的。"""
        return getattr(self.account, field) if self.account is not None and self.account.is_here else None

    def _own_base(self) -> Mend | None:
        """看不懂、填错的基数：账户上有现在的，可以照现在的。"""
        own = self._own("base")
        return None if own is None else Mend("base", money_json(own), f"照现在的 {format_money(own)} 元")

    @implements("WH5-03")
    def _base(self) -> None:
        if self._is_formula("base"):
            return
        value = self.raw.values.get("base")
        reading, amount = cells.read_amount(value)
        if reading.is_empty and self.row.type not in ("open", "base_adjust", "base_correct"):
            self.row.base = self._own("base")
            self._own_limits()
            return
        if amount is None:
            said = f"「{reading.original}」不是金额" if reading.original else f"没有填{self.facts.column('base')}"
            self._error("base", "base_text", said, None, "请填数字，最多两位小数", mend=self._own_base())
            return
        self._kept("base", reading)
        self.row.base = amount
        self._limits(amount)
        own = self._own("base")
        if self.row.type == "unchanged" and own is not None and own != amount:
            self.row.type = "base_adjust"
            said = f"基数与现在的 {format_money(own)} 不同，按「基数调整」读取"
            self._warn("base", "base_differs", said)
        elif self.row.type in ("base_adjust", "base_correct") and own == amount and self._pays_here():
            self.row.type = "unchanged"  # 基数没有变：不是调整，不占次数，也不告诉职工调过
        if own is not None and not any(one.field == "base" for one in self.row.errors):
            self._adjusting(own, amount)

    def _pays_here(self) -> bool:
        return self.account is not None and self.account.is_here and self.account.status == "active"

    def _adjusting(self, own: Decimal, amount: Decimal) -> None:
        """调基一个缴存年度有几次由本市规定；更正不限，留好依据。"""
        terms = BaseTerms(self.facts.floor, self.facts.cap, self.facts.adjusts_a_year)
        if self.row.type == "base_correct":
            said = (
                f"按更正办理：{format_money(own)} 改为 {format_money(amount)} 元，从{self.facts.month.label}起按新基数缴存，请留好工资依据备查；"
                "以前月份少缴的请办补缴；多缴的网上不能单独更正，请带证明到柜面书面申请"
            )
            self._warn("base", "base_corrected", said, "TL-16")
        elif self.row.type == "base_adjust" and self.account is not None:
            code = refusal_of_base_adjust(own, amount, self.account.adjusted, terms)
            if code:
                year = f"{self.facts.month.fund_year} 缴存年度"
                said = f"{year}已经调过 {self.account.adjusted} 次基数，本市规定本年度不能再调"
                fix = f"请照现在的 {format_money(own)} 元；上次填错了的，类型改为「基数更正」"
                self._error("base", code, said, None, fix, mend=self._own_base())

    def _own_limits(self) -> None:
        """空着照旧的基数，已经在新的上下限之外：提醒，采纳就按基数调整办。"""
        own, floor, cap = self.row.base, self.facts.floor, self.facts.cap
        if own is None or floor <= own <= cap:
            return
        code, limit, article = (
            ("own_base_below_floor", floor, "CITY-BASE") if own < floor else ("own_base_above_cap", cap, "WH5-03")
        )
        word = "低于本市下限" if own < floor else "高于本市上限"
        said = f"账户上的基数 {format_money(own)} 已经{word} {format_money(limit)} 元"
        self._warn("base", code, said, article, _to_base(limit))

    def _limits(self, amount: Decimal) -> None:
        floor, cap, column = self.facts.floor, self.facts.cap, self.facts.column("base")
        if amount <= 0:
            fix = "请填职工上一年度月平均工资"
            self._error("base", "base_negative", f"{column}要大于零", None, fix, mend=self._own_base())
        elif amount < floor:
            said = f"{column}低于本市下限 {format_money(floor)} 元"
            self._error("base", "base_below_floor", said, "CITY-BASE", money_json(floor), mend=_to_base(floor))
        elif amount > cap:
            said = f"{column}高于本市上限 {format_money(cap)} 元"
            self._error("base", "base_above_cap", said, "WH5-03", money_json(cap), mend=_to_base(cap))

    @implements("TL-18", "WH5-02")
    def _ratio(self, field: str, registered: Decimal, side: str) -> None:
        if self._is_formula(field):
            return
        reading, ratio = cells.read_ratio(self.raw.values.get(field))
        setattr(self.row, field, registered if reading.is_empty else ratio)
        if reading.is_empty:
            return
        low, high, own = self.facts.ratio_min, self.facts.ratio_max, f"{percent_json(registered)}%"
        said = f"{side}缴存比例 {percent_json(ratio)}%" if ratio is not None else ""
        mend = Mend(field, own, f"改为 {own}")
        if ratio is None:
            self._error(field, "ratio_text", f"「{reading.original}」不是比例", None, f"请填 {own}", mend=mend)
        elif ratio < low:
            said = f"{said} 低于下限 {percent_json(low)}%"
            self._error(field, "ratio_below_min", said, "TL-18, WH5-02", own, mend=mend)
        elif ratio > high:
            said = f"{said} 高于上限 {percent_json(high)}%"
            self._error(field, "ratio_above_max", said, "WH5-02", own, mend=mend)
        elif ratio != registered:
            said = f"{said}，单位登记的{side}比例是 {own}"
            self._error(field, "ratio_not_units", said, None, own, mend=mend)
        else:
            self._kept(field, reading)

    def _unused_of_sealed(self) -> None:
        """封存行的基数和比例不采用：公式照样算错，填了看不懂的说一声。"""
        for field, readable in (
            ("base", cells.read_amount),
            ("employer_ratio", cells.read_ratio),
            ("personal_ratio", cells.read_ratio),
        ):
            reading, value = readable(self.raw.values.get(field))
            if not self._is_formula(field) and value is None and not reading.is_empty:
                self._warn(field, "not_used", f"「{reading.original}」看不懂；封存不用填这一格，没有采用")

    def _settle(self) -> None:
        """没有错误的行算出月缴存额；封存的为零。"""
        row, facts = self.row, self.facts
        if self.account is not None and self.account.is_here and self.account.status == "active":
            row.before = self.account.amount
        if row.errors or row.type == "seal" or row.base is None:
            if row.type == "seal" and self.account is not None and self.account.is_here:
                row.base, row.employer_ratio, row.personal_ratio = (
                    self.account.base,
                    facts.employer_ratio,
                    facts.personal_ratio,
                )
            return
        row.employer_amount, row.personal_amount = amounts_of(
            row.base, facts.employer_ratio, facts.personal_ratio, facts.rounding
        )
        row.derived = partial(
            compute_contribution, base=row.base, employer_ratio=facts.employer_ratio, personal_ratio=facts.personal_ratio,
            floor=facts.floor, cap=facts.cap, rounding=facts.rounding, clamp=False,
        )  # fmt: skip

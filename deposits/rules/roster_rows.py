"""逐行判断名单：一格一个错，按固定的先后；不符合的说清是什么、依据哪条、怎么改，从不悄悄改数。"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from deposits.roster.model import RosterFile, RosterFileError, RosterRow
from deposits.rules import roster_cells as cells
from deposits.rules.contribution import compute_contribution
from deposits.rules.roster_facts import TYPE_WORDS, TYPES, AccountFact, CellError, CheckedRow, RosterFacts
from gjj.idnumbers import id_card, mobile
from gjj.money.amounts import format_money, money_json, percent_json
from gjj.periods.month import Month
from gjj.regulations.implements import implements

YOUNGEST, OLDEST = 16, 70
"""开户时请核对的年龄：法定最低就业年龄以下、一般早已退休的年龄以上。"""
UNIT_SUFFIX = str.maketrans({"（": "(", "）": ")", " ": None, "\u3000": None})


def same_unit(one: str, other: str) -> bool:
    """是不是同一个单位名称：括号全角半角、空格不算不同。"""
    return one.translate(UNIT_SUFFIX) == other.translate(UNIT_SUFFIX)


def check_header(file: RosterFile, unit_name: str, month: Month) -> list[dict[str, str]]:
    """表头以上写的单位和年月对不对：别的单位的表抛 file_of_other_unit，年月不同只提醒。"""
    if file.unit_name and not same_unit(file.unit_name, unit_name):
        raise RosterFileError(
            "file_of_other_unit",
            f"这份清册写的单位是「{file.unit_name}」，不是「{unit_name}」。",
            "请选本单位的清册；如果单位改过名，请把表里的单位名称改成现在的再上传。",
        )
    if file.month is not None and file.month != month:
        said = f"表里写的是{file.month.label}，现在办的是{month.label}，按{month.label}办理。"
        return [{"code": "month_differs", "message": said}]
    return []


def ids_in(rows: Iterable[RosterRow]) -> list[str]:
    """名单里读得出的证件号，给查账户用。"""
    return [text for row in rows if (text := cells.read_id(row.values.get("id_no")).text)]


def check_rows(rows: Iterable[RosterRow], facts: RosterFacts) -> list[CheckedRow]:
    """判断每一行；同一证件号重复的，算后一行的错并指出前一行。"""
    first_seen: dict[str, int] = {}
    return [_Checker(row, facts, first_seen).check() for row in rows]


class _Checker:
    """判断一行时手上的东西。"""

    def __init__(self, raw: RosterRow, facts: RosterFacts, first_seen: dict[str, int]) -> None:
        self.raw, self.facts, self.first_seen = raw, facts, first_seen
        self.row = CheckedRow(raw.row)
        self.account: AccountFact | None = None

    def check(self) -> CheckedRow:
        """按类型、姓名、证件号、手机、基数、比例的先后判断，最后算月缴存额。"""
        self._id_text()
        self._type()
        self._name()
        self._id()
        self._mobile()
        if self.row.type != "seal":
            self._base()
            self._ratio("employer_ratio", self.facts.employer_ratio, "单位")
            self._ratio("personal_ratio", self.facts.personal_ratio, "个人")
        else:
            self._unused_of_sealed()
        self._settle()
        return self.row

    # —— 记下 ——
    def _error(
        self,
        field: str,
        code: str,
        message: str,
        article: str | None = None,
        fix: str | None = None,
        same_as: int | None = None,
    ) -> None:
        self.row.errors.append(CellError(code, self.facts.column(field), message, article, fix, same_as))

    def _warn(self, field: str, code: str, message: str) -> None:
        self.row.warnings.append({"column": self.facts.column(field), "code": code, "message": message})

    def _kept(self, field: str, reading: cells.Reading) -> None:
        for rule in reading.rules:
            self.row.repairs.append(
                {"column": self.facts.column(field), "from": reading.original, "to": reading.text, "rule": rule}
            )

    def _is_formula(self, field: str) -> bool:
        """这格写成了公式：公式的结果会变，不能当作申报的值。"""
        if field not in self.raw.formulas:
            return False
        self._error(field, "formula_in_cell", "这一格是公式，申报要写成数值", None, "选中后复制，再「粘贴为数值」")
        return True

    # —— 各格 ——
    def _id_text(self) -> None:
        self.id_reading = cells.read_id(self.raw.values.get("id_no"))
        self.row.id_no = self.id_reading.text
        self.account = self.facts.accounts.get(self.row.id_no)

    def _type(self) -> None:
        reading = cells.read_plain(self.raw.values.get("type"))
        pays_here = self.account is not None and self.account.is_here and self.account.status == "active"
        known = "unchanged" if reading.is_empty and pays_here else TYPE_WORDS.get(reading.text)
        if known is None:
            said = f"不认得变更类型「{reading.text}」" if reading.text else "没有填变更类型，此人也不在本单位缴存"
            self._error("type", "type_unknown", said, None, f"请填 {'、'.join(TYPES.values())} 之一")
            return
        if self._is_formula("type"):
            return
        self._kept("type", reading)
        self.row.type = known

    def _name(self) -> None:
        if self._is_formula("name"):
            return
        reading = cells.read_name(self.raw.values.get("name"))
        self.row.name = reading.text
        if reading.is_empty:
            fix = (
                f"此证件号码登记的姓名是{self.account.name}"
                if self.account and self.account.is_here
                else "请填职工姓名"
            )
            self._error("name", "name_missing", "没有填姓名", None, fix)
            return
        self._kept("name", reading)
        if self.account and self.account.is_here and self.account.name != reading.text:
            said = f"此证件号码登记的姓名是{self.account.name}，与表里的{reading.text}不同；账户上的姓名不变"
            self._warn("name", "name_mismatch", said)
        elif self._known_name(reading.text) != reading.text:
            self._warn("name", "name_mismatch", "此证件号码登记的姓名与表里的不同；登记的姓名不变")

    def _known_name(self, written: str) -> str:
        """中心登记的姓名；不认得这个证件号的，就是表里写的。"""
        return self.account.name if self.account else self.facts.known_names.get(self.row.id_no, written)

    @implements("GB11643", "TL-13")
    def _id(self) -> None:
        if self._is_formula("id_no"):
            return
        value, reading = self.raw.values.get("id_no"), self.id_reading
        if reading.is_empty:
            self._error("id_no", "id_missing", "没有填证件号码", "GB11643", "请填 18 位公民身份号码")
            return
        if cells.is_scientific(value, reading.text):
            self._error(
                "id_no",
                "id_scientific",
                "证件号码被表格软件存成了数字，末尾几位已经丢失",
                "GB11643",
                "把这一列设为文本格式后重新填写",
            )
            return
        self._kept("id_no", reading)
        if not id_card.checksum_ok(reading.text):
            self._error("id_no", "id_checksum", *self._checksum_words(reading.text))
        elif not id_card.birth_ok(reading.text, self.facts.on):
            said = f"第 7 到 14 位「{reading.text[6:14]}」不是一个可能的出生日期"
            self._error("id_no", "id_birthdate", said, "GB11643", "请对照身份证重填")
        elif reading.text in self.first_seen:
            earlier = self.first_seen[reading.text]
            said = f"与第 {earlier} 行是同一个证件号码"
            self._error("id_no", "id_duplicate_in_file", said, "GB11643", "请删去其中一行", same_as=earlier)
        else:
            self.first_seen[reading.text] = self.raw.row
            self._age(reading.text)
            self._membership()

    def _age(self, text: str) -> None:
        """开户的人未满 16 周岁、超过 70 周岁：办得了，但多半是证件号码写错，请核对。"""
        if self.row.type != "open":
            return
        age = id_card.age_on(text, self.facts.on)
        if not YOUNGEST <= age <= OLDEST:
            self._warn("id_no", "age_unusual", f"按证件号码今年 {age} 周岁，请核对是不是这个人")

    def _checksum_words(self, text: str) -> tuple[str, str, str]:
        if not id_card.has_shape(text):
            return f"证件号码不是 18 位公民身份号码（这里是 {len(text)} 位）", "GB11643", "请对照身份证重填"
        said = f"证件号码末位校验不符：按前 17 位推算，末位应为 {id_card.check_code(text[:17])}"
        return said, "GB11643", "请对照身份证重填，多半是有一位写错"

    @implements("TL-13")
    def _membership(self) -> None:
        """开户的不能已有账户；启封、封存、调基的要在本单位。"""
        account, kind = self.account, self.row.type
        if kind == "open" and account is not None:
            if account.is_here and account.status == "active":
                said, fix = "此人已在本单位正常缴存，不能再开户", "类型改为「正常」，要改基数就填「基数调整」"
            elif account.is_here:
                said, fix = "此人在本单位有封存的账户，不能再开户", "类型改为「启封」"
            else:
                said, fix = "此人在别处已有账户，每个职工只能有一个账户，不能再开户", "请由职工办理转移，转入后再启封"
            self._error("id_no", "already_open", said, "TL-13", fix)
        elif kind in ("unseal", "seal", "base_adjust", "unchanged") and (account is None or not account.is_here):
            self._error(
                "id_no",
                "not_in_unit",
                f"此人不在本单位，不能办{TYPES[kind]}",
                None,
                "新来的职工请填「开户」；已有账户的请先转入",
            )
        elif kind == "seal" and account is not None and account.status == "sealed":
            self._error("id_no", "not_in_unit", "此人的账户在本单位已经封存，不用再封", None, "请删去这一行")
        elif kind in ("base_adjust", "unchanged") and account is not None and account.status == "sealed":
            self._error(
                "id_no",
                "not_in_unit",
                f"此人的账户在本单位是封存状态，不能办{TYPES[kind]}",
                None,
                "要恢复缴存请填「启封」",
            )
        elif kind == "unseal" and account is not None and account.status == "active":
            self.row.type = "unchanged"
            self._warn("type", "already_active", "此人的账户已是正常状态，按「正常」读取")

    def _mobile(self) -> None:
        if self._is_formula("mobile"):
            return
        reading = cells.read_mobile(self.raw.values.get("mobile"))
        self.row.mobile = reading.text
        if reading.is_empty:
            if self.row.type == "open":
                self._error("mobile", "mobile_invalid", "开户要留手机号，用来接收到账通知", None, "请填 11 位手机号")
            return
        problem = mobile.problem(reading.text)
        if problem:
            self._error("mobile", "mobile_invalid", problem, None, "请填 11 位手机号")
            return
        self._kept("mobile", reading)

    def _own(self, field: str) -> Decimal | None:
        """空着时用账户上现有的。"""
        return getattr(self.account, field) if self.account is not None and self.account.is_here else None

    @implements("WH5-03")
    def _base(self) -> None:
        if self._is_formula("base"):
            return
        value = self.raw.values.get("base")
        reading, amount = cells.read_amount(value)
        if reading.is_empty and self.row.type not in ("open", "base_adjust"):
            self.row.base = self._own("base")
            return
        if amount is None:
            said = f"「{reading.original}」不是金额" if reading.original else "没有填缴存基数"
            self._error("base", "base_text", said, None, "请填数字，最多两位小数")
            return
        self._kept("base", reading)
        self.row.base = amount
        self._limits(amount)
        own = self._own("base")
        if self.row.type == "unchanged" and own is not None and own != amount:
            self.row.type = "base_adjust"
            said = f"基数与现在的 {format_money(own)} 不同，按「基数调整」读取"
            self._warn("base", "base_differs", said)

    def _limits(self, amount: Decimal) -> None:
        floor, cap = self.facts.floor, self.facts.cap
        if amount <= 0:
            self._error("base", "base_negative", "缴存基数要大于零", None, "请填职工上一年度月平均工资")
        elif amount < floor:
            said = f"缴存基数低于本市下限 {format_money(floor)} 元"
            self._error("base", "base_below_floor", said, "CITY-BASE", money_json(floor))
        elif amount > cap:
            said = f"缴存基数高于本市上限 {format_money(cap)} 元"
            self._error("base", "base_above_cap", said, "WH5-03", money_json(cap))

    @implements("TL-18", "WH5-02")
    def _ratio(self, field: str, registered: Decimal, side: str) -> None:
        if self._is_formula(field):
            return
        reading, ratio = cells.read_ratio(self.raw.values.get(field))
        setattr(self.row, field, registered if reading.is_empty else ratio)
        if reading.is_empty:
            return
        low, high = self.facts.ratio_min, self.facts.ratio_max
        said = f"{side}缴存比例 {percent_json(ratio)}%" if ratio is not None else ""
        if ratio is None:
            self._error(
                field, "ratio_text", f"「{reading.original}」不是比例", None, f"请填 {percent_json(registered)}%"
            )
        elif ratio < low:
            self._error(
                field,
                "ratio_below_min",
                f"{said} 低于下限 {percent_json(low)}%",
                "TL-18",
                f"{percent_json(registered)}%",
            )
        elif ratio > high:
            self._error(
                field,
                "ratio_above_max",
                f"{said} 高于上限 {percent_json(high)}%",
                "WH5-02",
                f"{percent_json(registered)}%",
            )
        elif ratio != registered:
            own = f"单位登记的{side}比例是 {percent_json(registered)}%"
            self._error(field, "ratio_not_units", f"{said}，{own}", None, f"{percent_json(registered)}%")
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

    # —— 结果 ——
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
        result = compute_contribution(
            base=row.base, employer_ratio=facts.employer_ratio, personal_ratio=facts.personal_ratio,
            floor=facts.floor, cap=facts.cap, rounding=facts.rounding, clamp=False,
        )  # fmt: skip
        row.employer_amount, row.personal_amount = result.employer_amount, result.personal_amount
        row.explanation = result.explanation


def repairs_of(rows: Iterable[CheckedRow]) -> list[dict[str, Any]]:
    """全部改过的地方，带行号。"""
    return [{"row": row.row, **one} for row in rows for one in row.repairs]

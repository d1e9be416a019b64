"""名单里「是谁」的几格：类型、姓名、证件号码、手机号；一人一户在这里判断。"""

from deposits.roster.model import RosterRow
from deposits.rules import roster_cells as cells
from deposits.rules import seal_reason
from deposits.rules.name_letters import LONGEST, odd_letters, plain_name
from deposits.rules.retirement import reached
from deposits.rules.roster_facts import REMOVE, TYPE_WORDS, TYPES, AccountFact, Mend
from deposits.rules.roster_notes import RowNotes
from deposits.rules.roster_twice import written_twice
from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.idnumbers import id_card, mobile
from gjj.regulations.implements import implements


def _retype(kind: str) -> Mend:
    """改变更类型。"""
    return Mend("type", TYPES[kind], f"类型改为「{TYPES[kind]}」")


class PersonCells(RowNotes):
    """类型、姓名、证件号码、手机号。"""

    def _id_text(self) -> None:
        self.id_reading = cells.read_id(self.raw.values.get("id_no"))
        self.row.id_no = self.id_reading.text
        self.account = self.facts.accounts.get(self.row.id_no)

    def _type(self) -> None:
        reading = cells.read_plain(self.raw.values.get("type"))
        if reading.is_empty and self.facts.lacks_type and "type" not in self.raw.formulas:
            self._type_not_asked()
            return
        pays_here = self.account is not None and self.account.is_here and self.account.status == "active"
        known = "unchanged" if reading.is_empty and pays_here else TYPE_WORDS.get(reading.text)
        if known is None:
            said = f"不认得变更类型「{reading.text}」" if reading.text else "没有填变更类型，此人也不在本单位缴存"
            fix = f"请填 {'、'.join(TYPES.values())} 之一"
            self._error("type", "type_unknown", said, None, fix, mend=self._type_by_account())
            return
        if self._is_formula("type"):
            return
        self._kept("type", reading)
        self.row.type = known

    def _type_not_asked(self) -> None:
        """名单没有变更类型一列：没有账户的只能是开户，在本单位正常缴存的是正常；封存的、在别处的说不准，要人来说。

        证件号码认得出人的，读出的类型写进这一行的原样：下载、再传、别人接着改，都是这个样子。
        """
        account = self.account
        if account is not None and not (account.is_here and account.status == "active"):
            said, fix = (
                ("没有填变更类型，此人在本单位的账户是封存状态", "要恢复缴存请填「启封」")
                if account.is_here
                else (
                    "没有填变更类型，此人在别处已有账户",
                    "转移在网上还不能办：请先不写这一行，让原单位封存，职工带身份证和新单位的证明到柜面书面申请转移；转入以后再填「启封」",
                )
            )
            self._error("type", "type_unknown", said, None, fix, mend=self._type_by_account())
            return
        self.row.type = "open" if account is None else "unchanged"
        if account is None and not id_card.checksum_ok(self.row.id_no):
            return
        word = TYPES[self.row.type]
        self.row.repairs.append({"column": self.facts.column("type"), "from": "", "to": word, "rule": cells.NO_TYPE})
        self.row.raw = RosterRow(self.raw.row, {**self.raw.values, "type": word}, self.raw.formulas)

    def _type_by_account(self) -> Mend | None:
        """照此人的账户推得出的类型：没有账户是开户，封存在本单位是启封，正常在本单位是正常；在别处的推不出。"""
        if not self.id_reading.text or (self.account is not None and not self.account.is_here):
            return None
        kind = "open" if self.account is None else "unseal" if self.account.status == "sealed" else "unchanged"
        return _retype(kind)

    def _name(self) -> None:
        if self._is_formula("name"):
            return
        reading = cells.read_name(self.raw.values.get("name"))
        self.row.name = reading.text
        if reading.is_empty:
            known = self.account.name if self.account and self.account.is_here else ""
            fix = f"此证件号码登记的姓名是{known}" if known else "请填职工姓名"
            mend = Mend("name", known, f"填上「{known}」") if known else None
            self._error("name", "name_missing", "没有填姓名", None, fix, mend=mend)
            return
        if len(reading.text) > LONGEST:
            self._long_name(len(reading.text))
            return
        odd = odd_letters(reading.text)
        if odd and self._registered_name() != reading.text:
            self._odd_name(reading.text, odd)
            return
        self._kept("name", reading)
        if self.account and self.account.is_here and self.account.name != reading.text:
            said = f"此证件号码登记的姓名是{self.account.name}，与表里的{reading.text}不同；账户上的姓名不变"
            self._warn("name", "name_mismatch", said)
        elif self._known_name(reading.text) != reading.text:
            self._warn("name", "name_mismatch", "此证件号码登记的姓名与表里的不同；登记的姓名不变")

    def _registered_name(self) -> str:
        """这个证件号码登记过的姓名；没有登记过的是空串。"""
        return self.account.name if self.account else self.facts.known_names.get(self.row.id_no, "")

    def _long_name(self, letters: int) -> None:
        """姓名记不下：不替人截断；在本单位的人，改法是登记的姓名。"""
        known = self.account.name if self.account is not None and self.account.is_here else ""
        mend = Mend("name", known, f"改为「{known}」") if known else None
        said = f"姓名写了 {letters} 个字，最多能记 {LONGEST} 个字"
        self._error("name", "name_characters", said, None, "请对照身份证上的姓名重填", mend=mend)

    def _odd_name(self, text: str, odd: str) -> None:
        """姓名里有表情、数字、符号：改法是登记的姓名，没有登记的是去掉这些字之后的。"""
        here = self.account is not None and self.account.is_here
        plain = self._registered_name() if here else plain_name(text)
        said = f"姓名里不能有「{odd}」：只写汉字、外文字母，外文名可以有空格、间隔号、连字符"
        mend = Mend("name", plain, f"改为「{plain}」") if plain else None
        self._error("name", "name_characters", said, None, "请对照身份证上的姓名重填", mend=mend)

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
        if cells.is_cut(reading.text):
            left = "只剩前 15 位" if len(reading.text) == 15 else "末三位成了 000"
            said = f"这是被截断的 18 位号码（{left}），表格软件把末尾几位丢了"
            self._error("id_no", "id_scientific", said, "GB11643", "把这一列设为文本格式，对照身份证重填 18 位")
            return
        self._kept("id_no", reading)
        impossible = id_card.birth_problem(reading.text, self.facts.on) if id_card.has_shape(reading.text) else None
        if impossible:  # 日子不可能的先说：末位照着错的日子推算，改了也还是错
            self._error("id_no", "id_birthdate", impossible, "GB11643", "请对照身份证重填")
        elif not id_card.checksum_ok(reading.text):
            self._error("id_no", "id_checksum", *self._checksum_words(reading.text))
        elif reading.text in self.first_seen:
            earlier = self.first_seen[reading.text]
            told = written_twice(earlier, self.raw, self.facts, self.account, self._registered_name())
            self._error(
                "id_no", "id_duplicate_in_file", told.message, "GB11643", told.fix, same_as=earlier.row, mend=told.mend
            )
        else:
            self.first_seen[reading.text] = self.raw
            self._age(reading.text)
            self._membership()
            self._retired(reading.text)

    def _age(self, text: str) -> None:
        """开户的人太小、太大：办得了，但多半是证件号码写错，请核对。"""
        if self.row.type != "open":
            return
        age = id_card.age_on(text, self.facts.on)
        if not self.facts.youngest <= age <= self.facts.oldest:
            self._warn("id_no", "age_unusual", f"按证件号码今年 {age} 周岁，请核对是不是这个人")

    @implements("RET-01")
    def _retired(self, text: str) -> None:
        """接着缴的人已经过了法定退休年龄的那个月：提醒封存，不拦；只到了工人岗年龄的女职工不给一点就封存的改法。"""
        born = id_card.birth_date(text)
        if born is None or self.row.type not in ("unchanged", "base_adjust", "base_correct", "unseal"):
            return
        found = reached(born, self.facts.month, self.facts.retirement[id_card.sex(text)])
        if found is not None:
            mend = _retype("seal") if found.is_certain and self.row.type != "unseal" else None
            code = "retirement_reached" if found.is_certain else "retirement_by_post"
            self._warn("type", code, found.said, "RET-01", mend)

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
            self._has_account_already(account)
        elif kind in ("unseal", "seal", "base_adjust", "base_correct", "unchanged") and (
            account is None or not account.is_here
        ):
            fix = "新来的职工请填「开户」；在别处有账户的要先转移，网上还不能办，请职工带身份证到柜面书面申请"
            mend = _retype("open") if account is None and kind != "seal" else None
            self._error("id_no", "not_in_unit", f"此人不在本单位，不能办{TYPES[kind]}", None, fix, mend=mend)
        elif kind == "seal" and account is not None and account.status == "sealed":
            said = "此人的账户在本单位已经封存，不用再封"
            self._error("id_no", "not_in_unit", said, None, "请删去这一行", mend=REMOVE)
        elif (
            kind in ("base_adjust", "base_correct", "unchanged") and account is not None and account.status == "sealed"
        ):
            said = f"此人的账户在本单位是封存状态，不能办{TYPES[kind]}"
            self._error("id_no", "not_in_unit", said, None, "要恢复缴存请填「启封」", mend=_retype("unseal"))
        elif kind == "unseal" and account is not None and account.status == "active":
            self.row.type = "unchanged"
            self._warn("type", "already_active", "此人的账户已是正常状态，按「正常」读取")

    def _has_account_already(self, account: AccountFact) -> None:
        """一个职工只能有一个账户：在本单位的改类型，在别处的走转移。"""
        if account.is_here and account.status == "active":
            said, fix = "此人已在本单位正常缴存，不能再开户", "类型改为「正常」，要改基数就填「基数调整」"
            mend = _retype("unchanged")
        elif account.is_here:
            said, fix, mend = "此人在本单位有封存的账户，不能再开户", "类型改为「启封」", _retype("unseal")
        else:
            said, fix = (
                "此人在别处已有账户，每个职工只能有一个账户，不能再开户",
                "转移在网上还不能办：请先删去这一行，让原单位封存，职工带身份证和新单位的证明到柜面书面申请转移；转入以后再启封，没缴的月份再补缴",
            )
            mend = None
        self._error("id_no", "already_open", said, "TL-13", fix, mend=mend)

    @implements("TL-15")
    def _seal_reason(self) -> None:
        """封存的原因：没有写的照参数，看不懂的按「其他」办，说一声。"""
        if self._is_formula("seal_reason"):
            return
        reading = cells.read_plain(self.raw.values.get("seal_reason"))
        known = seal_reason.code_of(reading.text)
        self.row.reason_given = not reading.is_empty
        self.row.seal_reason = self.facts.seal_reason if reading.is_empty else known or seal_reason.OTHER
        if reading.is_empty:
            return
        if known is not None:
            self._kept("seal_reason", reading)
            return
        likely = SEAL_REASONS[seal_reason.likely(reading.text)]
        said = f"不认得封存原因「{reading.original}」，按「{SEAL_REASONS[seal_reason.OTHER]}」办"
        self._warn("seal_reason", "seal_reason_unknown", said, mend=Mend("seal_reason", likely, f"改为「{likely}」"))

    def _mobile(self) -> None:
        if self._is_formula("mobile"):
            return
        reading = cells.read_mobile(self.raw.values.get("mobile"))
        self.row.mobile = reading.text
        if reading.is_empty:
            if self.row.type == "open":
                self._error("mobile", "mobile_invalid", "开户要留手机号，用来接收到账通知", None, "请填 11 位手机号")
            elif self.row.type != "seal" and self.account and self.account.is_here and not self.account.has_mobile:
                self._warn("mobile", "mobile_missing", "账户上没有手机号，收不到到账通知，填上就会补到账户上")
            return
        problem = mobile.problem(reading.text)
        if problem:
            self._error("mobile", "mobile_invalid", problem, None, "请填 11 位手机号")
            return
        self._kept("mobile", reading)

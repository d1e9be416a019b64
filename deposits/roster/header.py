"""按意思找表头：标题行、合计行、说明行、任意列序、同义名称都不怕。"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deposits.roster.text import visible
from gjj.periods.month import Month

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "type": ("变更类型", "业务类型", "变动类型", "类型", "变更类别", "办理类型", "变更", "变动情况", "增减类型", "操作类型"),
    "name": ("职工姓名", "姓名", "员工姓名", "缴存人姓名", "缴存人", "名字", "职工名称", "人员姓名"),
    "id_no": ("证件号码", "身份证号", "身份证号码", "证件号", "身份证", "公民身份号码", "居民身份证号", "居民身份证号码", "身份证件号码", "身份证件号"),
    "mobile": ("手机号码", "手机号", "手机", "联系电话", "移动电话", "联系方式", "电话", "联系手机", "电话号码", "手机电话"),
    "base": ("缴存基数", "工资基数", "月工资基数", "基数", "月缴存基数", "公积金基数", "缴费基数", "月缴费基数", "缴存工资基数", "住房公积金缴存基数", "公积金缴存基数", "月平均工资", "月均工资", "月工资"),
    "employer_ratio": ("单位缴存比例", "单位比例", "单位缴交比例", "单位部分比例", "单位缴费比例", "单位缴存率"),
    "personal_ratio": ("个人缴存比例", "个人比例", "个人缴交比例", "职工缴存比例", "职工比例", "个人部分比例", "个人缴费比例", "个人缴存率"),
    "seal_reason": ("封存原因", "减少原因", "停缴原因", "减员原因", "封存理由", "离职原因", "变更原因", "变动原因", "增减原因", "停保原因"),
}  # fmt: skip
AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "employer_amount": ("单位交", "单位缴", "单位缴存额", "单位月缴存额", "单位缴交额", "单位部分", "单位金额", "单位缴存金额", "单位应缴", "单位应缴额", "单位缴纳", "单位缴费", "单位承担"),
    "personal_amount": ("个人交", "个人缴", "个人缴存额", "个人月缴存额", "个人缴交额", "个人部分", "个人金额", "个人缴存金额", "个人应缴", "个人应缴额", "个人缴纳", "个人缴费", "个人承担", "个人扣款", "职工缴存额"),
    "amount": ("合计", "月缴存额", "缴存额", "缴存金额", "月缴额", "合计缴存额", "应缴合计", "缴交合计", "合计金额", "月缴存合计", "缴存合计", "应缴额", "金额", "月汇缴额", "汇缴额", "月缴存额合计"),
}  # fmt: skip
"""单位自己算的金额：不当作申报，只拿来和系统算的对。"""
OWN_AMOUNT = {word: name for name, words in AMOUNTS.items() for word in words}
SERIAL = ("序号", "编号", "行号", "序", "No", "NO")
"""不写人的事，不用说没有读。"""
MEANING = {word: name for name, words in SYNONYMS.items() for word in words}
BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
NOISE = re.compile(r"[\s*＊:：/%％、，,。.\-_]+")
SEARCH_ROWS = 40
LONG_DIGITS = re.compile(r"\d{6,}")
ID_DIGITS = 12
"""一格里有这么多数字，就算写了证件号码（哪怕写错了）；手机号、金额没有这么长。"""
UNIT_LABEL = "(?:缴存)?单位(?:名称|全称)?"
MONTH_LABEL = "(?:汇缴|缴存|所属|业务)?(?:年月|月份|日期)"
NEXT_LABEL = re.compile(r"\s+\S{2,8}[:：]")
"""同一格里的下一个标签：「单位名称：甲公司　汇缴年月：2026年11月」。"""
MONTH_TEXT = re.compile(r"(\d{4})\s*(?:年|[-/.])?\s*(\d{1,2})\s*月?")
TOTALS = ("合计", "总计", "小计", "共计", "累计", "本页合计", "总人数")
NOTES = re.compile(r"(?:填表|填报)?(?:说明|须知|要求)|注[:：]|备注[:：]|温馨提示|单位盖章|本表")
"""说明行的开头。"""
SIGNATURE = re.compile(r"(?:制表|经办|审核|复核|填表|填报|负责|联系)人?(?:员)?(?:签字|签章|盖章)?[:：]")
"""签章行的开头：标签后面带冒号，才不会和岗位、部门的名字混起来。"""


@dataclass(frozen=True)
class Header:
    """找到的表头：在第几行（从零数）、各列在第几列、各列原来的名字。"""

    row: int
    places: Mapping[str, int]
    names: Mapping[str, str]
    others: Mapping[int, str] = field(default_factory=dict)
    """不读的列：在第几列、叫什么；序号不算。"""

    @property
    def amounts(self) -> dict[str, int]:
        """单位自己算的金额在第几列。"""
        found: dict[str, int] = {}
        for place, name in self.others.items():
            kind = _meant(name, OWN_AMOUNT)
            if kind:
                found.setdefault(kind, place)
        return found


def meaning(text: Any) -> str | None:
    """一个表头格子的意思；认不出为空。"""
    return _meant(text, MEANING) if isinstance(text, str) else None


def _meant(text: str, words: Mapping[str, str]) -> str | None:
    plain = unicodedata.normalize("NFKC", visible(text))
    return words.get(NOISE.sub("", plain)) or words.get(NOISE.sub("", BRACKETS.sub("", plain)))


def find_header(cells: Sequence[Sequence[Any]]) -> Header | None:
    """认得最多列、至少有姓名和证件号码的那一行；没有为空。"""
    best: Header | None = None
    for number, row in enumerate(cells[:SEARCH_ROWS]):
        places: dict[str, int] = {}
        names: dict[str, str] = {}
        for place, cell in enumerate(row):
            found = meaning(cell)
            if found and found not in places:
                places[found], names[found] = place, visible(str(cell)).strip()
        if {"name", "id_no"} <= places.keys() and (best is None or len(places) > len(best.places)):
            best = Header(number, places, names, _others(row, places))
    return best


def _others(row: Sequence[Any], places: Mapping[str, int]) -> dict[int, str]:
    """表头里不读的列。"""
    read = set(places.values())
    named = {place: visible(str(cell)).strip() for place, cell in enumerate(row) if isinstance(cell, str)}
    return {place: name for place, name in named.items() if name and place not in read and name not in SERIAL}


def _labelled(cells: Sequence[Sequence[Any]], label: str) -> Any:
    """标题行里某个标签的值：写在同一格冒号后面（到下一个标签为止），或写在右边的格里。"""
    inside, alone = re.compile(rf"(?:^|\s){label}\s*[:：](.*)", re.DOTALL), re.compile(rf"{label}\s*[:：]?")
    for row in cells:
        for place, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            if alone.fullmatch(cell.strip()):
                return next((one for one in row[place + 1 :] if one not in (None, "")), "")
            found = inside.search(cell)
            if found:
                return NEXT_LABEL.split(found.group(1).strip())[0]
    return ""


def unit_name_above(cells: Sequence[Sequence[Any]]) -> str:
    """表头以上写的单位名称；没写为空串。"""
    return visible(str(_labelled(cells, UNIT_LABEL))).strip()


def month_above(cells: Sequence[Sequence[Any]]) -> Month | None:
    """表头以上写的汇缴年月；没写或认不出为空。"""
    value = _labelled(cells, MONTH_LABEL)
    if isinstance(value, date):
        return Month.of(value)
    found = MONTH_TEXT.search(unicodedata.normalize("NFKC", str(value)))
    if not found or not (1 <= int(found.group(2)) <= 12 and int(found.group(1))):
        return None
    return Month(int(found.group(1)), int(found.group(2)))


def remark_in(row: Sequence[Any], places: Mapping[str, int]) -> str | None:
    """合计行、说明行、签章行写的话；是人员行时为空。

    有证件号码的总是人；说明行里写着姓名的也是人（证件号漏填）。
    """
    first = next((place for place, cell in enumerate(row) if cell not in (None, "")), None)
    if first is None or not isinstance(row[first], str):
        return None
    text = "".join(row[first].split())
    if sum(char.isdigit() for char in _text_at(row, places["id_no"])) >= ID_DIGITS:
        return None
    has_name = places["name"] != first and bool(_text_at(row, places["name"]).strip())
    is_remark = text.startswith(TOTALS) or SIGNATURE.match(text) or (NOTES.match(text) and not has_name)
    return brief(text) if is_remark else None


def first_words(row: Sequence[Any]) -> str | None:
    """一行里最先写着的话，最多四十个字，长串的数字遮掩；没有话、只有序号的为空。"""
    for cell in row:
        text = "".join(str(cell).split()) if cell is not None else ""
        if text and not text.replace(".", "").isdigit():
            return brief(text)
    return None


def brief(text: str) -> str:
    """最多四十个字，长串的数字遮掩。"""
    return LONG_DIGITS.sub("*", visible(text))[:40]


def _text_at(row: Sequence[Any], place: int) -> str:
    return str(row[place]) if place < len(row) and row[place] is not None else ""

"""按意思找表头：标题行、合计行、说明行、任意列序、同义名称都不怕。"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gjj.periods.month import Month

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "type": ("变更类型", "业务类型", "变动类型", "类型", "变更类别", "办理类型", "变更", "变动情况", "增减类型", "操作类型"),
    "name": ("职工姓名", "姓名", "员工姓名", "缴存人姓名", "缴存人", "名字", "职工名称", "人员姓名"),
    "id_no": ("证件号码", "身份证号", "身份证号码", "证件号", "身份证", "公民身份号码", "居民身份证号", "居民身份证号码", "身份证件号码", "身份证件号"),
    "mobile": ("手机号码", "手机号", "手机", "联系电话", "移动电话", "联系方式", "电话", "联系手机", "电话号码", "手机电话"),
    "base": ("缴存基数", "工资基数", "月工资基数", "基数", "月缴存基数", "公积金基数", "缴费基数", "月缴费基数", "缴存工资基数", "住房公积金缴存基数", "公积金缴存基数", "月平均工资", "月均工资", "月工资"),
    "employer_ratio": ("单位缴存比例", "单位比例", "单位缴交比例", "单位部分比例", "单位缴费比例", "单位缴存率"),
    "personal_ratio": ("个人缴存比例", "个人比例", "个人缴交比例", "职工缴存比例", "职工比例", "个人部分比例", "个人缴费比例", "个人缴存率"),
}  # fmt: skip
MEANING = {word: name for name, words in SYNONYMS.items() for word in words}
BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
NOISE = re.compile(r"[\s*＊:：/%％、，,。.\-_]+")
SEARCH_ROWS = 40
UNIT = re.compile(r"^(?:缴存)?单位(?:名称|全称)?[:：]\s*(.*)$")
MONTH_LABEL = re.compile(r"^(?:汇缴|缴存|所属|业务)?(?:年月|月份|日期)[:：]\s*(.*)$")
MONTH_TEXT = re.compile(r"(\d{4})\s*(?:年|[-/.])?\s*(\d{1,2})\s*月?")
TOTALS = ("合计", "总计", "小计", "共计", "累计", "本页合计", "总人数")
NOTES = (
    "填表说明",
    "说明",
    "注:",
    "注：",
    "备注:",
    "备注：",
    "制表",
    "经办人",
    "单位盖章",
    "审核",
    "填表人",
    "填报",
    "温馨提示",
    "负责人",
)


@dataclass(frozen=True)
class Header:
    """找到的表头：在第几行（从零数）、各列在第几列、各列原来的名字。"""

    row: int
    places: Mapping[str, int]
    names: Mapping[str, str]


def meaning(text: Any) -> str | None:
    """一个表头格子的意思；认不出为空。"""
    if not isinstance(text, str):
        return None
    plain = unicodedata.normalize("NFKC", text)
    full = NOISE.sub("", plain)
    return MEANING.get(full) or MEANING.get(NOISE.sub("", BRACKETS.sub("", plain)))


def find_header(cells: Sequence[Sequence[Any]]) -> Header | None:
    """认得最多列、至少有姓名和证件号码的那一行；没有为空。"""
    best: Header | None = None
    for number, row in enumerate(cells[:SEARCH_ROWS]):
        places: dict[str, int] = {}
        names: dict[str, str] = {}
        for place, cell in enumerate(row):
            found = meaning(cell)
            if found and found not in places:
                places[found], names[found] = place, str(cell).strip()
        if {"name", "id_no"} <= places.keys() and (best is None or len(places) > len(best.places)):
            best = Header(number, places, names)
    return best


def _labelled(cells: Sequence[Sequence[Any]], pattern: re.Pattern[str]) -> Any:
    """标题行里某个标签的值：写在同一格冒号后面，或写在右边的格里。"""
    for row in cells:
        for place, cell in enumerate(row):
            found = pattern.match(cell.strip()) if isinstance(cell, str) else None
            if found:
                return found.group(1).strip() or next((one for one in row[place + 1 :] if one not in (None, "")), "")
    return ""


def unit_name_above(cells: Sequence[Sequence[Any]]) -> str:
    """表头以上写的单位名称；没写为空串。"""
    return str(_labelled(cells, UNIT)).strip()


def month_above(cells: Sequence[Sequence[Any]]) -> Month | None:
    """表头以上写的汇缴年月；没写或认不出为空。"""
    value = _labelled(cells, MONTH_LABEL)
    if isinstance(value, date):
        return Month.of(value)
    found = MONTH_TEXT.search(unicodedata.normalize("NFKC", str(value)))
    if not found or not 1 <= int(found.group(2)) <= 12:
        return None
    return Month(int(found.group(1)), int(found.group(2)))


def is_remark(row: Sequence[Any]) -> bool:
    """合计行、说明行、签章行：不是人员。"""
    for cell in row:
        if cell in (None, ""):
            continue
        if not isinstance(cell, str):
            return False
        text = "".join(cell.split())
        return text.startswith(TOTALS) or text.startswith(NOTES)
    return True

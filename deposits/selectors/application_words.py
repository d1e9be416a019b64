"""单位开户申请改前改后怎么写进审计：号码遮着，材料不写文件名。"""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from deposits.models import ApplicationPaper, UnitApplication
from deposits.rules.unit_draft import UnitDraft
from deposits.selectors.applications import OF_THE_PERSON
from gjj.backoffice.words import word
from gjj.crypto.masking import mask_card
from gjj.money.amounts import percent_json

CENTER = "中心直接管"
NOT_OF_THE_ROW = OF_THE_PERSON | {"contract_no", "contract_on"}
NAMES = tuple(one.name for one in fields(UnitDraft) if one.name not in NOT_OF_THE_ROW)
LABELS = {str(one.name): str(one.verbose_name) for one in UnitApplication._meta.local_fields}
Said = dict[str, tuple[Any, str]]
"""哪一栏 → 原样（比改没改用）、怎么说。"""


def said_of(row: UnitApplication | None) -> Said:
    """登记表的每一栏；没有的为空。"""
    return {name: (getattr(row, name), _said(row, name)) for name in NAMES} if row else {}


def changed(
    before: Said, after: Said, papers: Iterable[tuple[ApplicationPaper | None, ApplicationPaper]]
) -> tuple[dict[str, str], dict[str, str]]:
    """改了的各栏、换了的材料：改前、改后；没有填过的一栏改前不写。"""
    was, now = {}, {}
    for name, (value, said) in after.items():
        old = before.get(name)
        if old is None or old[0] != value:
            label = LABELS[name]
            now[label] = said
            was.update({label: old[1]} if old else {})
    for last, new in papers:
        now[str(new)] = _paper_said(new)
        was.update({str(new): _paper_said(last)} if last else {})
    return was, now


def _said(row: UnitApplication, name: str) -> str:
    value = getattr(row, name)
    match name:
        case "bank_account":
            return mask_card(value)
        case "area":
            return word("area", value)
        case "branch":
            return str(value.name) if value else CENTER
        case "employer_ratio" | "personal_ratio":
            return f"{percent_json(value)}%"
        case "payday":
            return str(value) if value else "照本市的"
    return str(value)


def _paper_said(paper: ApplicationPaper) -> str:
    return f"第 {paper.version} 份，{paper.told.removeprefix(str(paper))[1:-1]}"

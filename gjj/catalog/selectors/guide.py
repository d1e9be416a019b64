"""办事指南里随参数变的话。"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from gjj.declarations.items import Material, ServiceItem
from gjj.parameters import selectors as parameters
from gjj.parameters.labels import in_words

PLACE = re.compile(r"\{([a-z_.]+)\}")


def conditions_of(item: ServiceItem, on: date) -> list[str]:
    """受理条件，写着参数编码的地方换成那天全市的数值：参数改了，指南当天就照新的说。没有这个参数抛 ParameterMissing。"""
    return _filled(item.conditions, on)


def materials_of(item: ServiceItem, on: date) -> list[Material]:
    """要交的材料，说明里写着参数编码的地方一样换成那天的数值。"""
    notes = _filled([one.note for one in item.materials], on)
    return [replace(one, note=note) for one, note in zip(item.materials, notes, strict=True)]


def _filled(told: Sequence[str], on: date) -> list[str]:
    codes = {code for one in told for code in PLACE.findall(one)}
    rows = parameters.rows(codes, on=on) if codes else {}
    said = {code: in_words(row.kind, row.value) for code, row in rows.items()}
    return [PLACE.sub(lambda found: said[found[1]], one) for one in told]

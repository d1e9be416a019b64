"""后台各清单「按单位筛」怎么找单位。"""

from collections.abc import Sequence

from deposits.selectors.claims import units_named
from gjj.actors.actor import Actor
from gjj.backoffice.unit_filter import Found, use_unit_finder


def _found(by: Actor, said: str) -> Sequence[Found]:
    """他看得到的单位：单位账号，名称里的一段，拼音的开头。"""
    return [Found(one.pk, one.employer_id, one.number, one.employer.name) for one in units_named(by, said)]


use_unit_finder(_found)

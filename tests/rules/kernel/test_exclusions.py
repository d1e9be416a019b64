"""互斥的格子：谁在办的时候不能办谁；两个方向一样，只管同一件东西的只在同一件上互斥。"""

import pytest

from gjj.declarations.items import Exclusion, ServiceItem, excluded

CELLS = (
    Exclusion("ratio", "remit", "比例在改"), Exclusion("base", "base", "同一年度只调一次", same_topic=True),
    Exclusion("deal", "deal", "只有一份算数", gates=("deal_stands",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "same", "hit"),
    [
        ("ratio", "remit", False, True),
        ("remit", "ratio", False, True),
        ("ratio", "ratio", True, False),
        ("base", "base", True, True),
        ("base", "base", False, False),
        ("remit", "base", True, False),
        ("deal", "deal", True, False),
    ],
)
def test_a_cell_excludes_in_both_directions(one: str, two: str, same: bool, hit: bool) -> None:
    """格子写一次，两个方向都管；没写的不互斥；只管同一件的，别的那件照办。"""
    assert (excluded(CELLS, one, two, same_topic=same) is not None) is hit


def test_every_declared_cell_names_items_that_exist_and_open_cases() -> None:
    """各业务线声明的格子，两头都是能立办件的事项（看账册的格子不看办件），都说了原因。"""
    from gjj.catalog.selectors.declared import declared_item, exclusions

    assert exclusions()
    for cell in exclusions():
        for code in (cell.item, cell.other):
            found = declared_item(code)
            assert found is not None, code
            assert cell.gates or not found.is_query, code
        assert cell.reason


def test_every_gate_is_declared_by_one_cell_and_built() -> None:
    """看账册的门：格子里写的和业务线登记的一样，一道门只在一格；没声明过的问不得。"""
    from gjj.catalog.ports import gates
    from gjj.catalog.selectors.declared import exclusions
    from gjj.catalog.services.exclusive import require_free

    assert sorted(code for cell in exclusions() for code in cell.gates) == sorted(gates())
    with pytest.raises(LookupError, match="no_such_gate"):
        require_free("no_such_gate", None)


def test_a_wrong_channel_in_a_declaration_is_refused() -> None:
    """事项写了没有的渠道，声明时就抛错。"""
    with pytest.raises(ValueError, match="no_such"):
        ServiceItem("x", "某事", "unit", "汇缴", "x:y", "x", "", "x.y", channels=("no_such",), level=1)

"""近路和逐格判断结果一样：随便怎么写的名单，两条路判断出来的每一行都相同。"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.roster.model import FIELDS
from deposits.roster.rows import SheetRows
from deposits.rules.roster_facts import CheckedRow
from deposits.rules.roster_rows import check_rows, ids_in
from deposits.rules.roster_tidy import TidyJudge, TidyRow
from gjj.idnumbers.id_card import checksum_ok
from gjj.money.rounding import ROUNDING_POLICIES
from tests.rules.deposits.lines import ACCOUNTS, NAMES, account, facts, id_number, wrong_end

NEWCOMERS = [
    id_number(f"{year}{month:02d}{day:02d}", serial)
    for year in (1930, 1962, 1976, 1977, 1990, 2009, 2010, 2011, 2012)
    for month, day in ((3, 15), (11, 23), (11, 24), (11, 25))
    for serial in (1, 2)
]
"""和办理日同月、同日前后的都有：满几周岁差在这里；五十岁前后、十六岁前后的，规则看他哪月出生。"""
NO_MOBILE = id_number(serial=9)
KNOWN = {
    **ACCOUNTS,
    NO_MOBILE: account("孙没号", "active"),
    id_number("19700101", 8): account("周低数", "active", base="2000.00", amount="320.00"),
}
OTHERS = {id_number(serial=7): "吴登记"}
IDS = st.sampled_from([*NEWCOMERS, *KNOWN, *OTHERS])
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(["开户", "新增", "正常", "调基", "基数更正", "封存", "启封", "", None, " 开户", "开 户", "离职", 1.0, True]),
    "id_no": st.one_of(
        IDS,
        IDS.map(wrong_end),
        IDS.map(lambda text: f" {text}"),
        IDS.map(str.lower),
        IDS.map(lambda text: text[:6] + text[8:17]),
        st.sampled_from([None, "", 1.1010519900101e17, "110105199013010013", "１１０１０５１９４９１２３１００２Ｘ"]),
    ),
    "mobile": st.sampled_from(
        ["13800138000", 13800138000.0, "138 0013 8000", "+8613800138000", "12800138000", "1380013800", "", None, 1.5]
    ),
    "base": st.one_of(
        st.sampled_from([2350.0, 2349.99, 21408.0, 21408.01, 8000.0, 0.0, -1.0, "", None, "8000", "8,000.00", "08000", "8000.005", "￥8000", True, 7]),
        st.integers(235_000, 2_140_800).map(lambda fen: fen / 100),
        st.floats(2000, 22000),
        st.integers(235_000, 2_140_800).map(lambda fen: fen / 100 + 1e-9),
    ),
    "employer_ratio": st.sampled_from([8.0, 0.08, "8%", "8", "", None, 12.0, "4%", 8, True, 0.0799999999, " 8"]),
    "personal_ratio": st.sampled_from([8.0, 0.08, "8%", "8", "", None, 12.0, "4%", 8, False]),
    "seal_reason": st.sampled_from(["离职", "02", "录用", 1.0, None]),
}  # fmt: skip
WRITTEN_NAMES = st.one_of(
    st.sampled_from(
        ["张三丰", "欧阳　锋", "阿不都·热合曼", "Li Lei", "", None, "张三\u200b", "㐀㐁", datetime(2026, 1, 1)]
    )
)


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """几行：多数规规矩矩，有的写得随便；同一个人可能写了两遍。"""
    made = []
    for _ in range(draw(st.integers(1, 12))):
        id_no = draw(IDS)
        known = {**NAMES, **OTHERS, **{text: one.name for text, one in KNOWN.items()}}
        line = {
            "type": "正常" if id_no in KNOWN else "开户", "name": known.get(id_no, "钱新来"), "id_no": id_no,
            "mobile": "13800138000", "base": 8000.0, "employer_ratio": 8.0, "personal_ratio": 8.0, "seal_reason": "",
        }  # fmt: skip
        for name in draw(st.sets(st.sampled_from([*CELLS, "name"]), max_size=2)):
            line[name] = draw(WRITTEN_NAMES if name == "name" else CELLS[name])
        made.append(line)
    return made


def table(lines: list[dict[str, Any]], names: list[str], formulas: dict[int, set[int]]) -> SheetRows:
    """写成一张表：列的先后任意，可以少几列，有的格是公式。"""
    return SheetRows(
        [[line[name] for name in names] for line in lines],
        list(range(len(lines))),
        {name: place for place, name in enumerate(names)},
        formulas,
    )


def values(row: CheckedRow | TidyRow) -> tuple[Any, ...]:
    """存进库里的那些值。"""
    said: tuple[Any, ...] = ([], [])
    if isinstance(row, CheckedRow):
        said = (row.warnings, [one.as_json() for one in row.errors])
        said += (row.seal_reason, row.reason_given)
        money = row.base, row.employer_amount, row.personal_amount
    else:
        said += ("", False)
        money = row.money
    return (row.row, row.type, row.name, row.id_no, row.mobile, *money, row.before, row.repairs, *said)


@settings(max_examples=600, deadline=None)
@given(
    lines=rows(),
    names=st.permutations(list(FIELDS)),
    missing=st.sets(
        st.sampled_from(["type", "mobile", "base", "employer_ratio", "personal_ratio", "seal_reason"]), max_size=1
    ),
    formula=st.none() | st.tuples(st.integers(0, 11), st.integers(0, 5)),
    rounding=st.sampled_from(list(ROUNDING_POLICIES)),
    ratio=st.sampled_from(["8", "8.00", "12"]),
    chunk=st.integers(1, 5),
    foresees=st.booleans(),
)
def test_the_short_way_says_what_the_long_way_says(
    lines: list[dict[str, Any]], names: list[str], missing: set[str], formula: tuple[int, int] | None, rounding: str,
    ratio: str, chunk: int, foresees: bool,
) -> None:  # fmt: skip
    """不管怎么写、列怎么排、分几段判断、先看没看过校验码，每一行存下来的都和逐格判断的一样。"""
    kept = [name for name in names if name not in missing]
    file = table(lines, kept, {} if formula is None else {formula[0]: {formula[1]}})
    known = facts(accounts=KNOWN, known_names=OTHERS, rounding=rounding, employer_ratio=Decimal(ratio))
    sound = {one for one in ids_in(file) if checksum_ok(one)} if foresees else set()
    judge = TidyJudge(file, known, ids_in(file), sound)
    got = [row for start in range(0, len(file), chunk) for row in judge.judge(start, start + chunk)]
    assert [values(row) for row in got] == [values(row) for row in check_rows(list(file), known)]


def test_plain_rows_do_take_the_short_way() -> None:
    """规规矩矩的名单真的走了近路：同一种样子只有第一行逐格判断。"""
    people = [id_number("19900315", serial) for serial in range(1, 101, 2)]
    lines = [
        {"type": "开户", "name": "钱新来", "id_no": one, "mobile": "13800138000", "base": 8000.5, "employer_ratio": "8%", "personal_ratio": 0.08, "seal_reason": ""}
        for one in people
    ]  # fmt: skip
    found = TidyJudge(table(lines, list(FIELDS), {}), facts(on=date(2026, 11, 24)), people).judge(0, 100)
    assert [row.__class__ for row in found] == [CheckedRow] + [TidyRow] * 49
    assert len(found[-1].repairs) == 2

"""公民身份号码（GB 11643）：18 位，末位是校验码；15 位旧号可以升到 18 位。"""

from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CODES = "10X98765432"


def check_code(first_17: str) -> str:
    """前 17 位数字对应的校验码。

    权数是 2 的各次方除以 11 的余数，13 除以 11 也余 2：把前 17 位当十三进制的数读，余数就是加权的和。
    """
    return CHECK_CODES[int(first_17, 13) * 2 % 11]


def has_shape(value: str) -> bool:
    """18 位：前 17 位数字，末位数字或 X。"""
    return len(value) == 18 and value.isascii() and value[:17].isdigit() and (value[17].isdigit() or value[17] == "X")


def checksum_ok(value: str) -> bool:
    """末位校验码对不对（先看形状）。"""
    return has_shape(value) and check_code(value[:17]) == value[17]


def birth_date(value: str) -> date | None:
    """出生日期；号码里不是一个存在的日子时为空。"""
    try:
        return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return None


def birth_ok(value: str, on: date | None = None) -> bool:
    """出生日期存在、不早于 1880 年（标准样例里有那时的人），给了日子时也不晚于那天。"""
    born = birth_date(value)
    return born is not None and born.year >= 1880 and (on is None or born <= on)


def birth_problem(value: str, on: date | None = None) -> str | None:
    """号码里的出生日期哪里不可能；没有问题时为空。校验码先不看：日子不可能，末位照它推算也没有用。"""
    if birth_ok(value, on):
        return None
    said = f"第 7 到 14 位「{value[6:14]}」不是一个可能的出生日期"
    year, month, day = int(value[6:10]), int(value[10:12]), int(value[12:14])
    if birth_date(value) is not None:
        return f"{said}：{year} 年太早" if birth_ok(value) is False else f"{said}：那一天还没有到"
    if not 1 <= month <= 12:
        return f"{said}：没有 {month} 月"
    return f"{said}：{year} 年 {month} 月没有 {day} 日" if year else f"{said}：没有这一年"


def age_on(value: str, on: date) -> int:
    """某一天满几周岁；出生日期要先查过（birth_ok）。"""
    born = birth_date(value)
    assert born is not None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def sex(value: str) -> str:
    """性别：第 17 位奇数为男，偶数为女。"""
    return "男" if int(value[16]) % 2 else "女"


def upgrade_15(value: str) -> str:
    """15 位旧号升到 18 位（出生年补 19）；不是 15 位数字抛 ValueError。"""
    if len(value) != 15 or not (value.isascii() and value.isdigit()):
        raise ValueError("不是 15 位旧号")
    body = value[:6] + "19" + value[6:]
    return body + check_code(body)


def problem(value: str, on: date | None = None) -> str | None:
    """哪里不对；没有问题时为空。给了日子时，那天以后出生的也不对。"""
    if len(value) != 18:
        return f"身份证号要 18 位，这里是 {len(value)} 位"
    if not has_shape(value):
        return "身份证号前 17 位是数字，末位是数字或大写 X"
    if wrong := birth_problem(value, on):
        return wrong
    if not checksum_ok(value):
        return f"末位校验码不对：按前 17 位推算应为 {check_code(value[:17])}"
    return None


def is_valid(value: str) -> bool:
    """是不是一个合规的 18 位公民身份号码。"""
    return problem(value) is None

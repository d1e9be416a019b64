"""统一社会信用代码（GB 32100）：18 位，末位是校验码。"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_code(first_17: str) -> str:
    """前 17 位对应的校验码。"""
    total = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(first_17))
    return ALPHABET[(31 - total % 31) % 31]


def problem(value: str) -> str | None:
    """哪里不对；没有问题时为空。"""
    if len(value) != 18:
        return f"统一社会信用代码要 18 位，这里是 {len(value)} 位"
    if any(char not in ALPHABET for char in value):
        return "统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z"
    expected = check_code(value[:17])
    if expected != value[17]:
        return f"末位校验码不对：按前 17 位推算应为 {expected}"
    return None


def is_valid(value: str) -> bool:
    """是不是一个合规的统一社会信用代码。"""
    return problem(value) is None

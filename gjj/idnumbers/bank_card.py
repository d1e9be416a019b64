"""银行卡号：13 到 19 位数字，末位是 Luhn 校验码。"""


def luhn_sum(value: str) -> int:
    """Luhn 加权和。"""
    digits = [int(char) for char in reversed(value)]
    return sum(digits[::2]) + sum(sum(divmod(digit * 2, 10)) for digit in digits[1::2])


def problem(value: str) -> str | None:
    """哪里不对；没有问题时为空。"""
    if not (value.isascii() and value.isdigit()):
        return "银行卡号只有数字"
    if not 13 <= len(value) <= 19:
        return f"银行卡号是 13 到 19 位，这里是 {len(value)} 位"
    if luhn_sum(value) % 10:
        return "末位校验码不对，请对照卡面"
    return None


def is_valid(value: str) -> bool:
    """是不是一个合规的银行卡号。"""
    return problem(value) is None

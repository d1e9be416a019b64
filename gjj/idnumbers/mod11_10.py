"""ISO 7064 MOD 11,10：账号和缴款识别码的校验位，能查出任何一位写错和多数相邻两位颠倒。"""


def check_digit(body: str) -> str:
    """数字串的校验位；有别的字符抛 ValueError。"""
    if not (body.isascii() and body.isdigit()):
        raise ValueError("只能有数字")
    product = 10
    for char in body:
        total = (product + int(char)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def is_valid(value: str) -> bool:
    """末位校验位对不对。"""
    return len(value) > 1 and value.isascii() and value.isdigit() and check_digit(value[:-1]) == value[-1]

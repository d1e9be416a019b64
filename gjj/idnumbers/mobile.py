"""手机号：11 位，1 开头，第二位 3 到 9。"""


def problem(value: str) -> str | None:
    """哪里不对；没有问题时为空。"""
    if not (value.isascii() and value.isdigit()):
        return "手机号只有数字"
    if len(value) != 11:
        return f"手机号要 11 位，这里是 {len(value)} 位"
    if value[0] != "1" or value[1] not in "3456789":
        return "手机号以 13 到 19 开头"
    return None


def is_valid(value: str) -> bool:
    """是不是一个合规的手机号。"""
    return problem(value) is None

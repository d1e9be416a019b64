"""遮掩：页面、接口、后台默认只露出认得出的几位。"""


def mask_id_no(value: str) -> str:
    """证件号：前四后四。"""
    return f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}" if len(value) > 8 else "*" * len(value)


def mask_mobile(value: str) -> str:
    """手机号：前三后四。"""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "*" * len(value)


def mask_card(value: str) -> str:
    """银行卡号：后四位。"""
    return f"**** {value[-4:]}" if len(value) > 4 else "*" * len(value)


def mask_name(value: str) -> str:
    """姓名：只露最后一个字。"""
    return "*" * (len(value) - 1) + value[-1:] if len(value) > 1 else value

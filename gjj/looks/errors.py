"""看完整号码、核对要留意的查看的拒绝。"""

from gjj.declarations.errors import BizError

STILL = "资金没有变动。"


def person_not_seen() -> BizError:
    """没有这个人，或者不归来人管：两种说法一样。"""
    return BizError(
        "person_not_seen", "没有这个人，或者您看不到。没有显示任何号码。", status=404, money=STILL,
        fix="请从自然人或个人账户的清单里重新找。",
    )  # fmt: skip


def look_needs_reason() -> BizError:
    """没有写看什么、为什么看。"""
    return BizError(
        "look_needs_reason", "没有选看哪几项，或者没有写为什么看。没有显示任何号码。", status=422, money=STILL,
        fix="请选好要看的项和原因，在说明里写办的是哪一件（例如办件编号、来电时间），再看。本人查得到这次查看。",
    )  # fmt: skip


def looks_too_many(most: int) -> BizError:
    """一天看得太多。"""
    return BizError(
        "looks_too_many", f"您今天已经看过 {most:,} 次完整号码，今天不能再看。没有显示任何号码。", status=429, money=STILL,
        fix="请明天再看；确要多看的，请会计或系统管理员提出改一天的次数，安全管理员批准。",
    )  # fmt: skip


def look_not_found() -> BizError:
    """没有这一条要留意的，或者不归来人看。"""
    return BizError(
        "look_not_found", "没有这一条要留意的查看，或者您看不到它。没有记下什么。", status=404, money=STILL,
        fix="请从「查看记录」里要留意的那几条重新选。",
    )  # fmt: skip


def own_look() -> BizError:
    """自己看的自己核对。"""
    return BizError(
        "own_look",
        "这是您自己看的，不能自己核对。没有记下什么。",
        status=403,
        money=STILL,
        fix="请另一位安全管理员核对。",
    )


def finding_missing() -> BizError:
    """没有写结论。"""
    return BizError(
        "finding_missing", "没有写核对的结论。没有记下什么。", status=422, money=STILL,
        fix="请写看了谁、为什么要看、该不该看；不该看的，写下接着怎么处理。",
    )  # fmt: skip


def look_settled(known: str) -> BizError:
    """有人核对过了。"""
    return BizError(
        "look_settled",
        f"这一条已经核对过：{known}。没有再记。",
        status=409,
        money=STILL,
        fix="有不同意见的，请和他商量。",
    )

"""同意网上业务协议的拒绝。"""

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def consent_not_given() -> BizError:
    """没有勾同意。"""
    return BizError(
        "terms_not_accepted", "没有勾选「读过、同意」，没有签。", money=STILL, fix="请读完协议，勾选以后再提交。"
    )


def consent_to_old_terms(seen: str, now: str) -> BizError:
    """看到的不是现在的文本。"""
    return BizError(
        "terms_changed", f"您看到的是 {seen or '没有写明'} 版，现在的协议是 {now} 版，没有签。", status=409, money=STILL,
        fix="请刷新页面，读过现在的文本再同意。",
    )  # fmt: skip

"""单证的拒绝：编码、说法、怎么办。"""

from datetime import timedelta

from gjj.declarations.errors import BizError

STILL = "没有任何款项变动。"


def document_revoked(number: str) -> BizError:
    """作废了的不再给 PDF。"""
    return BizError(
        "document_revoked", f"单证 {number} 已经作废，不再出 PDF。", status=409, money=STILL,
        fix="请在原来的业务里重新打印一份新的。",
    )  # fmt: skip


def pdf_on_its_way(number: str) -> BizError:
    """人多的清册在后台排版，还没排好。"""
    return BizError(
        "pdf_on_its_way", f"单证 {number} 的 PDF 人数多，正在后台排版，还没有排好；单证本身已经出具。", status=409, money=STILL,
        fix="请过一两分钟再下载：可以先离开，在「单证打印」里找得到它。",
    )  # fmt: skip


def pdf_missing() -> BizError:
    """这台服务器排不了版。"""
    return BizError(
        "pdf_missing", "这里的 PDF 组件（Pango）没有装，现在出不了 PDF，单证本身已经出具。", status=503, money=STILL,
        fix="请先用「打印」打印网页，样子和 PDF 一样；要 PDF 的请拨打 12329。",
    )  # fmt: skip


def seal_missing() -> BizError:
    """要盖章的单证，印章没有配置。"""
    return BizError(
        "seal_missing", "本中心的电子印章没有配置，盖不了章，现在出不了 PDF。", status=503, money=STILL,
        fix="请拨打 12329；急用可到柜面打印盖章。",
    )  # fmt: skip


def too_many_tries(wait: timedelta) -> BizError:
    """核验不着的次数太多。"""
    return BizError(
        "too_many_tries", "这里查不着的次数太多，先停 10 分钟；没有泄露任何单证的内容。", status=429, money=STILL,
        fix="请对着纸上的核验码核对每一个字，10 分钟后再查；急用请拨打 12329。",
        extra={"retry_after": int(wait.total_seconds())},
    )  # fmt: skip


def too_many_tries_in_all(wait: timedelta) -> BizError:
    """各处核验不着的次数合起来太多；真的码照样有答复。"""
    return BizError(
        "too_many_tries", "没有查到；现在各处核验不着的次数合起来太多，查不着的先停 10 分钟，没有泄露任何单证的内容。", status=429, money=STILL,
        fix="真的核验码不受影响：请对着纸上核对每一个字，填对了马上有答复；还是查不到的请 10 分钟后再查，急用请拨打 12329。",
        extra={"retry_after": int(wait.total_seconds())},
    )  # fmt: skip


def not_a_pdf() -> BizError:
    """传来的不是 PDF。"""
    return BizError(
        "not_a_pdf", "这个文件不是 PDF，没有核验。", money=STILL, fix="请选从大厅下载的 PDF 原件；只有纸的，请填核验码。",
    )  # fmt: skip


def pdf_too_large() -> BizError:
    """传来的文件太大。"""
    return BizError(
        "pdf_too_large", "文件超过 20 MB，没有核验。", status=413, money=STILL, fix="请选从大厅下载的 PDF 原件，或填核验码。",
    )  # fmt: skip

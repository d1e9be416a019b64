"""单位开户的拒绝：都没有任何款项变动。"""

from collections.abc import Mapping, Sequence

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError


def opening_wrong(errors: Sequence[Mapping[str, str]]) -> BizError:
    """填得不对；errors 逐栏说。"""
    return BizError(
        "opening_wrong", f"有 {len(errors)} 处要改，没有开户，申请没有提交。", errors=errors, money=STILL, fix="请照每一栏旁边说的改好，再提交一次。",
    )  # fmt: skip


def contract_taken(number: str) -> str:
    """合同号登记给了别的单位，怎么说。"""
    return f"合同号 {number} 已经登记给别的单位，请核对合同。"


def own_opening() -> BizError:
    """自己当首位管理员的开户，自己不核对、不批。"""
    return BizError(
        "own_opening", "这份开户的首位管理员就是您自己（或者是提的人），不能给自己核对、给自己批，没有开户。", status=403, money=STILL,
        fix="请另一位同事核对、提出，再由第三个人批准。",
    )  # fmt: skip


def contract_text_changed() -> BizError:
    """提的时候的合同文本换了版本。"""
    return BizError(
        "contract_text_changed", "提出以后合同的文本换了新的一版，这份合同不是现在的文本，没有开户。", status=409, money=STILL,
        fix="请退掉这一份，让单位签了现在的文本再提。",
    )  # fmt: skip


def opening_cannot_be_undone() -> BizError:
    """开好的单位改不回去。"""
    return BizError(
        "opening_cannot_be_undone", "单位已经开户，不能从审批里改回去，没有任何改动。", status=409, money=STILL,
        fix="登记的资料不对的，请在「单位登记资料」里变更；开错了单位的，请先不要办业务，报主任处理。",
    )  # fmt: skip


def application_not_found() -> BizError:
    """没有这份申请，或者不是自己的、不归本网点。"""
    return BizError(
        "application_not_found", "没有这份单位开户申请，没有任何改动。", status=404, money=STILL, fix="请回到单位登记开户，或从清单里重新选。",
    )  # fmt: skip


def application_in_hand() -> BizError:
    """提交了正在核对，改不了。"""
    return BizError(
        "application_in_hand", "这份申请已经提交，管理部正在核对，现在改不了，没有任何改动。", status=409, money=STILL,
        fix="要改的请先撤回再重新申请，或等管理部退回补正。",
    )  # fmt: skip


def application_moved() -> BizError:
    """看过以后改过、退回过、撤回了。"""
    return BizError(
        "application_moved", "这份申请和您看过的不一样了，没有办，没有任何改动。", status=409, money=STILL, fix="请刷新页面，看过现在的一份再办。",
    )  # fmt: skip


def paper_refused(code: str, problem: str) -> BizError:
    """材料收不了。"""
    return BizError(
        "paper_refused", f"材料没有收：{problem}", money=STILL, fix="请换一份再选。",
        errors=[{"field": code, "code": "paper_refused", "message": problem}],
    )  # fmt: skip

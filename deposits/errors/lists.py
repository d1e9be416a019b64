"""变更清册的拒绝：不能确认、不能改、改不成、文件不对。"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from deposits.errors.words import STILL
from gjj.declarations.errors import BizError
from gjj.money.amounts import format_money, money_json
from gjj.periods.month import Month


def month_confirmed(month: Month, list_id: int) -> BizError:
    """这个月已经确认了另一份清册。"""
    return BizError(
        "month_confirmed", f"{month.label}已经确认了另一份变更清册，不能再确认这一份。账户没有任何变动。", status=409,
        money=STILL, fix=f"请继续办理已确认的清册（编号 {list_id}）：漏掉的人在那里添行，改好再确认一次；这一份可以作废。", extra={"id": list_id, "confirmed_list": list_id},
    )  # fmt: skip


def list_locked(month: Month) -> BizError:
    """汇缴书已生成，清册不再改动。"""
    return BizError(
        "month_confirmed", f"{month.label}的汇缴书已经生成，变更清册不再改动。账户没有任何变动。", status=409, money=STILL,
        fix="还没有付款的，可以先撤销汇缴书，改好清册再生成；付了款的，漏掉的变化请在下个月的清册里办理。",
    )  # fmt: skip


def list_not_draft(status: str) -> BizError:
    """清册不是草稿。"""
    said, fix = {
        "processing": ("还在读取", "请等它读完再办，本页会自动更新。"),
        "confirming": ("正在确认", "请等它确认完，本页会自动更新；确认完留下的行接着改。"),
        "mending": ("正在改很多行", "请等它改完，本页会自动更新。"),
        "confirmed": ("已经确认", "确认过的不能作废；留下没生效的行，改好再确认一次；要改已生效的，请在下个月的清册里办理。"),
        "discarded": ("已经作废", "请重新上传一份。"),
    }[status]  # fmt: skip
    return BizError(
        "list_not_draft", f"这份变更清册{said}，现在不能这样办。没有任何改动。", status=409, money=STILL, fix=fix
    )


def list_not_confirmed(month: Month) -> BizError:
    """还没有确认清册。"""
    return BizError(
        "list_not_confirmed", f"{month.label}的变更清册还没有确认，不能生成汇缴书。", status=409, money=STILL,
        fix="请先上传并确认变更清册；人员没有变化的，不用上传文件，在单位大厅首页「本月待办」点「与上月相同」就行。",
    )  # fmt: skip


def nothing_to_confirm() -> BizError:
    """没有一行能确认。"""
    return BizError(
        "nothing_to_confirm", "这份变更清册里没有一行是可以确认的，账户没有任何变动。", status=422, money=STILL,
        fix="请看清册里每一行的提示，改好再确认。", keeps=True,
    )  # fmt: skip


def rows_changed(
    rows: int,
    errors: Sequence[Mapping[str, Any]],
    *,
    version: int,
    before: Decimal | None,
    after: Decimal | None,
    moved: int,
) -> BizError:
    """看的时候通过的行，确认时再判断有 rows 行通不过了：一行也不生效，让人先看；errors 是前几处错误，写着第几行。

    另有 moved 行的月缴存额变了；本月应缴合计从 before 变成 after（元）。
    """
    first = errors[0]
    more, why = f"等 {rows} 行" if rows > 1 else "", first["message"].rstrip("。")
    also = f"；另有 {moved} 行的月缴存额变了" if moved else ""
    total = _totals_said(before, after)
    return BizError(
        "rows_changed",
        f"清册传上来以后情况变了，第 {first['row']} 行{more}现在通不过：{why}{also}。{total}没有确认，账户没有任何变动。",
        status=409, money=STILL, keeps=True,
        fix="新的判断已经存进清册，请打开看标出来的行：照建议改好再确认，或者写明知道它们不生效、只确认其余的。",
        errors=errors, extra=_shown(version, before, after),
    )  # fmt: skip


def amounts_changed(
    why: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    version: int,
    before: Decimal | None,
    after: Decimal | None,
    moved: int,
) -> BizError:
    """清册给人看过以后，moved 行的月缴存额变了，本月应缴合计从 before 变成 after（元）：一行也不生效，让人先看新的。

    why 是谁在哪天把比例调成了多少，空的就是别的资料变了；rows 是前几行各从多少变成多少。
    """
    said = f"清册给您看过以后，{why or '核对用的资料变了'}"
    followed = f"，{moved} 行的月缴存额跟着变" if moved else ""
    total = _totals_said(before, after)
    return BizError(
        "rows_changed", f"{said}{followed}。{total}没有确认，账户没有任何变动。", status=409, money=STILL, keeps=True,
        article="TL-18" if why else None,
        fix="新的金额已经存进清册，请打开看过再确认；比例调错了的，先撤销比例调整。接口再确认时写上 version。",
        errors=rows, extra=_shown(version, before, after),
    )  # fmt: skip


def _totals_said(before: Decimal | None, after: Decimal | None) -> str:
    """没有变的、原来没有合计的不说。"""
    if before is None or after is None or before == after:
        return ""
    return f"本月应缴合计从 {format_money(before)} 元变成 {format_money(after)} 元。"


def _shown(version: int, before: Decimal | None, after: Decimal | None) -> dict[str, Any]:
    """再确认要写的版次，本月应缴合计原来和现在各是多少（元）。"""
    was, now = (None if one is None else money_json(one) for one in (before, after))
    return {"version": version, "amount_before": was, "amount_after": now}


def version_needed(month: Month, version: int) -> BizError:
    """刚说过清册变了样，又来确认，没有写看过的是哪一版。"""
    return BizError(
        "version_needed", f"{month.label}变更清册刚才重新核对过，和您先前看的不一样；这一次没有写明看过的是哪一版，没有确认。账户没有任何变动。",
        status=409, money=STILL, fix="请看一遍现在的清册，在清册页上再确认；接口确认时写上 version。", extra={"version": version},
    )  # fmt: skip


def row_applied(row: int) -> BizError:
    """已经生效的行不能再改。"""
    return BizError(
        "row_applied", f"第 {row} 行已经生效，不能在这份清册里再改。没有任何改动。", status=409, money=STILL,
        fix="请在下个月的清册里给他写一行「基数更正」，从下个月起按新的数缴；本月少缴的差额，入账以后办补缴。",
        errors=[{"row": row, "code": "row_applied", "message": "已经生效"}],
    )  # fmt: skip


def list_changed(month: Month, version: int, errors: Sequence[Mapping[str, Any]]) -> BizError:
    """别人先改了同一格；errors 一格一条，说清谁在何时改成了什么。"""
    first = errors[0]["message"]
    return BizError(
        "list_changed", f"{month.label}变更清册里的同一格，别人先改了：{first}。您的修改没有保存。", status=409, money=STILL,
        fix="请看一眼现在的值：要用您的，就再改一次；不用就照现在的。别的格子没有受影响。", errors=errors, extra={"version": version},
    )  # fmt: skip


def list_moved_on(month: Month, version: int) -> BizError:
    """确认的人看过之后，清册又改过。"""
    return BizError(
        "list_changed", f"{month.label}变更清册在您看过之后又改过，没有确认。账户没有任何变动。", status=409, money=STILL,
        fix="请看一遍现在的清册再确认。", extra={"version": version},
    )  # fmt: skip


def nothing_to_undo(word: str) -> BizError:
    """没有可以撤销或重做的修改。"""
    return BizError(
        "nothing_to_undo", f"没有您可以{word}的修改，没有任何改动。", status=409, money=STILL, fix=f"只能{word}您自己在这份清册上的修改。",
    )  # fmt: skip


def undo_moved_on(word: str, version: int) -> BizError:
    """排着队的撤销（重做），轮到时最后一次修改已经是别的了。"""
    return BizError(
        "list_changed", f"您交办{word}之后又改过这份清册，没有{word}，没有任何改动。", status=409, money=STILL,
        fix=f"请看一遍现在的清册；还要{word}，就再点一次。", extra={"version": version},
    )  # fmt: skip


def nothing_to_adopt() -> BizError:
    """没有可以采纳的改法。"""
    return BizError(
        "nothing_to_adopt", "没有可以采纳的改法，没有任何改动。", status=409, money=STILL,
        fix="可能刚刚已经改好了，请看现在的清册；算不出改法的要自己填。",
    )  # fmt: skip


def cell_refused(code: str, detail: str, fix: str) -> BizError:
    """一格写不进去：列名不认得、太长、一次太多。"""
    return BizError(code, detail, money=STILL, fix=fix)


def not_the_filer(filer: str) -> BizError:
    """不是上传的人。"""
    return BizError(
        "not_the_filer", f"标好的工作簿里有全部证件号码，只给上传的人（{filer}）下载，没有下载。", status=403, money=STILL,
        fix="请上传的人来下载；页面上看得到每一处错误和改法。",
    )  # fmt: skip


def workbook_closed(status: str) -> BizError:
    """确认、作废以后，不再下载标好的工作簿。"""
    done = {"confirmed": "确认", "discarded": "作废"}[status]
    return BizError(
        "workbook_closed", f"这份变更清册已经{done}，标好的工作簿里有全部证件号码，不再给下载。没有下载，账户没有任何变动。", status=409,
        money=STILL, fix="要看这份清册，请在清册页「导出」（号码遮掩）；没有生效的行在网页的格子里改，或者在自己的原文件里改好传回来。",
    )  # fmt: skip


def file_in_another_list(list_id: int) -> BizError:
    """这份文件已经是另一份清册。"""
    return BizError(
        "file_in_another_list", f"这份文件已经传成另一份清册（编号 {list_id}），没有换。账户没有任何变动。", status=409, money=STILL,
        fix="请接着办那一份，或先作废它再来换。", extra={"id": list_id},
    )  # fmt: skip


def list_quite_different(*, sent: int, known: int, dropped: int) -> BizError:
    """传来的像是另一份名单，先问一句。"""
    added = sent - known
    return BizError(
        "list_quite_different",
        f"传来的工作簿里有 {sent:,} 人，只有 {known:,} 人在现在的清册上：换了会少 {dropped:,} 人、添 {added:,} 人。像是另一份名单，还没有换。账户没有任何变动。",
        status=409, money=STILL,
        fix="选错了文件，请选对的再传；真的要换成这份名单，请点「就用这份替换」，不用再选文件（接口写 confirm 为 true 再传一次）。",
        extra={"sent": sent, "known": known, "dropped": dropped, "added": added},
    )  # fmt: skip


def held_file_gone() -> BizError:
    """存着的文件已经不在了。"""
    return BizError(
        "held_file_gone", "没有等着替换的工作簿：已经换过、放弃了，或者清册已经定下来。清册和账户都没有变动。",
        status=409, money=STILL, fix="请看一看清册现在的样子，要换就再选文件传一次。",
    )  # fmt: skip


def applied_row_moved(row: int, name: str) -> BizError:
    """已生效的人在新文件里不见了。"""
    return BizError(
        "applied_row_moved", f"第 {row} 行（{name}）已经生效，新传的文件里却没有这个人了，没有换。账户没有任何变动。", status=409,
        money=STILL, fix="请在下载的工作簿上改，把这个人留着；要改已生效的，请在下个月的清册里办理。",
    )  # fmt: skip


def unit_not_told(number: str, written: str) -> BizError:
    """不知道名单是哪个单位的。"""
    said = (
        f"没有单位账号 {number}"
        if number
        else f"表里写的单位「{written}」没有单位账户"
        if written
        else "表里没有写单位名称"
    )
    return BizError(
        "unit_not_told", f"{said}，没有判断这份名单。", money=STILL, fix="请写明单位账号再来一次。",
    )  # fmt: skip

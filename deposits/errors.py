"""归集的拒绝：编码、说法、依据、资金、怎么办，全部在这里。"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from gjj.declarations.errors import BizError
from gjj.money.amounts import ZERO, format_money, percent_json
from gjj.periods.month import Month

STILL = "没有任何款项变动。"


def month_refused(code: str, month: Month, open_month: Month) -> BizError:
    """这个月不能办：已缴、跳月、还没到。"""
    if code == "already_paid":
        return BizError(
            "already_paid", f"{month.label}已经汇缴入账，不能再办。", status=409, money="已入账的款项没有变动。",
            fix=f"现在应办的是{open_month.label}。",
        )  # fmt: skip
    if code == "month_skipped":
        return BizError(
            "month_skipped", f"汇缴要逐月办理，现在应办{open_month.label}，不能跳到{month.label}。", status=409,
            article="TL-20", money=STILL, fix=f"请先办{open_month.label}。", extra={"open_month": str(open_month), "articles": ["TL-19", "TL-20"]},
        )  # fmt: skip
    return BizError(
        "month_not_open", f"{month.label}还没有到，不能提前办理。", status=409, money=STILL,
        fix=f"请到{month.label}再办；现在各月都已办完就不用办了。",
    )  # fmt: skip


def prepay_too_far(month: Month, last: Month, current: Month) -> BizError:
    """预缴太远，或者本市不办预缴。"""
    if last <= current:
        said, fix = f"现在不能提前办{month.label}的汇缴，没有生成汇缴书。", f"请到{month.label}再办。"
    else:
        said, fix = (
            f"预缴最多到{last.label}，不能办{month.label}，没有生成汇缴书。",
            f"请选到{last.label}为止；以后的月份到时候再办。",
        )
    return BizError("month_not_open", said, status=409, money=STILL, fix=fix, extra={"last_month": str(last)})


def draft_waiting(month: Month, list_id: int) -> BizError:
    """有一份草稿等着单位定。"""
    return BizError(
        "draft_waiting", f"{month.label}有一份没有确认的变更清册，不能当作与上月相同。没有生成任何汇缴书。", status=409, money=STILL,
        fix="请先确认或作废那份清册，再回来一起办。", extra={"id": list_id},
    )  # fmt: skip


def too_many_people(people: int, most: int) -> BizError:
    """人太多，照上月不变也要逐月办。"""
    return BizError(
        "too_many_people", f"单位有 {people} 名职工，超过 {most} 人的要逐月上传清册，没有生成汇缴书。", status=409, money=STILL,
        fix="请逐月点「与上月相同」，系统在后台读完后再确认。",
    )  # fmt: skip


def nothing_to_pay() -> BizError:
    """没有等着付款的。"""
    return BizError(
        "nothing_to_pay", "没有等着付款的汇缴书，没有付款。", status=409, money="款项没有变动。",
        fix="付过的在「单位汇缴」里看进度；要办新的月份请先生成汇缴书。",
    )  # fmt: skip


def later_month_stands(number: str, month: Month, later: Month) -> BizError:
    """后面的月份还有汇缴书。"""
    return BizError(
        "later_month_stands", f"{later.label}的汇缴书还在，不能先撤销{month.label}的 {number}。没有任何改动。", status=409,
        article="TL-20", money=STILL, fix=f"汇缴逐月相连，请从最后一个月（{later.label}）撤起。", extra={"later_month": str(later)},
    )  # fmt: skip


def ratio_refused(code: str, low: Decimal, high: Decimal, step: Decimal, year: int) -> BizError:
    """比例不能这样调。"""
    lowest, highest = percent_json(low), percent_json(high)
    detail, article, fix = {
        "ratio_same": ("新的比例和现在一样。", None, "请填新的比例。"),
        "ratio_step": (f"缴存比例要是 {percent_json(step)} 个百分点的整数倍。", None, f"请填 {lowest}% 到 {highest}% 之间的整数比例。"),
        "ratio_above_max": (f"缴存比例不高于 {highest}%。", "WH5-02", f"请填 {lowest}% 到 {highest}% 之间的比例。"),
        "ratio_needs_approval": (f"低于 {lowest}%（或按本市规定调低）要先经职工代表大会或者工会讨论通过，再由中心审核批准，这里不能直接办。", "WH5-04", "请带职代会或工会的决议、降低缴存比例申请书和单位困难情况说明到柜面申请，批准后再调。"),
        "ratio_adjusted_this_year": (f"{year} 缴存年度已经调过比例，本年度不能再调。", None, f"请到 {year + 1} 年 7 月以后再办；刚调错的可以先撤销那一次。"),
    }[code]  # fmt: skip
    return BizError(
        code,
        f"{detail}没有调整，职工的月缴存额没有变动。",
        status=409 if "year" in code else 422,
        article=article,
        money=STILL,
        fix=fix,
    )


def yearly_closed(month: Month, first: int, last: int) -> BizError:
    """不在年度基数调整的月份里。"""
    return BizError(
        "window_closed", f"{month.label}不在办理年度基数调整的月份里（每年 {first} 月到 {last} 月），没有生成名单。", status=409,
        article="TL-16", money=STILL, fix="个别职工的基数要改，请在当月的变更清册里写「基数调整」。",
    )  # fmt: skip


def cannot_undo(number: str, month: Month) -> BizError:
    """用上了的调整不能撤。"""
    return BizError(
        "cannot_undo", f"调整书 {number} 从{month.label}起已经用上了，或者之后又调过，不能撤销。没有任何改动。", status=409, money=STILL,
        fix=f"{month.label}的汇缴书还没付款的，先撤销汇缴书；之后又调过的，从最后一次撤起。",
    )  # fmt: skip


def make_up_refused(
    code: str, month: Month, *, base: Decimal = ZERO, floor: Decimal = ZERO, cap: Decimal = ZERO
) -> BizError:
    """这个月不能补缴，或者那时的基数不对。"""
    said = f"{month.label}的缴存基数 {format_money(base)} 元"
    detail, article, fix = {
        "before_first": (f"{month.label}单位还没有在本中心开户，不能补缴。", "TL-14", "请从单位开户的首月起选；更早的欠缴请到柜面办理。"),
        "not_remitted": (f"{month.label}单位还没有汇缴，不用补缴。", "TL-19", f"请先办{month.label}的汇缴，那个月的职工都在汇缴书里。"),
        "base_below_floor": (f"{said}，低于那时的下限 {format_money(floor)} 元。", "CITY-BASE", f"请填 {format_money(floor)} 到 {format_money(cap)} 之间的基数。"),
        "base_above_cap": (f"{said}，高于那时的上限 {format_money(cap)} 元。", "WH5-03", f"请填 {format_money(floor)} 到 {format_money(cap)} 之间的基数。"),
    }[code]  # fmt: skip
    return BizError(
        code,
        f"{detail}没有生成补缴书。",
        status=409 if "base" not in code else 422,
        article=article,
        money=STILL,
        fix=fix,
    )


def nothing_owed(name: str, month: Month, paid: Decimal) -> BizError:
    """那个月已经缴够。"""
    return BizError(
        "nothing_owed", f"{name}{month.label}已缴（连同没付完的补缴）{format_money(paid)} 元，已经够那个月应缴的，没有生成补缴书。",
        status=409, article="WH5-06", money=STILL, fix="基数当时报少了的，请填那个月应有的基数；没付完的补缴书在「补缴」里看。",
    )  # fmt: skip


def make_up_people(most: int) -> BizError:
    """名单空、太多或者重复。"""
    return BizError(
        "make_up_people", f"请写 1 到 {most} 名职工，同一个人只写一次，没有生成补缴书。", money=STILL, fix="请核对个人账号，分几份补。",
    )  # fmt: skip


def month_confirmed(month: Month, list_id: int) -> BizError:
    """这个月已经确认了另一份清册。"""
    return BizError(
        "month_confirmed", f"{month.label}已经确认了另一份变更清册，不能再确认这一份。账户没有任何变动。", status=409,
        money=STILL, fix=f"请继续办理已确认的清册（编号 {list_id}）；这一份可以作废。", extra={"id": list_id, "confirmed_list": list_id},
    )  # fmt: skip


def list_locked(month: Month) -> BizError:
    """汇缴书已生成，清册不再改动。"""
    return BizError(
        "month_confirmed", f"{month.label}的汇缴书已经生成，变更清册不再改动。账户没有任何变动。", status=409, money=STILL,
        fix="这个月漏掉的变化请在下个月的清册里办理。",
    )  # fmt: skip


def list_not_draft(status: str) -> BizError:
    """清册不是草稿。"""
    said, fix = {
        "processing": ("还在读取", "请等它读完再办，本页会自动更新。"),
        "confirmed": ("已经确认", "确认过的不能作废；留下没生效的行，改好再确认一次；要改已生效的，请在下个月的清册里办理。"),
        "discarded": ("已经作废", "请重新上传一份。"),
    }[status]  # fmt: skip
    return BizError(
        "list_not_draft", f"这份变更清册{said}，现在不能这样办。没有任何改动。", status=409, money=STILL, fix=fix
    )


def row_applied(row: int) -> BizError:
    """已经生效的行不能再改。"""
    return BizError(
        "row_applied", f"第 {row} 行已经生效，不能在这份清册里再改。没有任何改动。", status=409, money=STILL,
        fix="要改已生效的，请在下个月的清册里办理。", errors=[{"row": row, "code": "row_applied", "message": "已经生效"}],
    )  # fmt: skip


def list_changed(month: Month, version: int, errors: Sequence[Mapping[str, Any]]) -> BizError:
    """别人先改了同一格；errors 一格一条，说清谁在何时改成了什么。"""
    first = errors[0]["message"]
    return BizError(
        "list_changed", f"{month.label}变更清册里的同一格，别人先改了：{first}。您的修改没有保存。", status=409, money=STILL,
        fix="请看一眼现在的值：要用您的，就再改一次；不用就照现在的。别的格子没有受影响。", errors=errors, extra={"version": version},
    )  # fmt: skip


def nothing_to_undo(word: str) -> BizError:
    """没有可以撤销或重做的修改。"""
    return BizError(
        "nothing_to_undo", f"没有您可以{word}的修改，没有任何改动。", status=409, money=STILL, fix=f"只能{word}您自己在这份清册上的修改。",
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


def nothing_to_confirm() -> BizError:
    """没有一行能确认。"""
    return BizError(
        "nothing_to_confirm", "这份变更清册里没有一行是可以确认的，账户没有任何变动。", status=422, money=STILL,
        fix="请按提示改好后重新上传。",
    )  # fmt: skip


def list_not_confirmed(month: Month) -> BizError:
    """还没有确认清册。"""
    return BizError(
        "list_not_confirmed", f"{month.label}的变更清册还没有确认，不能生成汇缴书。", status=409, money=STILL,
        fix="请先上传并确认变更清册；没有变化也要传一份（可以只写一名「正常」职工）。",
    )  # fmt: skip


def remittance_exists(month: Month, remittance_id: int) -> BizError:
    """这个月已经有汇缴书。"""
    return BizError(
        "remittance_exists", f"{month.label}的汇缴书已经生成，没有再生成。", status=409, money=STILL,
        fix="请用原来的汇缴书付款。", extra={"id": remittance_id},
    )  # fmt: skip


def no_people(month: Month) -> BizError:
    """没有人要缴。"""
    return BizError(
        "no_people", f"{month.label}没有正常缴存的职工，不用汇缴。", status=422, money=STILL, fix="有新职工请先在变更清册里开户并确认。",
    )  # fmt: skip


def already_paying(number: str) -> BizError:
    """已经在付款。"""
    return BizError(
        "already_paying", f"汇缴书 {number} 的付款已经交给银行，正在办理，没有重复付款。", status=409,
        money="这一笔只会扣一次款。", fix="请等银行结果，本页会自动更新。",
    )  # fmt: skip


def already_paid(number: str) -> BizError:
    """已经入账。"""
    return BizError(
        "already_paid", f"汇缴书 {number} 已经入账，没有再付款。", status=409, money="已入账的款项没有变动。",
        fix="不用再付；多付过的部分在单位暂存里，首页看得到。",
    )  # fmt: skip


def remittance_cancelled(number: str) -> BizError:
    """已经撤销。"""
    return BizError(
        "remittance_cancelled", f"汇缴书 {number} 已经撤销，不能再办。", status=409, money=STILL,
        fix="请回首页重新生成这个月的汇缴书，用新的缴款识别码付款。",
    )  # fmt: skip


def cannot_cancel(number: str, status: str, title: str = "汇缴书") -> BizError:
    """付过款的不能撤销。"""
    said, fix = {
        "paying": ("正在付款", "请等银行结果；没扣成时会回到待付款，那时可以撤销。"),
        "mismatch": ("已有款到账", "请补足差额；不办了就先把到的钱退回，再撤销。"),
        "allocated": ("已经入账", "多缴、错缴请带证明到柜面更正，或拨打 12329。"),
    }[status]  # fmt: skip
    return BizError(
        "cannot_cancel", f"{title} {number} {said}，不能撤销。没有任何改动。", status=409,
        money=f"这份{title}的款项没有变动。", fix=fix,
    )  # fmt: skip


def no_free_suspense() -> BizError:
    """没有可用的暂存。"""
    return BizError(
        "no_free_suspense", "单位暂存里没有可用的钱，没有抵缴，也没有付款。", status=409,
        money="暂存里的钱都已经有用处，一分没有变动。", fix="请直接付款；暂存一共多少、用在哪里，在「单位暂存」看得到。",
    )  # fmt: skip


def refund_too_much(amount: Decimal, free: Decimal) -> BizError:
    """退的多过可用的暂存。"""
    return BizError(
        "refund_too_much", f"可以退回的暂存是 {format_money(free)} 元，不能退 {format_money(amount)} 元，没有退。", status=409,
        money="暂存没有变动。", fix="请改成不超过可退的金额；等着入账、正在退回的不能再退。",
    )  # fmt: skip


def nothing_to_return(number: str) -> BizError:
    """没有要退的。"""
    return BizError(
        "nothing_to_return", f"汇缴书 {number} 没有到账不足的钱可以退回，没有任何改动。", status=409, money="款项没有变动。",
        fix="多付的部分在「单位暂存」里退回。",
    )  # fmt: skip


def amount_not_due(amount: Decimal, due: Decimal) -> BizError:
    """付的不是应付的。"""
    return BizError(
        "amount_not_due", f"本次应付 {format_money(due)} 元，不是 {format_money(amount)} 元，没有付款。", money=STILL,
        fix="请按应付金额付款。",
    )  # fmt: skip


def no_agreement() -> BizError:
    """没有生效的托收协议。"""
    return BizError(
        "no_agreement", "本单位现在没有生效的托收协议，没有请银行扣款。", status=409, money=STILL,
        fix="请在「托收」里签一份；本月可以在线付款，或转账附言写缴款识别码。",
    )  # fmt: skip


def agreement_exists(number: str) -> BizError:
    """已经有算数的协议。"""
    return BizError(
        "agreement_exists", f"本单位已经有托收协议 {number}，没有再签。", status=409, money=STILL,
        fix="要改约定日的，先终止现在的协议，再签一份。", extra={"number": number},
    )  # fmt: skip


def terms_not_accepted() -> BizError:
    """没有同意协议文本。"""
    return BizError(
        "terms_not_accepted", "没有勾选同意托收协议，协议没有签。", money=STILL, fix="请读过协议再勾选同意。"
    )


def collection_day_out_of_range(day: int, first: int, last: int) -> BizError:
    """约定日不在范围里。"""
    return BizError(
        "collection_day_out_of_range", f"约定日 {day} 日不在 {first} 日至 {last} 日之间，协议没有签。", money=STILL,
        fix=f"请从 {first} 日至 {last} 日里选一天；落在休息日的顺延到下一个工作日。",
    )  # fmt: skip


def payer_account_changed(number: str) -> BizError:
    """付款账户和签约时不一样了。"""
    return BizError(
        "payer_account_changed", f"单位的付款账户和托收协议 {number} 签的不一样了，没有请银行扣款。", status=409, money=STILL,
        fix="请终止现在的协议，用新的账户重签；本月可以在线付款。",
    )  # fmt: skip


def collected_enough(most: int) -> BizError:
    """一天请得太多。"""
    return BizError(
        "collected_enough", f"今天已经请银行托收 {most} 次，没有再请。", status=409, money=STILL,
        fix="请改用在线付款或转账，或者明天再请。",
    )  # fmt: skip


def saved_filter_refused(code: str, detail: str, fix: str) -> BizError:
    """存筛选没有存成。"""
    return BizError(code, detail, money=STILL, fix=fix)


def ledger_year_empty(year: int) -> BizError:
    """这一年没有账。"""
    return BizError(
        "ledger_year_empty", f"{year} 年没有单位明细账。", status=404, money=STILL, fix="请换一个有账的年份。",
    )  # fmt: skip


def flag_refused(code: str, month: Month, limit: int, months: int) -> BizError:
    """异议没有提成。"""
    detail, fix = {
        "flag_open": (f"{month.label}您已经提了一条异议，单位还没有答复，没有再提。", "请等单位答复；说错了可以先撤回那一条，再提。"),
        "flag_too_old": (f"{month.label}太早了，这里只能提最近 {months} 个月的申报，没有提交。", "更早的月份请带工资证明到柜面，或拨打 12329。"),
        "flag_limit": (f"{month.label}您已经提过 {limit} 次，没有再提。", "请和单位当面核对，或到柜面，或拨打 12329。"),
    }[code]  # fmt: skip
    return BizError(code, detail, status=409, money=STILL, fix=fix)


def flag_text_needed(code: str, detail: str, fix: str) -> BizError:
    """异议或答复没写清楚。"""
    return BizError(code, detail, money=STILL, fix=fix)


def flag_closed(status: str) -> BizError:
    """这条异议已经有了结果。"""
    said = {"accepted": "已经认可", "rejected": "已经答复不改", "withdrawn": "职工已经撤回"}[status]
    return BizError(
        "flag_closed", f"这条异议{said}，不能再办。没有任何改动。", status=409, money=STILL, fix="请回清单看别的异议。",
    )  # fmt: skip


def no_employer_account() -> BizError:
    """没有，或者不是来人的：两种说法一样，不透露有没有。"""
    return BizError(
        "not_found", "没有找到，或者它不属于您。没有任何改动。", status=404, money=STILL, fix="请核对编号，或从清单里重新进入。",
    )  # fmt: skip


def not_the_filer(filer: str) -> BizError:
    """不是上传的人。"""
    return BizError(
        "not_the_filer", f"标好的工作簿里有全部证件号码，只给上传的人（{filer}）下载，没有下载。", status=403, money=STILL,
        fix="请上传的人来下载；页面上看得到每一处错误和改法。",
    )  # fmt: skip


def file_in_another_list(list_id: int) -> BizError:
    """这份文件已经是另一份清册。"""
    return BizError(
        "file_in_another_list", f"这份文件已经传成另一份清册（编号 {list_id}），没有换。账户没有任何变动。", status=409, money=STILL,
        fix="请接着办那一份，或先作废它再来换。", extra={"id": list_id},
    )  # fmt: skip


def applied_row_moved(row: int, name: str) -> BizError:
    """已生效的行在新文件里不在原处。"""
    return BizError(
        "applied_row_moved", f"第 {row} 行（{name}）已经生效，新传的文件里这一行却换了人或不见了，没有换。账户没有任何变动。", status=409,
        money=STILL, fix="请在下载的工作簿上改，已生效的行留在原处不要动，也不要插行、删行。",
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


def employer_account_exists(number: str) -> BizError:
    """单位已有账户。"""
    return BizError(
        "employer_account_exists", f"这个单位已有单位账户 {number}，没有再开。", status=409, article="TL-14", money=STILL,
        fix=f"请用原来的单位账户 {number} 办理。",
    )  # fmt: skip


def ratio_out_of_range(side: str, ratio: Decimal, low: Decimal, high: Decimal) -> BizError:
    """缴存比例不在范围里：低了依条例第十八条，高了依指导意见第二条。"""
    lowest, highest = percent_json(low), percent_json(high)
    return BizError(
        "ratio_out_of_range", f"{side}缴存比例 {percent_json(ratio)}% 不在 {lowest}% 到 {highest}% 之间，没有开户。",
        article="TL-18" if ratio < low else "WH5-02", money=STILL, fix=f"请填 {lowest}% 到 {highest}% 之间的比例。",
    )  # fmt: skip


def receipt_not_ready(number: str) -> BizError:
    """没入账的没有回执。"""
    return BizError(
        "receipt_not_ready", f"汇缴书 {number} 还没有入账，没有缴存回执。", status=409, money=STILL,
        fix="到账分配之后再来打印；现在可以打印汇缴书。",
    )  # fmt: skip


def document_not_found() -> BizError:
    """没有这份单证，或者不是自己的。"""
    return BizError(
        "not_found", "没有找到这份单证，或者它不属于您。", status=404, money=STILL, fix="请从「单证打印」里重新进入。",
    )  # fmt: skip


def register_too_long(people: int, most: int) -> BizError:
    """人太多，清册的 PDF 印不下。"""
    return BizError(
        "register_too_long", f"这份汇缴书有 {people:,} 人，清册的 PDF 最多印 {most:,} 人，没有出具。", status=409, money=STILL,
        fix="请在汇缴书页用「导出」取 xlsx 或 csv，人数不限。",
    )  # fmt: skip


def no_own_account() -> BizError:
    """还没有个人账户。"""
    return BizError(
        "no_own_account", "您还没有住房公积金账户，没有出具单证。", status=404, money=STILL, fix="请向单位人事了解开户，或拨打 12329。",
    )  # fmt: skip


def own_year_empty(year: int) -> BizError:
    """这一年没有明细。"""
    return BizError(
        "own_year_empty", f"您的账户 {year} 年没有明细，没有对账单。", status=404, money=STILL, fix="请换一个有缴存的年份。",
    )  # fmt: skip

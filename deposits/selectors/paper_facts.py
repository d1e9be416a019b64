"""单证要的事实：从已经定下的业务里取，都是文字，出具以后不再变。汇缴书、清册、回执、交接单在这里。"""

from typing import Any

from django.conf import settings

from deposits import documents
from deposits.models import HandOver, Remittance, RemittanceLine, ReviewedAct
from deposits.selectors.remittances import PURPOSE, lines_of
from deposits.selectors.suspense import surplus_of
from deposits.workflow.review import CONFIRM
from gjj.crypto.masking import mask_card
from gjj.ledger.selectors.books import reversed_among, serials_of
from gjj.money.amounts import ZERO, money_json, percent_json
from gjj.money.words import in_words
from gjj.periods.days import SHANGHAI, business_date
from gjj.periods.said import day_said, moment_said
from gjj.settlement.selectors.payments import center_account, receipts_for


def day(value: Any) -> str:
    """票据上的日子：2026 年 11 月 24 日 写作 2026年11月24日。"""
    return day_said(value) if value else ""


def _common(row: Remittance) -> dict[str, Any]:
    account = row.employer_account
    return {
        "what": row.title,
        "center": settings.GJJ_CENTER_NAME,
        "employer": account.employer.name,
        "employer_number": account.number,
        "number": row.number,
        "month": str(row.month),
        "month_label": row.month.label,
        "employees": row.employees,
        "employer_amount": money_json(row.employer_amount),
        "personal_amount": money_json(row.personal_amount),
        "amount": money_json(row.amount),
        "words": in_words(row.amount),
    }


def _paid(row: Remittance) -> dict[str, str]:
    """已经入账的写明哪天入的，入账又冲销了的写明冲销，纸上就不再叫人付款；没入账的不写，以前出的照旧是同一份。"""
    if row.status == "reversed":
        return {"undone": "入账已冲销"}
    return {"paid_on": day(row.paid_on)} if row.status == "allocated" else {}


def ratios_of(row: Remittance) -> tuple[str, str]:
    """这份汇缴书用的比例（百分数文字）：生成那一刻的，后来调了也不变。"""
    line = row.lines.order_by("id").first()
    terms = dict(line.derivation) if line else {}
    unit = row.employer_account
    return (
        terms.get("er") or percent_json(unit.employer_ratio), terms.get("pr") or percent_json(unit.personal_ratio),
    )  # fmt: skip


def notice_facts(row: Remittance) -> dict[str, Any]:
    """汇缴书：缴款单位、收款账户、缴款识别码、上月 + 增 − 减 = 本月。比例取生成那一刻的。"""
    bank, summary = center_account(), (row.change_list.summary if row.change_list else None) or {}
    employer, personal = ratios_of(row)
    return {
        **_common(row),
        "payee_name": bank.name,
        "payee_account": bank.number,
        "payment_code": row.payment_code,
        "employer_ratio": employer,
        "personal_ratio": personal,
        "people": list(summary.get("people", ()))[:3],
        "amounts": [str(one) for one in summary.get("amount", ())][:3],
        "created_on": day(business_date(row.created_at)),
        "created_by": row.created_by,
        **_reviewed(row),
        **_paid(row),
    }


def _reviewed(row: Remittance) -> dict[str, str]:
    """清册确认的时候单位开着双人复核的，写同意的复核人；没有开的不写，以前出的照旧是同一份。"""
    if row.change_list_id is None:
        return {}
    acts = ReviewedAct.objects.filter(kind=CONFIRM, object_id=row.change_list_id).select_related("review")
    found = acts.order_by("-id").first()
    return {"reviewed_by": found.review.decided_by} if found else {}


def make_up_facts(row: Remittance) -> dict[str, Any]:
    """补缴书：缴款单位、收款账户、缴款识别码、原因、人数和金额。"""
    bank = center_account()
    return {
        **_common(row),
        "payee_name": bank.name,
        "payee_account": bank.number,
        "payment_code": row.payment_code,
        "reason": row.get_reason_display(),
        "note": row.note,
        "is_continuous": row.is_continuous,
        "created_on": day(business_date(row.created_at)),
        "created_by": row.created_by,
        **_paid(row),
    }


def receipt_facts(row: Remittance) -> dict[str, Any]:
    """缴存回执：谁付的、什么时候到的、入账多少、记在哪张凭证、多的在哪里。"""
    arrived = _kept(row)
    first, last = (arrived[0], arrived[-1]) if arrived else (None, None)
    more = f" 等 {len(arrived)} 笔" if len(arrived) > 1 else ""
    return {
        **_common(row),
        "payee_name": center_account().name,
        "payer": f"{first.payer_name}　{mask_card(first.payer_account)}" if first else "单位暂存",
        "bank_serial": f"{first.bank_serial}{more}" if first else "—",
        "received_at": f"{last.booked_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if last else "—",
        "paid_on": day(row.paid_on),
        "issued_on": day(row.paid_on),
        "covered": money_json(row.covered),
        **_surplus(row),
        "voucher": serials_of([row.voucher_id])[row.voucher_id] if row.voucher_id else "",
    }


def _surplus(row: Remittance) -> dict[str, str]:
    """多到的转入单位暂存多少；出具时已经用掉的写还剩多少，没用的不写，以前出的照旧是同一份。"""
    surplus = surplus_of(row)
    used = {"surplus_left": money_json(surplus.there)} if surplus.there < surplus.came else {}
    return {"surplus": money_json(surplus.came) if surplus.came else "", **used}


def _kept(row: Remittance) -> list[Any]:
    """这个月的钱从哪几笔来：退回总是把那时到的全部退回，先到的几笔已经退了的不写；冲销了的也不写。"""
    came, gone = receipts_for(PURPOSE, str(row.pk)), row.returned
    undone = reversed_among([one.voucher_id for one in came if one.voucher_id])
    arrived = [one for one in came if one.voucher_id not in undone]
    while arrived and gone > ZERO:
        gone -= arrived.pop(0).amount
    return arrived


def register_facts(row: Remittance) -> dict[str, Any]:
    """汇缴清册：每人一行，基数、单位、个人、合计。"""
    return {**_register_head(row), "rows": [_register_row(line) for line in lines_of(row)]}


def volume_facts(row: Remittance, volume: int) -> dict[str, Any]:
    """分册的清册里的一册：这一册的人和本册小计，另写全部合计；只取这一册的人。"""
    start = (volume - 1) * documents.VOLUME
    lines = list(lines_of(row)[start : start + documents.VOLUME])
    return {
        **_register_head(row),
        "volume": volume,
        "volumes": row.volumes,
        "volume_label": f"第 {volume} 册，共 {row.volumes} 册（第 {start + 1:,} 至 {start + len(lines):,} 人）",
        "volume_people": len(lines),
        "volume_employer": money_json(sum((line.employer_amount for line in lines), ZERO)),
        "volume_personal": money_json(sum((line.personal_amount for line in lines), ZERO)),
        "volume_amount": money_json(sum((line.amount for line in lines), ZERO)),
        "offset": start,
        "rows": [_register_row(line) for line in lines],
    }


def _register_head(row: Remittance) -> dict[str, Any]:
    return {**_common(row), "created_on": day(business_date(row.created_at)), "created_by": row.created_by}


def _register_row(line: RemittanceLine) -> list[str]:
    return [
        line.account.person.name, line.account.subaccount.number, money_json(line.base),
        money_json(line.employer_amount), money_json(line.personal_amount), money_json(line.amount),
    ]  # fmt: skip


def handover_facts(row: HandOver) -> dict[str, Any]:
    """交接单：谁交给谁，那一刻没办完的各件；交接单只增不改，什么时候打印都是这些。"""
    account = row.employer_account
    return {
        "center": settings.GJJ_CENTER_NAME, "employer": account.employer.name, "employer_number": account.number,
        "number": row.number, "leaver": row.leaver, "successor": row.successor, "made_by": row.made_by,
        "made_at": moment_said(row.made_at), "issued_on": day(business_date(row.made_at)), "count": len(row.items),
        "rows": [[one["kind"], one["which"], one["state"], one["then"]] for one in row.items],
    }  # fmt: skip

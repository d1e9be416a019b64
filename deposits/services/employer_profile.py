"""登记单位资料：法定代表人、地址、开户行等；付款账户的变更要两个人，见 payer_account.py。"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from deposits.errors import (
    no_employer_account,
    payday_refused,
    payer_takes_two,
    profile_moved,
    profile_unchanged,
)
from deposits.models import EmployerAccount, EmployerProfile, Payday
from deposits.parameters import PAYDAYS
from deposits.selectors import scope
from deposits.selectors.overview import payday_from
from deposits.services.locks import lock_employer_account
from deposits.services.payer_account import PAYER
from deposits.services.tell import tell_profile_changed
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.box import hmac_hex
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.declarations.permissions import require
from gjj.periods.days import business_date
from gjj.periods.month import Month


@dataclass(frozen=True)
class ProfileDraft:
    """单位资料；付款账号空着就是不改。"""

    legal_representative: str = ""
    registered_address: str = ""
    contact_address: str = ""
    settlement_bank: str = ""
    founded_on: date | None = None
    phone: str = ""
    registration_no: str = ""
    payday: int | None = None
    payer_account: str = ""


def draft_of(employer_account_id: int) -> ProfileDraft:
    """登记着的资料；没有登记过的每栏都空，付款账号是开户时登记的。"""
    payer = EmployerAccount.objects.only("bank_account").get(pk=employer_account_id).bank_account
    known = EmployerProfile.objects.filter(employer_account_id=employer_account_id).first()
    if known is None:
        return ProfileDraft(payer_account=payer)
    values = {name: getattr(known, name) for name in asdict(ProfileDraft()) if name != "payer_account"}
    return ProfileDraft(**{**values, "phone": values["phone"] or "", "payer_account": payer})


def mark_of(known: ProfileDraft) -> str:
    """这份资料的记号，写在页上：看过以后有人改了，记号就不一样；带密钥，猜不出里面的电话、账号。"""
    return hmac_hex("employer_profile_seen", json.dumps(asdict(known), default=str, sort_keys=True), key="code")


def changes_of(before: ProfileDraft, after: ProfileDraft) -> tuple[tuple[str, str, str], ...]:
    """改了的栏目：名称、改前、改后（电话、账号遮掩）。"""
    was, now = asdict(before), asdict(after)
    changed = [name for name in was if was[name] != now[name]]
    shown = (_shown({name: was[name] for name in changed}), _shown({name: now[name] for name in changed}))
    return tuple((title, shown[0][title], shown[1][title]) for title in shown[0])


@transaction.atomic
def record_profile(
    *, by: Actor, employer_account_id: int, draft: ProfileDraft, at: datetime, seen: str | None = None
) -> None:
    """登记或改单位资料，改前改后记进审计（电话遮掩）；看不到的单位抛 404。付款账户不在这里变更：要两个人（payer_account.py），写了别的账号抛 payer_takes_two（409）。

    ``seen`` 是来人看过的那一份的记号：看过以后有人改了抛 profile_moved（409），什么也没改抛 profile_unchanged（422）。
    """
    require(by, "deposits.employer.profile")
    if not scope.employer_accounts(by).filter(pk=employer_account_id).exists():
        raise no_employer_account()
    account = lock_employer_account(employer_account_id)
    if draft.payer_account not in ("", account.bank_account):
        raise payer_takes_two()
    draft = replace(draft, payer_account=account.bank_account)
    if seen is not None:
        _check_seen(draft_of(account.pk), draft, seen)
    known = EmployerProfile.objects.filter(employer_account=account).first()
    values = {**asdict(draft), "phone": draft.phone or None}
    values.pop("payer_account")
    before = {name: getattr(known, name) for name in values} if known else {}
    EmployerProfile.objects.update_or_create(employer_account=account, defaults=values)
    if draft.payday != before.get("payday"):
        _keep_payday(account, draft.payday, by, at)
    changed = [_title(name) for name in before if before[name] != values[name]]
    record(
        by=by, action="deposits.employer.profile", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"登记单位资料 {account.number}", before=_shown(before), after=_shown(values),
    )  # fmt: skip
    if changed:
        tell_profile_changed(account=account, fields=changed, at=at)


def first_profile(account: EmployerAccount, *, by: Actor, at: datetime, payday: int | None, **told: Any) -> None:
    """开户时头一次登记的资料：名称照栏目写，都空着的不登记；谁能办由调用者先问过，在调用者的事务里。"""
    if payday is None and not any(told.values()):
        return
    EmployerProfile.objects.create(employer_account=account, payday=payday, **told)
    if payday is not None:
        _keep_payday(account, payday, by, at)
    record(
        by=by, action="deposits.employer.profile", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"开户时登记单位资料 {account.number}", after=_shown({**told, "payday": payday}),
    )  # fmt: skip


@transaction.atomic
def set_payday(*, by: Actor, payday: int | None, at: datetime) -> Month:
    """单位自己登记发薪日（每月几日，1 到 28；空着照本市的），返回从哪个汇缴年月起算；汇缴截止日、欠缴提醒从它算，改前改后记进审计。

    从下个月起，报过清册、生成过汇缴书的月份还要往后：到了期的月份不会改成没到期，说过的截止日不变。
    不在范围里的抛 payday_refused（422），和登记着的一样抛 profile_unchanged（422）。依据：条例第十九条。
    """
    require(by, "deposits.payday.set")
    unit = scope.employer_account(by)
    if unit is None:
        raise no_employer_account()
    if payday is not None and payday not in PAYDAYS:
        raise payday_refused(PAYDAYS[0], PAYDAYS[-1])
    account = lock_employer_account(unit.pk)
    known = draft_of(account.pk).payday
    if known == payday:
        raise profile_unchanged()
    EmployerProfile.objects.update_or_create(employer_account=account, defaults={"payday": payday})
    month = _keep_payday(account, payday, by, at)
    record(
        by=by, action="deposits.payday.set", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"登记发薪日 {account.number}，从{month.label}起", before=_shown({"payday": known}), after=_shown({"payday": payday}),
    )  # fmt: skip
    tell_profile_changed(account=account, fields=[_title("payday")], at=at)
    return month


def _keep_payday(account: EmployerAccount, payday: int | None, by: Actor, at: datetime) -> Month:
    """记下从哪个月起是几日；单位账户已锁。"""
    month = payday_from(account, business_date(at))
    Payday.objects.create(employer_account=account, from_month=month, payday=payday, set_at=at, set_by=by.name)
    return month


def _check_seen(known: ProfileDraft, draft: ProfileDraft, seen: str) -> None:
    if mark_of(known) != seen:
        raise profile_moved()
    if known == draft:
        raise profile_unchanged()


def _title(name: str) -> str:
    """栏目的中文名。"""
    if name == "payer_account":
        return PAYER
    return str(getattr(EmployerProfile._meta.get_field(name), "verbose_name", name))


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """记进审计的样子：栏目的中文名，电话、账号遮掩，日子写成文字。"""
    told, masks = {}, {"phone": mask_mobile, "payer_account": mask_card}
    for name, value in values.items():
        told[_title(name)] = masks[name](value) if name in masks and value else "" if value is None else str(value)
    return told

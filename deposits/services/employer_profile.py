"""登记单位资料：法定代表人、地址、开户行等。"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from deposits.models import EmployerProfile
from deposits.services.locks import lock_employer_account
from deposits.services.tell import tell_profile_changed
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.masking import mask_mobile
from gjj.declarations.permissions import require


@dataclass(frozen=True)
class ProfileDraft:
    """单位资料。"""

    legal_representative: str = ""
    registered_address: str = ""
    contact_address: str = ""
    settlement_bank: str = ""
    founded_on: date | None = None
    phone: str = ""
    registration_no: str = ""


@transaction.atomic
def record_profile(*, by: Actor, employer_account_id: int, draft: ProfileDraft, at: datetime) -> None:
    """登记或改单位资料，改前改后记进审计（电话遮掩）。"""
    require(by, "deposits.employer.open")
    account = lock_employer_account(employer_account_id)
    known = EmployerProfile.objects.filter(employer_account=account).first()
    values = {**asdict(draft), "phone": draft.phone or None}
    before = {name: getattr(known, name) for name in values} if known else {}
    EmployerProfile.objects.update_or_create(employer_account=account, defaults=values)
    record(
        by=by, action="deposits.employer.profile", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"登记单位资料 {account.number}", before=_shown(before), after=_shown(values),
    )  # fmt: skip
    changed = [_title(name) for name in before if before[name] != values[name]]
    if changed:
        tell_profile_changed(account=account, fields=changed, at=at)


def _title(name: str) -> str:
    """栏目的中文名。"""
    return str(getattr(EmployerProfile._meta.get_field(name), "verbose_name", name))


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """记进审计的样子：栏目的中文名，电话遮掩，日子写成文字。"""
    told = {}
    for name, value in values.items():
        told[_title(name)] = mask_mobile(value) if name == "phone" and value else "" if value is None else str(value)
    return told

"""一个人的预留手机号、银行卡：写它们只有这一处——连同索引，留一条审计（遮掩过），手机号换了的新的、原来的号码都告诉。

原来的号码收到的那一条，是没有换过的本人唯一看得到的。谁能换、要不要原来的号码同意，由调用者问；人也由调用者锁住。
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.identity.messages import MOBILE_REPLACED
from gjj.identity.models import Person
from gjj.identity.ports import mobile_teller, number_teller


@dataclass(frozen=True)
class Why:
    """谁、办哪个动作、因为什么写的：记审计用。"""

    by: Actor
    action: str
    because: str


def put_mobile(*, person: Person, mobile: str, why: Why, at: datetime) -> None:
    """写一个人的预留手机号，告诉新的、原来的号码；就是原来的那一个的什么也不做。"""
    old, index = str(person.mobile or ""), blind_index("mobile", mobile)
    if person.mobile_index == index:
        return
    person.mobile, person.mobile_index = mobile, index
    person.save(update_fields=("mobile", "mobile_index"))
    _note(person, why, "手机号", mask_mobile(old) if old else "", mask_mobile(mobile), at)
    tell_replaced(person_id=person.pk, old=old, new=mobile, at=at)


def put_bank_card(*, person: Person, card: str, why: Why, at: datetime) -> None:
    """写一个人的银行卡；就是原来的那一张的什么也不做。怎么告诉本人由调用者定。"""
    old, index = str(person.bank_card or ""), blind_index("bank_card", card)
    if person.bank_card_index == index:
        return
    person.bank_card, person.bank_card_index = card, index
    person.save(update_fields=("bank_card", "bank_card_index"))
    _note(person, why, "银行卡", mask_card(old) if old else "", mask_card(card), at)


def fill_mobiles(*, mobiles: Mapping[int, str], at: datetime) -> None:
    """一批人（编号 → 号码）空着的手机号补上，并告诉本人；锁住再看一眼，别人刚补过的不动。审计由调用者成批记。"""
    rows = list(Person.objects.select_for_update().filter(pk__in=mobiles, mobile_index=None).order_by("pk"))
    for person in rows:
        person.mobile, person.mobile_index = mobiles[person.pk], blind_index("mobile", mobiles[person.pk])
    Person.objects.bulk_update(rows, ("mobile", "mobile_index"), batch_size=500)
    mobile_teller()(mobiles={person.pk: mask_mobile(str(person.mobile)) for person in rows}, at=at)


def tell_replaced(*, person_id: int, old: str, new: str, at: datetime) -> None:
    """告诉新的号码登记了；原来登记着别的号码（old 不空）的，也告诉那个号码换走了。在调用者的事务里。"""
    shown = mask_mobile(new)
    mobile_teller()(mobiles={person_id: shown}, at=at)
    if old and old != new:
        number_teller()(
            key=f"mobile_replaced:{person_id}:{at.isoformat()}", template=MOBILE_REPLACED, mobile=old,
            variables={"number": shown}, at=at,
        )  # fmt: skip


def _note(person: Person, why: Why, what: str, old: str, new: str, at: datetime) -> None:
    record(
        by=why.by, action=why.action, object_type="person", object_id=person.pk, at=at,
        summary=f"{why.because}，{what}{f'由 {old} 换成' if old else '登记为'} {new}", before={what: old or "没有登记"},
        after={what: new},
    )  # fmt: skip

"""柜面替来的人换银行卡（卡丢了、销了，没有登录的人）：柜员照证件提，另一个人批，冷静期满才换；期内照旧用原来的，撤得回。

以后中心付的钱到这张卡上，所以提的时候就告诉本人：不是他来办的，冷静期里说得出来。
"""

from datetime import datetime, timedelta

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.crypto.blind import blind_index, index_of, same
from gjj.crypto.masking import mask_card
from gjj.declarations.errors import BizError
from gjj.identity.models import Login, Person
from gjj.identity.ports import person_teller
from gjj.identity.services.numbers import Why, put_bank_card
from gjj.own.messages import CARD_ASKED, CARD_KEPT, CONTACT_DONE
from gjj.own.models import ContactChange
from gjj.own.parameters import CONTACT_HOURS
from gjj.own.selectors import COUNTER_CARD
from gjj.own.services.at_counter import is_staff, own_affair
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI, business_date

CARD = COUNTER_CARD
"""换银行卡的审批的种类。"""
MONEY = "没有任何款项变动，收钱照旧用原来的卡。"


def earliest(at: datetime) -> datetime:
    """at 提的，冷静期满最早几时换：和本人在网上换卡一样长。"""
    return at + timedelta(hours=parameters.value(CONTACT_HOURS, on=business_date(at)))


@transaction.atomic
def change_card(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的换一个人的银行卡，返回自然人编号，告诉本人；没办完的网上换卡作废。

    没有批准的抛 LookupError；提的人就是本人的、提出以后当上柜面的人的、冷静期没有满的、提出以后又换过的抛 BizError。先锁登录再锁人，和网上换卡一个先后。
    """
    told = sanction(approval, CARD, {})
    login = Login.objects.select_for_update().filter(person_id=told.content["person"]).first()
    person = Person.objects.select_for_update().get(pk=told.content["person"])
    if person.pk in (told.proposed_person, told.decided_person, by.person_id):
        raise own_affair()
    if not told.content["staff"] and is_staff(person, at):
        raise _no(
            "staff_login", "提出以后他当上了柜面的人，换卡要安全管理员批，没有换。", "请从办事页重新提，由安全管理员批。", 403
        )  # fmt: skip
    if at < earliest(told.proposed_at):
        raise _no("card_too_soon", "冷静期还没有满，没有换。", "请从办事页重新提，照页面写的日子换。")
    if not same(index_of(person, "bank_card_index") or None, told.before["index"], told.also):
        raise _no("card_moved", "提出以后卡又换过，没有换。", "请照现在的卡重新提。")
    number = str(told.whole["to"])
    if not same(blind_index("bank_card", number), told.content["index"], told.also):
        raise LookupError(f"审批 {approval} 里的卡号不是批的那一个")
    because = f"柜面变更银行卡（{told.number}，{told.proposed_by} 提，{told.decided_by} 批）：{told.reason}"[:200]
    put_bank_card(person=person, card=number, why=Why(by, CARD, because), at=at)
    if login is not None:
        ContactChange.objects.filter(login=login, kind="bank_card", undone_at=None, done_at=None).update(undone_at=at)
    person_teller()(
        fact=f"counter_card_done:{approval}", template=CONTACT_DONE, person_id=person.pk,
        variables={"value": mask_card(number)}, at=at,
    )  # fmt: skip
    return int(person.pk)


def tell_asked(*, approval: int, person_id: int, shown: str, due: datetime, at: datetime) -> None:
    """提上了就告诉本人：换成哪一张（遮着）、最早几时换；在审批的事务里。"""
    person_teller()(
        fact=f"counter_card:{approval}", template=CARD_ASKED, person_id=person_id, at=at,
        variables={"value": shown, "due": f"{due.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"},
    )  # fmt: skip


def tell_kept(*, approval: int, person_id: int, shown: str, at: datetime) -> None:
    """没有批下来、撤回了、作废了：告诉本人没有换成那一张（shown，遮着）；在审批的事务里。"""
    person_teller()(
        fact=f"counter_card_kept:{approval}", template=CARD_KEPT, person_id=person_id, variables={"value": shown}, at=at
    )


def _no(code: str, detail: str, fix: str, status: int = 409) -> BizError:
    return BizError(code, detail, status=status, money=MONEY, fix=fix)

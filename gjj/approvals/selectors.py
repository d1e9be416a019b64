"""查审批。"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast, Substr

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal, ProposalUnit
from gjj.approvals.ports import Change, Facts, handler_of, visiting_kinds
from gjj.crypto.blind import same
from gjj.declarations.errors import BizError
from gjj.identity.ports import branch_rows
from gjj.identity.selectors.scope import served

UNIT = "unit:"
"""关于一个单位的，写成「unit:单位账户的编号」：哪个网点看得到、批得了，照它看。"""
BRANCH = "branch:"
"""还没有单位的事（单位开户），写成「branch:管理部的编号」：归那个网点。"""
PERSON = "person:"
"""关于一个人的，写成「person:自然人的编号」：照轮得到哪个网点替他办（identity 的 served）看。"""


def seen(by: Actor, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """柜面看得到的：管全中心的全看得到，管一个网点的看关于本网点、本网点单位的、替轮得到他办的人办的，和自己提的。"""
    if by.scope == "all":
        return rows
    if by.scope != "branch" or by.branch_id is None:
        return rows.none()
    mine = ProposalUnit.objects.filter(
        proposal_id=OuterRef("pk"), unit_id__in=branch_rows().units(by.branch_id).values("pk")
    )
    here = Q(about__contains=[f"{BRANCH}{by.branch_id}"])
    # 替来柜面的人办的几类，关于的就是那个人
    whom = Case(When(kind__in=visiting_kinds(), then=Cast(Substr("about__0", len(PERSON) + 1), BigIntegerField())))
    visitors = served(by).filter(pk=OuterRef("whom"))
    return rows.alias(whom=whom).filter(
        Exists(mine) | here | Q(proposed_person=by.person_id) | Q(kind__in=visiting_kinds()) & Exists(visitors)
    )


def named_in(about: Iterable[str], kind: str) -> set[int]:
    """「关于哪几样」里某一种的编号。"""
    return {int(one.removeprefix(kind)) for one in about if one.startswith(kind)}


def is_within(by: Actor, about: Iterable[str]) -> bool:
    """在不在他管的范围里：管一个网点的人，只提、只批关于本网点、本网点单位的、关于轮得到他替办的人的；别的是全中心的事。"""
    if by.scope != "branch":
        return True
    told = list(about)
    if places := named_in(told, BRANCH):
        return places == {by.branch_id}
    units, people = named_in(told, UNIT), named_in(told, PERSON)
    return (
        bool(units or people)
        and branch_rows().units(by.branch_id or 0).filter(pk__in=units).count() == len(units)
        and served(by).filter(pk__in=people).count() == len(people)
    )


def waiting() -> QuerySet[Proposal]:
    """等人批的，早提的在前。"""
    return Proposal.objects.filter(status="proposed").order_by("id")


def due(at: datetime) -> list[int]:
    """批准了、到了生效日子的，编号。"""
    rows = Proposal.objects.filter(status="approved", effective_at__lte=at)
    return list(rows.order_by("effective_at", "id").values_list("id", flat=True))


def changes_of(proposal: Proposal) -> list[Change]:
    """逐处改动。"""
    return handler_of(proposal.kind).changes(proposal.content, proposal.before)


def may_decide(proposal: Proposal, by: Actor) -> bool:
    """等人批的这一份，他能不能批：有权，在他管的范围里，又不是自己（换一个登录也算自己）提的。"""
    return _could_decide(proposal, by) and is_within(by, proposal.about)


def _could_decide(proposal: Proposal, by: Actor) -> bool:
    if proposal.status != "proposed" or by.person_id in (None, proposal.proposed_person):
        return False
    try:
        handler_of(proposal.kind).may_approve(by, proposal.content)
    except BizError:
        return False
    return True


def waiting_for(by: Actor) -> list[int]:
    """等他批的，编号，早提的在前。"""
    return [one.pk for one in seen(by, waiting()) if _could_decide(one, by)]


def sanction(number: int, kind: str, facts: Facts) -> Proposal:
    """办两个人的事的服务在动手之前问：这一份批准了、正要办，批的就是要办的这些。不是的抛 LookupError（程序的错，什么也没办）。"""
    row = Proposal.objects.filter(pk=number, kind=kind, status="approved").first()
    if row is None or any(row.content.get(name) != value for name, value in facts.items()):
        raise LookupError(f"审批 {number} 批的不是这件事：{kind} {sorted(facts)}")
    return row


def still_stands(proposal: Proposal) -> bool:
    """等人批的这一份还批得成：它要改的那些和提的时候一样；不一样的一批就作废。"""
    return is_as_before(proposal)


def is_as_before(proposal: Proposal) -> bool:
    """它要改的那些，和提的时候一样不一样；盲索引换过密钥不算变。"""
    return same(handler_of(proposal.kind).current(proposal.content), proposal.before, proposal.also)


def proposals_about(what: str) -> QuerySet[Proposal]:
    """一样东西（「种类:编号」）的历次审批，新的在前。"""
    return Proposal.objects.filter(about__contains=[what])

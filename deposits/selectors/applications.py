"""单位开户申请：本人没有结果的那一份，它的登记表、材料、办件，还差什么。"""

from collections.abc import Container
from dataclasses import fields
from datetime import date
from typing import Any

from django.db.models import QuerySet

from deposits.errors.opening import application_moved, application_not_found
from deposits.items import PAPERS
from deposits.models import ApplicationPaper, UnitApplication
from deposits.rules.opening_refusal import GROUNDS
from deposits.rules.unit_draft import Fault, UnitDraft
from deposits.selectors import scope
from deposits.selectors.opening import faults_of, pending_of
from deposits.workflow.opening import STANDING
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import proposals_about, still_stands
from gjj.cases.selectors.cases import case_of_key, status_of, story_of, times_returned
from gjj.crypto.blind import blind_index
from gjj.regulations.lookup import title

KEY = "opening:"
APPLICATION = "application:"
"""关于一份申请的审批，写成「application:编号」。"""
OF_THE_PERSON = {"name", "id_no", "mobile", "new_username"}
"""登记表上本人的几栏：照登录的人，不用填。"""


def case_key(application_id: int) -> str:
    """申请的办件：一份申请一件。"""
    return f"{KEY}{application_id}"


def standing_application(by: Actor) -> UnitApplication | None:
    """本人没有结果的那一份；没有为空。"""
    return scope.unit_applications(by).filter(status__in=STANDING).first() if by.scope == "self" else None


def case_of(by: Actor, row: UnitApplication) -> Any:
    """看得到的这份申请的办件；没有提交的为空。"""
    return case_of_key(by, case_key(row.pk))


def flaws_of(case: Any, on: date) -> dict[str, str]:
    """退回时写的：栏目 → 哪里不对；没有退回的为空。"""
    return {one["field"]: one["message"] for one in story_of(case, on).flaws} if case else {}


def draft_of(row: UnitApplication) -> UnitDraft:
    """申请里填的登记表；第一位管理员就是申请人，用他原来的登录。"""
    own = OF_THE_PERSON | {"branch", "contract_no", "contract_on"}
    given = {one.name: getattr(row, one.name) for one in fields(UnitDraft) if one.name not in own}
    who = row.person
    return UnitDraft(
        **given, branch=row.branch_id, name=who.name, id_no=str(who.id_no), mobile=str(who.mobile or ""), new_username=""
    )  # fmt: skip


def papers_of(row: UnitApplication) -> list[ApplicationPaper]:
    """现在的各样材料，一样一份，不取内容。"""
    return list(row.papers.filter(superseded_at=None).defer("content"))


def earlier_papers_of(row: UnitApplication) -> list[ApplicationPaper]:
    """换下的各份，不取内容，后换的在前。"""
    return list(row.papers.exclude(superseded_at=None).defer("content").order_by("code", "-version"))


def faults_of_application(draft: UnitDraft, papers: set[str], on: date) -> list[Fault]:
    """申请还不能照这样提交的每一处；都对为空。papers 是交了的材料。"""
    found = faults_of(draft, on, is_applicant=True)
    others = UnitApplication.objects.filter(uscc=draft.uscc, status="submitted").exclude(
        person__id_no_index=blind_index("id_no", draft.id_no)
    )
    if pending_of(draft.uscc) is not None or others.exists():
        found.append(Fault("uscc", "这个信用代码已经有一份开户申请正在办，不用再交。"))
    return [*found, *(Fault(code, f"没有交{paper}。") for code, paper in PAPERS if code not in papers)]


def own_applications(by: Actor) -> QuerySet[UnitApplication]:
    """本人替单位申请过的，先填的在前；别人的一份也没有。"""
    rows = scope.unit_applications(by) if by.scope == "self" else UnitApplication.objects.none()
    return rows.order_by("id")


def own_papers(by: Actor) -> QuerySet[ApplicationPaper]:
    """本人的申请交过的各份材料，换下的也算，不取内容。"""
    rows = ApplicationPaper.objects.filter(application__in=own_applications(by).order_by())
    return rows.select_related("application").defer("content").order_by("id")


def own_paper(by: Actor, pk: int) -> ApplicationPaper | None:
    """本人哪一份申请里的一份材料，换下的也算；不是本人的为空。"""
    return ApplicationPaper.objects.filter(pk__in=own_papers(by).order_by().values("pk"), pk=pk).first()


def application_in(pk: int | None, statuses: Container[str]) -> UnitApplication | None:
    """办件走到 statuses 里某一步的那一份；没有写的为空，没有这一份、走到别处的抛 BizError。"""
    if pk is None:
        return None
    row = UnitApplication.objects.select_related("person", "branch").filter(pk=pk).exclude(status="draft").first()
    if row is None:
        raise application_not_found()
    status, _, at_case = state_of(pk)["application"]
    if status != "submitted" or at_case not in statuses:
        raise application_moved()
    return row


def state_of(pk: int | None) -> dict[str, Any]:
    """申请走到哪里：状态、改过几次、办件的状态，退回过几次；不是网上申请的为空。"""
    if pk is None:
        return {}
    row = UnitApplication.objects.get(pk=pk)
    case = case_key(pk)
    return {"application": [row.status, row.version, status_of(case)], "returned": times_returned(case)}


def waiting_about(row: UnitApplication) -> Proposal | None:
    """等人批的、还批得成的、关于这份申请的（开户的、不予办理的）；没有为空。"""
    rows = proposals_about(f"{APPLICATION}{row.pk}").filter(status="proposed")
    return next((one for one in rows if still_stands(one)), None)


def refused_before(by: Actor) -> UnitApplication | None:
    """本人上一份申请是不予办理的；不是为空。"""
    row = scope.unit_applications(by).order_by("-id").first() if by.scope == "self" else None
    return row if row is not None and row.status == "refused" else None


def refusal_said(row: UnitApplication) -> str:
    """不予办理的理由、依据、说明。"""
    return said_of_ground(str(row.ground), str(row.refusal))


def said_of_ground(ground: str, why: str) -> str:
    """一样理由和说明怎么说。"""
    one = GROUNDS[ground]
    law = f"（{title(one.article)}）" if one.article else ""
    return f"{one.title}{law}：{why}"

"""单位开户申请在接口里的样子：号码遮着，材料一份一行（换下的也在），退回的逐栏写着哪里不对。"""

from typing import Any

from deposits.models import ApplicationPaper, UnitApplication
from deposits.selectors.applications import case_of, flaws_of, own_papers, refusal_said
from deposits.workflow.opening import WORDS
from gjj.actors.actor import Actor
from gjj.crypto.masking import mask_card
from gjj.money.amounts import percent_json
from gjj.periods.days import SHANGHAI, business_date


def application_json(by: Actor, row: UnitApplication, at: Any) -> dict[str, Any]:
    """本人的一份申请。"""
    case = case_of(by, row)
    told = {
        name: getattr(row, name)
        for name in ("unit_name", "uscc", "legal_representative", "registered_address", "payday", "area", "version")
    }
    return {
        "id": row.pk, "status": row.status, "status_label": WORDS[row.status], **told, "founded_on": row.founded_on.isoformat(),
        "employer_ratio": percent_json(row.employer_ratio), "personal_ratio": percent_json(row.personal_ratio),
        "first_month": str(row.first_month), "bank_account": mask_card(row.bank_account),
        "branch": row.branch.code if row.branch else "", "papers": [_paper(one) for one in own_papers(by).filter(application=row)],
        "case": {"id": case.pk, "number": case.number, "status": case.status} if case else None,
        "flaws": [{"field": field, "message": said} for field, said in flaws_of(case, business_date(at)).items()],
        "refusal": refusal_said(row) if row.ground else "",
    }  # fmt: skip


def _paper(one: ApplicationPaper) -> dict[str, Any]:
    gone = one.superseded_at
    return {
        "code": one.code, "title": str(one), "version": one.version, "filename": one.filename, "size": one.size, "sha256": one.sha256,
        "received_at": one.received_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "superseded_at": gone.astimezone(SHANGHAI).isoformat(timespec="seconds") if gone else None,
    }  # fmt: skip

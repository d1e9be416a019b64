"""单位开户要两个人：柜员照登记表、合同和证件提，复核员或主任批，批准了当场开户（审批的一类）。开好的不从这里改回去。"""

from datetime import datetime
from typing import Any

from django.db.models import Q

from deposits.errors.opening import (
    contract_text_changed,
    opening_cannot_be_undone,
    opening_wrong,
    own_opening,
)
from deposits.models import CounterContract, EmployerAccount, UnitApplication
from deposits.rules.unit_draft import Fault, UnitDraft
from deposits.selectors.applications import (
    APPLICATION,
    application_in,
    case_key,
    draft_of,
    papers_of,
    state_of,
    waiting_about,
)
from deposits.selectors.online_terms import ONLINE_TERMS, text_digest
from deposits.selectors.opening import USCC, faults_of, pending_of, registering
from deposits.services.apply_opening import finish_application, lock_application
from deposits.services.open_unit import open_unit
from gjj.actors.actor import Actor
from gjj.approvals.belonging import of_unit
from gjj.approvals.ports import Change, Facts
from gjj.approvals.selectors import BRANCH, sanction
from gjj.backoffice.words import word
from gjj.cases.selectors.cases import number_of
from gjj.crypto.blind import blind_index, card_index, same
from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile
from gjj.declarations.permissions import require
from gjj.identity.models import Branch, Person
from gjj.periods.days import business_date
from gjj.periods.said import day_said

OPEN_UNIT = "deposits.open_unit"
"""审批的种类。"""
CENTER = "中心直接管"


class UnitOpening:
    """开一个单位。"""

    kind = OPEN_UNIT
    title = "单位开户"
    by_day = False
    secrets = ("id_no", "mobile", "bank_account")

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "deposits.employer.open.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批；自己当首位管理员的不批。"""
        require(by, "deposits.employer.open")
        if _is_first(content, by.person_id):
            raise own_opening()

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """登记表上填的（写了 application 的照那份申请），加上遮掩过的样子和盲索引；哪一栏不对、已经有一份等人批的抛 BizError。"""
        row, on = application_in(asked.get("application"), ("processing",)), business_date(effective_at)
        draft = draft_of(row) if row else UnitDraft.of_json(asked)
        found = faults_of(draft, on)
        waiting = pending_of(draft.uscc) or (waiting_about(row) if row else None)
        if waiting is not None:
            found.append(
                Fault("uscc", f"这个信用代码已经有一份（{waiting.title}，{waiting.number}）等人批，不用再提。")
            )
        if found:
            raise opening_wrong([{"field": one.field, "code": "opening_wrong", "message": one.said} for one in found])
        term = registering(draft.founded_on, on) if draft.founded_on else None
        branch = Branch.objects.filter(pk=draft.branch or 0).first()
        return {
            **draft.as_json(), "id_index": blind_index("id_no", draft.id_no), "mobile_index": blind_index("mobile", draft.mobile),
            "payer_index": card_index(draft.bank_account), "id_shown": mask_id_no(draft.id_no),
            "mobile_shown": mask_mobile(draft.mobile), "payer_shown": mask_card(draft.bank_account), "late": term.late if term else 0,
            "register_by": day_said(term.last) if term else "",
            "branch_said": branch.name if branch else CENTER, **_terms_of(draft), **(_about_application(row) if row else {}),
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """这个信用代码现在有没有单位账户，网上的申请改过没有：提出以后别处开好了、申请人改了、撤回了的，这一份作废。"""
        opened = EmployerAccount.objects.filter(employer__uscc=content["uscc"]).values_list("number", flat=True)
        taken = (
            CounterContract.objects.filter(number=content["contract_no"]).exists() if content["contract_no"] else False
        )
        return {"opened": list(opened), "contract_taken": taken, **state_of(content.get("application"))}

    def case_of(self, content: Facts, result: Facts) -> str:
        """网上申请的写那件办件的编号；柜面开户没有办件。"""
        return str(content.get("case", ""))

    def named(self, content: Facts) -> str:
        """哪个单位。"""
        return f"单位开户：{content['unit_name']}（{content['uscc']}）"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """登记的每一样（号码遮掩），接着怎样。"""
        payday = f"每月 {content['payday']} 日" if content["payday"] else "照本市的"
        told = [
            ("单位", f"{content['unit_name']}，{content['uscc']}"), ("法定代表人", content["legal_representative"]),
            ("地址", content["registered_address"]), ("成立日期", _founded_said(content)), ("归哪里管", content["branch_said"]),
            ("区域", word("area", content["area"])), ("缴存比例", f"单位 {_percent(content['employer_ratio'])}，个人 {_percent(content['personal_ratio'])}"),
            ("首个汇缴年月", content["first_month"]), ("发薪日", payday), ("付款账号", content["payer_shown"]),
            ("首位管理员", f"{content['name']}，{content['id_shown']}，{content['mobile_shown']}"),
            ("用户名", content["new_username"] or "用他原来的登录"),
            ("柜面合同", f"{content['contract_no']}，{content['contract_on']} 签" if content["contract_no"] else ""),
            ("网上申请", f"办件 {content['case']}，材料：{content['papers']}；协议由他头一次进单位大厅时同意" if "case" in content else ""),
        ]  # fmt: skip
        return [Change(label, "", said) for label, said in told if said]

    def about(self, content: Facts) -> list[str]:
        """哪个信用代码；归哪个网点。"""
        place = [f"{BRANCH}{content['branch']}"] if content["branch"] else []
        asked = [f"{APPLICATION}{content['application']}"] if content.get("application") else []
        return [f"{USCC}{content['uscc']}", *place, *asked]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """开户。"""
        return {"account": open_approved_unit(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """开好的单位不从审批里改回去。"""
        raise opening_cannot_be_undone()


def open_approved_unit(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的开户，返回单位账户的编号；没有批准的抛 LookupError，那时开不成的抛 BizError；在审批的事务里。"""
    require(by, "deposits.employer.open")
    told = sanction(approval, OPEN_UNIT, {})
    draft = UnitDraft.of_json(told.whole)
    indexes = (blind_index("id_no", draft.id_no), blind_index("mobile", draft.mobile), card_index(draft.bank_account))
    if not same(indexes, [told.content[name] for name in ("id_index", "mobile_index", "payer_index")], told.also):
        raise LookupError(f"审批 {approval} 里的号码不是签的那些")
    # 照号码认，不照签的索引：换过索引的密钥也认得
    if Person.objects.filter(pk__in=[told.proposed_person, by.person_id or 0], id_no_index=indexes[0]).exists():
        raise own_opening()
    if _terms_of(draft) != {name: told.content[name] for name in ("terms", "terms_digest") if name in told.content}:
        raise contract_text_changed()
    asked = told.content.get("application")
    standing = lock_application(asked, told.content["version"]) if asked else None
    made = open_unit(by=by, draft=draft, at=at, approval=approval, seen_by=told.proposed_by)
    for what in (f"{USCC}{draft.uscc}", *([f"{APPLICATION}{asked}"] if asked else [])):
        of_unit(what, made.account_id)
    if standing:
        finish_application(*standing, account_id=made.account_id, number=made.number, by=by, at=at)
    return made.account_id


def _is_first(content: Facts, person_id: int | None) -> bool:
    """这个人是不是要当首位管理员的那一位。"""
    signed = content["id_index"]
    rows = Person.objects.filter(Q(id_no_index=signed) | Q(id_no_index_other=signed))
    return rows.filter(pk=person_id or 0).exists()


def _terms_of(draft: UnitDraft) -> dict[str, str]:
    """柜面合同签的是哪一版文本和它的摘要，提的人、批的人都签在里面；没有合同的为空。"""
    return {"terms": ONLINE_TERMS, "terms_digest": text_digest(ONLINE_TERMS)} if draft.contract_no else {}


def _about_application(row: UnitApplication) -> dict[str, Any]:
    """申请、它的版次、办件编号、交的材料（不写文件名，带指纹：换了一份就不是批的那一份）。"""
    given = papers_of(row)
    return {
        "application": row.pk, "version": row.version, "case": number_of(case_key(row.pk)),
        "papers": "、".join(one.told for one in given), "digests": [one.sha256 for one in given],
    }  # fmt: skip


def _percent(ratio: str) -> str:
    return f"{ratio}%"


def _founded_said(content: Facts) -> str:
    """成立日期；来晚了的说晚了几天，照样登记。"""
    draft = UnitDraft.of_json({**content, "id_no": "", "mobile": "", "bank_account": ""})
    if draft.founded_on is None:
        return ""
    said = (
        f"，条例第十四条要在 {content['register_by']}以前登记，晚了 {content['late']} 天，照样登记"
        if content["late"]
        else ""
    )
    return f"{day_said(draft.founded_on)}{said}"

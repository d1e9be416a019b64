"""开户材料：传过的每一份都留着，新的换下旧的；收哪几种、多大、几次照参数；名字不写进审批、审计、办件。"""

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from deposits.models import ApplicationPaper, UnitApplication
from deposits.rules.unit_papers import MB, PaperLimits, file_said, kind_of, paper_problem
from deposits.selectors.applications import earlier_papers_of, papers_of
from deposits.selectors.paper_limits import paper_limits
from deposits.services.application_papers import Paper
from deposits.services.apply_opening import submit_application, withdraw_application
from gjj.approvals.models import Proposal
from gjj.audit.models import AuditEntry
from gjj.cases.entries import Flaw
from gjj.cases.models import Case, CaseMaterial
from gjj.cases.services.desk import send_back
from gjj.parameters.declared import bounds_of
from gjj.parameters.models import Parameter
from tests import situations as s
from tests.applicants import applicant
from tests.services.deposits.test_unit_applications import PAPERS, accepted, refusal, saved, submitted

NEW = Paper("王建国110101199003070011的执照.pdf", b"%PDF-1.7 new")


@pytest.mark.django_db
def test_a_new_paper_supersedes_the_old_and_both_are_kept() -> None:
    """补正换了执照：从前那份一个字节不动，写着几时换下；现在的是新的一份；一模一样的再传一遍不另存。"""
    by = applicant()
    case = submitted(by)
    flaws = [Flaw("license", "看不清")]
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请重拍", flaws=flaws, at=s.NOON)
    row = saved(by, papers={"license": NEW, "authority": PAPERS["authority"]})
    old, new = ApplicationPaper.objects.filter(code="license").order_by("version")
    assert (bytes(old.content), old.version, old.superseded_at) == (PAPERS["license"].data, 1, s.NOON)
    assert (bytes(new.content), new.version, new.superseded_at) == (NEW.data, 2, None)
    assert (new.filename, new.received_by, new.kind, new.size) == (NEW.filename, by.name, "pdf", len(NEW.data))
    assert ([one.pk for one in earlier_papers_of(row)], len(papers_of(row))) == ([old.pk], 2)
    assert ApplicationPaper.objects.filter(code="authority").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("content", {"content": b"%PDF-other"}),
        ("name", {"filename": "改名.pdf"}),
        ("digest", {"sha256": "0" * 64}),
        ("back", {"superseded_at": None}),
    ],
)
def test_a_paper_received_is_never_rewritten(change: str, names: Mapping[str, Any]) -> None:
    """绕开服务改内容、名字、指纹，把换下的改回来：数据库拒绝；提交过的删不得。"""
    by = applicant()
    row = saved(by)
    saved(by, papers={"license": NEW})
    submit_application(by=by, version=row.version + 1, at=s.NOON)
    papers = ApplicationPaper.objects.filter(code="license", version=1)
    with pytest.raises(InternalError, match="Cannot update rows"), transaction.atomic():
        papers.update(**names)
    with pytest.raises(InternalError, match="is kept"), transaction.atomic():
        papers.delete()


@pytest.mark.django_db
def test_one_of_a_kind_stands_at_a_time() -> None:
    """一样同时只有一份没有换下的：绕开服务再写一份，数据库拒绝。"""
    row = saved(applicant())
    (one, _) = papers_of(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationPaper.objects.create(
            application=row, code=one.code, version=9, filename="x", kind="pdf", size=1, content=b"x", sha256="0" * 64,
            received_at=s.NOON, received_by="x",
        )  # fmt: skip


@pytest.mark.django_db
def test_a_draft_never_submitted_takes_its_papers_with_it() -> None:
    """没有交过的草稿不办了，换下的也跟着删。"""
    by = applicant()
    saved(by)
    saved(by, papers={"license": NEW})
    withdraw_application(by=by, at=s.NOON)
    assert not ApplicationPaper.objects.exists()


@pytest.mark.django_db
def test_a_file_name_stands_nowhere_in_plain() -> None:
    """文件名里有人的姓名、号码：库里是密文，审批、审计、办件的材料只写哪一样、哪一种文件、多大。"""
    by = applicant()
    submitted(by, papers={**PAPERS, "license": NEW})
    proposal = Proposal.objects.get(pk=accepted(UnitApplication.objects.get()))
    material = CaseMaterial.objects.get(code="license")
    assert material.filename == "PDF，1 KB"
    assert "营业执照或登记证书（PDF，1 KB）" in proposal.content["papers"]
    audits = list(AuditEntry.objects.values_list("summary", "before", "after"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT filename FROM deposits_applicationpaper")
        stored = [bytes(one) for (one,) in cursor.fetchall()]
    told = f"{proposal.content}{proposal.title}{material.filename}{audits}{stored}"
    assert "王建国" not in told
    assert "110101199003070011" not in told
    assert "王建国".encode() not in b"".join(stored)


@pytest.mark.django_db
def test_saving_submitting_and_mending_write_what_changed() -> None:
    """存、提交、补正、再交各一条审计：改前改后（账号遮着、材料写第几份），提交以后的写着办件编号。"""
    by = applicant()
    case = submitted(by, bank_account="6200000000009301")
    first, sent = AuditEntry.objects.filter(action__in=("deposits.opening.save", "deposits.opening.apply")).order_by(
        "id"
    )
    assert (first.case_number, first.result, first.before) == ("", "ok", {})
    assert first.after["单位名称"] == "柜面开户有限公司"
    assert (sent.case_number, sent.before, sent.after["状态"]) == (case.number, {"状态": "填着"}, "办理中")
    send_back(by=s.staff("teller"), case_id=case.pk, reason="请改", flaws=[Flaw("bank_account", "不对")], at=s.NOON)
    row = saved(by, papers={"license": NEW}, bank_account="6200000000009302", unit_name="新名称")
    submit_application(by=by, version=row.version, at=s.NOON)
    mended = AuditEntry.objects.filter(action="deposits.opening.save").latest("id")
    assert mended.case_number == case.number
    assert set(mended.after) == {"单位名称", "付款账号", "营业执照或登记证书"}
    assert (mended.before["单位名称"], mended.after["单位名称"]) == ("柜面开户有限公司", "新名称")
    assert mended.after["营业执照或登记证书"] == "第 2 份，PDF，1 KB"
    assert "6200000000009302" not in str(mended.after)
    assert mended.after["付款账号"].endswith("9302")
    again = AuditEntry.objects.filter(action="deposits.opening.apply").latest("id")
    assert (again.before, again.after["状态"], "补正再交" in again.summary) == ({"状态": "已退回"}, "办理中", True)
    assert Case.objects.get().number == again.case_number


@pytest.mark.django_db
def test_what_was_received_before_keeps_its_name_sealed() -> None:
    """升级时：从前的各是第一份，名字加密，哪一种、多大照内容，谁交的是申请人；办件上的名字改写成哪一种、多大。"""
    by = applicant()
    submitted(by, papers={**PAPERS, "license": NEW})
    CaseMaterial.objects.filter(code="license").update(filename=NEW.filename)
    found = ApplicationPaper.objects.get(code="license")
    then = SimpleNamespace(
        application=SimpleNamespace(person=SimpleNamespace(name=by.name)), application_id=found.application_id, code="license",
        content=NEW.data, named=NEW.filename, save=lambda update_fields: None,
    )  # fmt: skip
    rows = SimpleNamespace(select_related=lambda name: SimpleNamespace(iterator=lambda: [then]))
    step = import_module("deposits.migrations.0056_papers_kept").seal_names
    step(SimpleNamespace(get_model=lambda app, name: SimpleNamespace(objects=rows)), None)
    assert (then.filename, then.kind, then.size, then.received_by) == (NEW.filename, "pdf", len(NEW.data), by.name)
    nameless = import_module("deposits.migrations.0057_materials_without_names").NAMELESS
    with connection.cursor() as cursor:
        cursor.execute(nameless, {"after": 0, "upto": CaseMaterial.objects.latest("pk").pk})
    assert list(CaseMaterial.objects.order_by("code").values_list("filename", flat=True)) == ["JPG，1 KB", "PDF，1 KB"]


def _put(code: str, value: str) -> None:
    old = Parameter.objects.get(code=code)
    old.valid = type(old.valid)(old.valid.lower, s.TODAY)
    old.save(update_fields=("valid",))
    Parameter.objects.create(
        code=code, label=old.label, area="*", kind=old.kind, value=value, valid=type(old.valid)(s.TODAY, None),
        confidence=old.confidence, created_at=s.NOON,
    )  # fmt: skip


@pytest.mark.django_db
def test_what_is_taken_is_what_the_parameters_say() -> None:
    """改成只收 PDF、最大 1 MB、最多两次：提示、拒绝都照新的说，从那天起；以前的日子照旧。"""
    for code, value in (("deposits.paper_kinds", "pdf"), ("deposits.paper_mb", "1"), ("deposits.paper_times", "2")):
        _put(code, value)
    assert paper_limits(s.TODAY).said == "PDF，最大 1 MB。"
    assert paper_limits(date(2026, 11, 1)).said == "PDF、JPG、PNG，最大 5 MB。"
    by = applicant()
    told = refusal("paper_refused", lambda: saved(by))
    assert "只收 PDF" in told.errors[0]["message"]
    big = Paper("x.pdf", b"%PDF-" + bytes(MB))
    assert "超过 1 MB" in refusal("paper_refused", lambda: saved(by, papers={"license": big})).errors[0]["message"]
    for data in (b"%PDF-1", b"%PDF-2"):
        saved(by, papers={"license": Paper("x.pdf", data)})
    more = refusal("paper_refused", lambda: saved(by, papers={"license": Paper("x.pdf", b"%PDF-3")}))
    assert "已经传过 2 次" in more.errors[0]["message"]
    assert ApplicationPaper.objects.count() == 2
    assert [(one.least, one.most) for one in bounds_of("deposits.paper_mb")] == [("1", "10")]


LIMITS = PaperLimits.of("pdf_jpg", 1, 3)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1", ""),
        (b"\xff\xd8\xff", ""),
        (b"%PDF-" + bytes(MB - 5), ""),
        (b"%PDF-" + bytes(MB - 4), "超过 1 MB"),
        (b"\x89PNG\r\n\x1a\n", "只收 PDF、JPG"),
        (b"", "文件是空的"),
    ],
)
def test_a_paper_is_taken_by_its_bytes(data: bytes, said: str) -> None:
    """认开头的字节；正好到顶的收，多一个字节不收。"""
    problem = paper_problem(data, LIMITS)
    assert said in problem
    assert bool(said) is bool(problem)


@pytest.mark.parametrize(
    ("kind", "size", "said"), [("pdf", 1, "PDF，1 KB"), ("jpg", MB, "JPG，1.0 MB"), ("", 2048, "文件，2 KB")]
)
def test_a_file_is_told_without_its_name(kind: str, size: int, said: str) -> None:
    """不说名字的说法。"""
    assert file_said(kind, size) == said
    assert kind_of(b"MZ") == ""

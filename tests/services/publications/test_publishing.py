"""发布信息要两个人：没有批准的谁也看不到，定了时候的到时才发，改过、撤下的每一版都留着；填得不对的一次说全。"""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of
from gjj.approvals.services import approve, propose, propose_undoing, take_effect
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.periods.days import SHANGHAI, business_date
from gjj.publications.models import Edition, Publication
from gjj.publications.selectors.shown import HALL, PORTAL, last_of, over, pinned, published, searched, shown
from gjj.publications.services.editions import PUBLISH, write_edition
from tests import situations as s
from tests.closings import agreed
from tests.services.ledger.test_prove import prove
from tests.services.publications import notices

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def titles(at: Any = s.NOON, channel: str = PORTAL) -> list[str]:
    """这个渠道现在看得到的标题，照列出来的先后。"""
    return [row.title for row in shown(at, channel)]


def test_nobody_sees_it_before_a_second_person_agrees() -> None:
    """提了谁也看不到；自己批不了；批了看得到，审计里有原文，查账是绿的。"""
    by = s.staff("manager")
    number = notices.asked(by=by)
    assert titles() == []
    row = Proposal.objects.get(pk=number)
    with pytest.raises(BizError, match="approval_same_person"):
        approve(by=by, proposal_id=number, digest=row.digest, at=s.NOON)
    agreed(number, s.NOON)
    assert titles() == ["国庆期间照常办理"]
    kept = AuditEntry.objects.get(action="publications.write")
    assert kept.before is None
    assert kept.after is not None
    assert kept.after["text"] == "网上都能办。\n\n柜面休息。"
    assert prove()["status"] == "green"


def test_what_was_not_agreed_cannot_be_written() -> None:
    """没有批准的申请写不出一版：只有审批这一道门。"""
    number = notices.asked()
    with pytest.raises(LookupError):
        write_edition(by=s.staff("manager"), approval=number, at=s.NOON)
    assert not Edition.objects.exists()


def test_it_can_wait_for_its_hour() -> None:
    """定在明天发的：批准了今天看不到，到时候看得到。"""
    number = notices.asked(since=s.NOON + DAY)
    assert agreed(number, s.NOON).status == "approved"
    assert titles(s.NOON + DAY) == []
    assert take_effect(number, s.NOON + DAY)
    assert titles(s.NOON + DAY) == ["国庆期间照常办理"]


def test_one_that_would_end_before_it_begins_is_void_when_its_hour_comes_late() -> None:
    """到期的日子已经过了才轮到它发：不发，申请作废，写明为什么。"""
    number = notices.asked(since=s.NOON + DAY, until=(s.NOON + DAY).date().isoformat())
    agreed(number, s.NOON)
    assert not take_effect(number, s.NOON + 3 * DAY)
    kept = Proposal.objects.get(pk=number)
    assert (kept.status, "在发布以前" in kept.note) == ("void", True)
    assert not Publication.objects.exists()


def test_each_channel_has_its_own_and_the_pinned_come_first() -> None:
    """各渠道只看发给自己的；置顶的在前，新的在前；大厅首页只写发到大厅的置顶的。"""
    notices.published(title="甲", is_top=True)
    notices.published(title="乙", channels=["wechat"])
    notices.published(s.NOON + DAY, title="丙", channels=["portal"], is_top=True)
    notices.published(s.NOON + DAY, title="丁")
    assert titles(s.NOON + DAY) == ["丙", "甲", "丁"]
    assert titles(s.NOON, "wechat") == ["乙"]
    assert [row.title for row in pinned(s.NOON)] == ["甲"]
    assert [row.title for row in searched(shown(s.NOON, PORTAL), "柜面", "policy")] == []
    assert {row.title for row in searched(shown(s.NOON, HALL), "休息", "notice")} == {"甲", "丁"}


def test_the_last_day_is_the_whole_day() -> None:
    """到哪一天：那一天还看得到，第二天零点起过期，翻得到。"""
    notices.published(until=business_date(s.NOON).isoformat())
    midnight = datetime.combine(business_date(s.NOON) + DAY, time(), SHANGHAI)
    assert titles(midnight - timedelta(microseconds=1)) == ["国庆期间照常办理"]
    assert titles(midnight) == []
    assert [row.title for row in over(midnight, PORTAL)] == ["国庆期间照常办理"]


def test_every_edition_is_kept_and_only_the_last_is_shown() -> None:
    """改了是新的一版，首次发布的日子不变；撤下了不列出来，为什么留着；改一改重新发布；各版一版也不少，改不得、删不得。"""
    first = notices.published()
    second = notices.changed(first, s.NOON + DAY, title="国庆期间柜面休息")
    assert (second.version, second.first_at, second.since) == (2, s.NOON, s.NOON + DAY)
    assert titles() == ["国庆期间柜面休息"]
    gone = notices.withdrawn(second, s.NOON + DAY)
    assert titles() == []
    assert [row.why_withdrawn for row in published(PORTAL)] == ["写错了日子"]
    notices.changed(gone, s.NOON + 2 * DAY, title="国庆期间柜面休息")
    assert titles() == ["国庆期间柜面休息"]
    assert [row.version for row in first.publication.editions.all()] == [4, 3, 2, 1]
    for write in (lambda: Edition.objects.update(title="改"), Edition.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert prove()["status"] == "green"


def test_two_changes_at_once_do_not_overwrite_each_other() -> None:
    """两个人各提一份改：先批的生效，后批的作废，不会盖掉先批的。"""
    row = notices.published()

    def change(title: str) -> int:
        given = {"do": "edit", "publication": row.publication_id, "as": notices.values(title=title)}
        return propose(by=s.staff("system_admin"), kind=PUBLISH, asked=given, reason="改", at=s.NOON)

    one, two = change("甲"), change("乙")
    agreed(one, s.NOON)
    with pytest.raises(BizError, match="approval_stale"):
        agreed(two, s.NOON)
    assert titles() == ["甲"]
    assert Proposal.objects.get(pk=two).status == "void"


def test_a_change_can_be_undone_and_a_new_one_is_withdrawn_instead() -> None:
    """改了的改得回原来的一版，一样要另一个人批；新发的没有原来的，说请撤下；撤下的改得回来。"""
    row = notices.published()
    now = notices.changed(row, title="改过")
    by = s.staff("system_admin")
    back = propose_undoing(by=by, proposal_id=now.approval_id, reason="改回去", at=s.NOON)
    agreed(back, s.NOON)
    assert titles() == ["国庆期间照常办理"]
    with pytest.raises(BizError, match="publication_was_new"):
        propose_undoing(by=by, proposal_id=row.approval_id, reason="改回去", at=s.NOON)
    latest = last_of(row.publication_id)
    assert latest is not None
    gone = notices.withdrawn(latest)
    agreed(propose_undoing(by=by, proposal_id=gone.approval_id, reason="不该撤", at=s.NOON), s.NOON)
    assert titles() == ["国庆期间照常办理"]
    again = last_of(row.publication_id)
    assert again is not None
    agreed(propose_undoing(by=by, proposal_id=again.approval_id, reason="还是要撤", at=s.NOON), s.NOON)
    assert [one.why_withdrawn for one in published(PORTAL)] == [gone.why_withdrawn]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": " "}, "标题不能空着"),
        ({"title": "字" * 61}, "标题最多 60 个字，写了 61 个"),
        ({"text": "\n \n"}, "正文不能空着"),
        ({"channels": ["counter"]}, "没有选发到哪些渠道"),
        ({"category": "x"}, "没有选是哪一类"),
        ({"until": "2026-02-30"}, "「到哪一天」没有填对"),
        ({"until": (s.NOON - DAY).date().isoformat()}, "「到哪一天」在发布以前"),
        ({"text": "请联系 13800138000"}, "正文里的「138…00」像是谁的证件号码、手机号或卡号"),
        ({"text": "419901199003070010 中签"}, "像是谁的证件号码"),
        ({"title": " ", "text": ""}, "填的有 2 处不对：标题不能空着；正文不能空着"),
    ],
)
def test_what_cannot_be_published_is_refused_at_once(changed: dict[str, Any], said: str) -> None:
    """填得不对的、话里有谁的号码的，提的时候就不收，几处一次说全，逐项写着是哪一栏。"""
    with pytest.raises(BizError) as caught:
        notices.asked(**changed)
    assert said in caught.value.detail
    assert caught.value.errors[0]["field"] in notices.values()
    assert not Proposal.objects.exists()


def test_numbers_of_papers_and_the_hotline_are_not_taken_for_somebodys() -> None:
    """文号、服务热线、统一社会信用代码照写。"""
    notices.asked(text="建金管〔2016〕14号，热线 12329，流水号 12345678901234567890，91110000600037341L")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"do": "edit", "publication": 999999, "as": notices.values()}, "publication_not_found"),
        ({"do": "withdraw", "publication": 0, "why": " "}, "publication_why_missing"),
        ({"do": "withdraw", "publication": 0, "why": "写了 138 0013 8000"}, "publication_not_right"),
        ({"do": "edit", "publication": 0, "as": notices.values()}, "publication_unchanged"),
    ],
)
def test_changes_that_say_nothing_are_refused(given: dict[str, Any], code: str) -> None:
    """没有这一则、撤下不写为什么、一个字也没改的，提的时候就不收。"""
    row = notices.published()
    with pytest.raises(BizError, match=code):
        propose(
            by=s.staff("manager"), kind=PUBLISH, reason="改", at=s.NOON,
            asked={**given, "publication": given["publication"] or row.publication_id},
        )  # fmt: skip


def test_one_withdrawn_is_not_withdrawn_again() -> None:
    """撤下了的不用再撤。"""
    gone = notices.withdrawn(notices.published())
    with pytest.raises(BizError, match="publication_withdrawn"):
        notices.withdrawn(gone)


def test_the_second_person_sees_the_very_words() -> None:
    """批的人看到的就是要发的每一项；撤下的看到为什么。"""
    said = {one.label: one.after for one in changes_of(Proposal.objects.get(pk=notices.asked()))}
    assert said["正文"] == "网上都能办。\n\n柜面休息。"
    assert said["发到哪些渠道"] == "门户网站、网上业务大厅"
    assert said["到哪一天"] == "一直发布着"


@pytest.mark.parametrize(
    "now",
    [
        {}, {"title": "改"}, {"text": "改"}, {"category": "policy"}, {"channels": ["wechat"]}, {"is_top": True},
        {"until": s.NOON + DAY}, {"is_withdrawn": True, "why_withdrawn": "改"},
    ],
)  # fmt: skip
def test_words_nobody_agreed_to_are_found(now: dict[str, Any]) -> None:
    """绕过程序写进一版，拿没有生效的申请充数，或者哪一项和批的不一样，查账变红。"""
    row = notices.published(until="2030-01-01")
    number = notices.asked(until="2030-01-01")
    if now:
        asked = Proposal.objects.filter(pk=number)
        asked.update(status="approved", decided_person=-1, decided_login=-1, signed=F("digest"))
        asked.update(status="effective", effected_at=s.NOON)
    row.pk, row.version, row.approval_id = None, 2, number
    for name, value in now.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    found = {one["id"]: one for one in prove()["violations"]}  # type: ignore[attr-defined]
    assert found["publications.agreed_by_two"]["rows"]

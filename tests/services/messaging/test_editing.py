"""改消息模板要两个人：提的时候、生效的时候都查变量和字数；改得回上一版、改得回程序声明的；声明变了不覆盖中心改的。"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from deposits.messages import ALLOCATED_TO_UNIT
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of
from gjj.approvals.services import propose, propose_undoing, take_effect
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.messages import SIGN_IN_CODE
from gjj.messaging.models import Message, Template
from gjj.messaging.selectors import templates as known
from gjj.messaging.selectors.inbox import told
from gjj.messaging.selectors.templates import current, declaration
from gjj.messaging.services import editing, texts
from gjj.messaging.services.sync import sync_templates
from tests import situations as s
from tests.closings import agreed
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
CODE = ALLOCATED_TO_UNIT
DAY = timedelta(days=1)


def asked(code: str = CODE, at: Any = None, **changed: str) -> int:
    """提出把几样话改掉，别的照现在的。"""
    now = {name: getattr(current(code), name) for name in texts.TEXTS}
    given = {"do": "edit", "code": code, "texts": {**now, **changed}}
    return propose(
        by=s.staff("system_admin"), kind=editing.EDIT, asked=given, reason="换个说法", at=s.NOON, effective_at=at
    )  # fmt: skip


def refusal(**changed: str) -> str:
    """提的时候被拒，怎么说；什么也没有留下。"""
    with pytest.raises(BizError) as caught:
        asked(**changed)
    assert not Proposal.objects.exists()
    return caught.value.detail


def test_new_words_are_used_only_after_the_second_person_agrees() -> None:
    """提了还照旧的发；批了以后发的照新的，发过的不变；审计里有改前改后，查账是绿的。"""
    unit = s.unit()
    old = s.told(employer_id=unit.employer_id)
    number = asked(title="{month}的钱到了")
    assert current(CODE).origin == "declared"
    agreed(number, s.NOON)
    new = s.told(employer_id=unit.employer_id)
    assert [told(Message.objects.get(pk=pk)).title for pk in (old, new)] == [
        "2026年11月汇缴已入账",
        "2026年11月的钱到了",
    ]
    kept = AuditEntry.objects.get(action="messaging.template.edit")
    assert kept.before is not None
    assert kept.after is not None
    assert (kept.before["title"], kept.after["title"]) == (declaration(CODE).title, "{month}的钱到了")
    assert (current(CODE).origin, current(CODE).approval_id) == ("edited", number)
    assert prove()["status"] == "green"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "到账 {amout} 元"}, "没有声明的变量 amout"),
        ({"text": " "}, "收件箱里的话不能空着"),
        ({"title": "字" * 65}, "标题最多 64 个字，写了 65 个"),
        ({"sms": "【某中心】到账了"}, "短信里不能自己写【】"),
        ({"sms": "到账。" * 60}, "短信最长要拆成 3 条，最多 2 条"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_once(changed: dict[str, str], said: str) -> None:
    """变量写错、写空、太长、自己写签名、短信拆得太多：提的时候就不收，说清哪里不对。"""
    assert said in refusal(**changed)


def test_a_code_stays_in_its_text_message_and_nowhere_else() -> None:
    """验证码不能从短信里漏掉；只发短信的不能添收件箱里的话；程序里没有的模板、一个字没改的不收。"""
    assert "短信里要有验证码 {code}" in refusal(code=SIGN_IN_CODE, sms="您正在登录。")
    assert "这一条本来没有收件箱里的话" in refusal(code=SIGN_IN_CODE, text="验证码 {code}")
    assert "一个字也不差" in refusal()
    with pytest.raises(BizError, match="template_not_found"):
        propose(by=s.staff("manager"), kind=editing.EDIT, asked={"do": "edit", "code": "x", "texts": {}}, reason="y", at=s.NOON)  # fmt: skip


def test_what_is_seen_before_agreeing() -> None:
    """逐处写着原来和改成、填上例子的样子、短信从几条变几条、没有用上的变量。"""
    code = SIGN_IN_CODE
    said = {
        one.label: one
        for one in changes_of(Proposal.objects.get(pk=asked(code, sms="验证码 {code}。" + "请勿告诉别人。" * 8)))
    }
    assert said["短信的话"].before == declaration(code).sms
    assert "123456" in said["短信的样子（最长的）"].after
    assert said["短信按几条计"].before.startswith("最多 1 条")
    assert said["短信按几条计"].after.startswith("最多 2 条")
    dropped = {
        one.label: one.after
        for one in changes_of(Proposal.objects.get(pk=asked(text="到账了，请核对。", title="到账了", sms="到账了")))
    }
    assert "{amount}" in dropped["没有用上的变量"]


def test_it_can_start_later_and_is_checked_again_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """定了时候的到时才换；那时声明已经没有这个变量了的，作废，写明为什么，照发旧的。"""
    first = asked(at=s.NOON + DAY, title="{month}的钱到了")
    assert agreed(first, s.NOON).status == "approved"
    assert current(CODE).origin == "declared"
    assert take_effect(first, s.NOON + DAY)
    assert current(CODE).title == "{month}的钱到了"
    second = asked(at=s.NOON + 2 * DAY, title="{month}到账")
    agreed(second, s.NOON + DAY)
    one = declaration(CODE)
    fewer = replace(one, variables={name: value for name, value in one.variables.items() if name != "month"})
    monkeypatch.setattr(editing, "declaration", lambda code: fewer)
    assert not take_effect(second, s.NOON + 2 * DAY)
    gone = Proposal.objects.get(pk=second)
    assert (gone.status, "没有声明的变量 month" in gone.note) == ("void", True)
    assert current(CODE).title == "{month}的钱到了"


def test_it_goes_back_to_the_last_one_or_to_the_declared() -> None:
    """改回去要两个人：上一版是中心改的回到那一版，是声明的回到声明的；也可以直接改回声明的；各版都留着。"""
    first = asked(title="甲{month}")
    agreed(first, s.NOON)
    second = asked(title="乙{month}")
    agreed(second, s.NOON)
    by = s.staff("manager")
    agreed(propose_undoing(by=s.staff("system_admin"), proposal_id=second, reason="不好", at=s.NOON), s.NOON)
    assert (current(CODE).title, current(CODE).origin) == ("甲{month}", "edited")
    agreed(propose_undoing(by=s.staff("system_admin"), proposal_id=first, reason="不好", at=s.NOON), s.NOON)
    assert (current(CODE).title, current(CODE).origin) == (declaration(CODE).title, "declared")
    agreed(asked(title="丙{month}"), s.NOON)
    back = {"do": "declared", "code": CODE}
    agreed(propose(by=s.staff("system_admin"), kind=editing.EDIT, asked=back, reason="照程序的", at=s.NOON), s.NOON)
    assert (current(CODE).title, current(CODE).version) == (declaration(CODE).title, 7)
    with pytest.raises(BizError, match="template_is_declared"):
        propose(by=by, kind=editing.EDIT, asked=back, reason="照程序的", at=s.NOON)
    assert prove()["status"] == "green"


def test_another_edit_meanwhile_voids_it() -> None:
    """提出以后别的一份先改了：批的时候作废，不会把别人的话盖掉。"""
    first, second = asked(title="甲{month}"), asked(title="乙{month}")
    agreed(first, s.NOON)
    with pytest.raises(BizError, match="approval_stale"):
        agreed(second, s.NOON)
    assert current(CODE).title == "甲{month}"


def test_a_new_declaration_keeps_the_words_of_the_centre_while_they_hold() -> None:
    """声明的话改了，中心改过的不覆盖；声明改了别的（不等勿扰），跟着添一版；中心的话用不得了才回到声明的。"""
    number = asked(title="{month}的钱到了")
    agreed(number, s.NOON)
    one = declaration(CODE)
    assert sync_templates([replace(one, title="程序改的{month}")], s.NOON) == 0
    assert sync_templates([replace(one, urgent=True)], s.NOON) == 1
    last = current(CODE)
    assert (last.title, last.urgent, last.origin, last.approval_id) == ("{month}的钱到了", True, "edited", number)
    shorter = {name: value for name, value in one.variables.items() if name != "month"}
    assert sync_templates([replace(one, title="到账了", text="到账了", variables=shorter)], s.NOON) == 1
    assert (current(CODE).title, current(CODE).origin) == ("到账了", "declared")
    assert known.current(CODE).approval_id is None


@pytest.mark.parametrize("role", ["teller", "accountant", "auditor", "reviewer", "security_admin"])
def test_others_neither_propose_nor_approve(role: str) -> None:
    """别的岗位提不了、批不了。"""
    number = asked(title="{month}的钱到了")
    with pytest.raises(BizError, match="not_permitted"):
        agreed(number, s.NOON, s.staff(role))
    with pytest.raises(BizError, match="not_permitted"):
        propose(by=s.staff(role), kind=editing.EDIT, asked={"do": "declared", "code": CODE}, reason="x", at=s.NOON)


def test_words_without_an_approval_do_not_get_in() -> None:
    """没有批准的审批写不进一版；绕过程序也写不进，拿没有批准的充数查账变红。"""
    number = asked(title="{month}的钱到了")
    with pytest.raises(LookupError):
        editing.write_texts(by=s.staff("manager"), approval=number, at=s.NOON)
    row = current(CODE)
    row.pk, row.version, row.origin = None, 9, "edited"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
    row.approval_id = number
    row.save(force_insert=True)
    assert Template.objects.filter(version=9).exists()
    found = {one["id"]: one for one in prove()["violations"]}  # type: ignore[attr-defined]
    assert found["messaging.edited_by_two"]["rows"]

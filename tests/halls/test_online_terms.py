"""单位网上业务协议：管理员读过现在的一版、勾了才签得成；换了版本要重新同意，从前的点得开。"""

import pytest

from deposits.models import OnlineConsent
from deposits.selectors import online_terms as terms
from deposits.services import online_terms as service
from deposits.views import online_terms as page
from gjj.audit.models import AuditEntry
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
AGREEMENT = "/unit/agreement/"


def test_the_administrator_agrees_once_for_the_unit() -> None:
    """首页提醒管理员；没勾的、看的不是这一版的签不成；签好写着谁、几时，再点一次还是那一份，日志里有一条。"""
    of = s.unit()
    client = signed_in(s.administrator_of(of))
    assert "单位网上业务协议等您同意" in client.get("/unit/").content.decode()
    assert "没有勾选" in client.post(AGREEMENT, {"version": terms.ONLINE_TERMS}).content.decode()
    old = client.post(AGREEMENT, {"version": "2020-01-01", "accepted": "1"})
    assert (old.status_code, "请刷新页面" in old.content.decode()) == (409, True)
    assert not OnlineConsent.objects.exists()
    for _ in range(2):
        said = client.post(AGREEMENT, {"version": terms.ONLINE_TERMS, "accepted": "1"}, follow=True).content.decode()
    row = OnlineConsent.objects.get()
    assert row.number in said
    assert (row.agreed_by, row.agreed_login) == (of.agent.name, of.agent.login_id)
    written = AuditEntry.objects.get(action="deposits.terms.agree")
    assert row.text_digest == terms.text_digest(terms.ONLINE_TERMS) == written.after["文本的摘要"]
    assert row.text_digest[:16] in said
    assert "单位网上业务协议等您同意" not in client.get("/unit/").content.decode()


def test_a_text_that_changed_is_another_version() -> None:
    """文本改了、版本没有换，这里就不过：改文本要换版本和摘要，单位重新同意。"""
    assert terms.text_digest(terms.ONLINE_TERMS) == terms.DIGEST


def test_others_read_and_do_not_agree() -> None:
    """经办、复核、只读看得到文本，同意不了。"""
    of = s.unit()
    for by in (of.agent, of.reviewer, s.member_of(of, "unit_viewer")):
        client = signed_in(by)
        assert "我读过上面的文本" not in client.get(AGREEMENT).content.decode()
        assert client.post(AGREEMENT, {"version": terms.ONLINE_TERMS, "accepted": "1"}).status_code == 403


def test_a_new_version_is_agreed_anew_and_the_old_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """文本换了新的一版：又等管理员同意，从前同意的还在，点得开那一版。"""
    of = s.unit()
    client = signed_in(s.administrator_of(of))
    client.post(AGREEMENT, {"version": terms.ONLINE_TERMS, "accepted": "1"})
    first = OnlineConsent.objects.get()
    for room in (terms, service, page):
        monkeypatch.setattr(room, "ONLINE_TERMS", "2027-01-01")
    monkeypatch.setitem(terms.TEXTS, "2027-01-01", terms.TEXTS[first.version])
    said = client.get(AGREEMENT).content.decode()
    assert "文本换了新的一版" in said
    assert first.number in said
    assert "看那一版的文本" in said
    assert "单位网上业务协议等您同意" in client.get("/unit/").content.decode()
    client.post(AGREEMENT, {"version": "2027-01-01", "accepted": "1"})
    assert set(OnlineConsent.objects.values_list("version", flat=True)) == {first.version, "2027-01-01"}

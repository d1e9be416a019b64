"""向公安、银行卡、人脸核对一个人：答什么算什么，没听清的不算不一致；一问一条审计，不写号码。"""

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.exchange.connectors import asking
from gjj.exchange.labels import PARTIES
from gjj.identity.ports import Verdict, person_verifier
from tests import situations as s

pytestmark = pytest.mark.django_db
SOMEBODY = Actor(None, "", None, "未登录", "", "self", ip="10.0.0.9")
CARD, MOBILE, PHOTO = "6222021234567890123", "13900009999", b"\xff\xd8\xff not really a photo"
WHO = s.worker("核对人")
Fails = Callable[..., Any]


def asked(party: str, name: str = WHO.name) -> Verdict:
    """问一次。"""
    verifier, who = person_verifier(), {"by": SOMEBODY, "name": name, "id_no": WHO.id_no, "at": s.NOON}
    if party == "police":
        return verifier.check_name(**who)
    if party == "cards":
        return verifier.check_card(**who, card=CARD, mobile=MOBILE)
    return verifier.check_face(**who, photo=PHOTO)


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (None, Verdict.MATCH), ("mismatch", Verdict.MISMATCH), ("absent", Verdict.ABSENT), ("down", Verdict.NO_ANSWER),
        ("timeout", Verdict.NO_ANSWER), ("unknown", Verdict.NO_ANSWER),
    ],
)  # fmt: skip
def test_what_they_answer_is_what_we_take_it_for(
    fails: Fails, party: str, failure: str | None, verdict: Verdict
) -> None:
    """一致、不一致、查无照说的算；停着、没答、答得不认得的是没有结果。故障过了再问就有。"""
    if failure:
        fails(party, failure)
    assert asked(party) is verdict
    assert asked(party) is Verdict.MATCH


@pytest.mark.parametrize("party", PARTIES)
def test_too_slow_is_no_answer_not_a_mismatch(fails: Fails, party: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """比时限还慢的，不等下去，算没有结果。"""
    monkeypatch.setattr(asking, "TIMEOUT", httpx.Timeout(0.2))
    fails(party, "slow")
    assert asked(party) is Verdict.NO_ANSWER


def test_a_photo_of_a_photo_is_not_the_person(fails: Fails) -> None:
    """像是像，可不是本人现场拍的：不一致。"""
    fails("face", "not_live")
    assert asked("face") is Verdict.MISMATCH


def test_a_party_we_have_no_address_of_gives_no_answer(fails: Fails, settings: Any) -> None:
    """没有给出地址的：没有结果，不是系统错误。"""
    settings.GJJ_CARDS_URL = ""
    assert asked("cards") is Verdict.NO_ANSWER


def test_the_register_of_the_simulator_is_kept_to(fails: Fails, processes: dict[str, str]) -> None:
    """名册里有的人，名字不对的答不一致。"""
    httpx.post(f"{processes['police']}/v1/people", json={"id_no": WHO.id_no, "name": WHO.name}).raise_for_status()
    assert (asked("police"), asked("police", "别人")) == (Verdict.MATCH, Verdict.MISMATCH)


def test_each_question_is_audited_and_no_number_is_written_down(fails: Fails, caplog: pytest.LogCaptureFixture) -> None:
    """一问一条：谁、从哪里、问的谁、结果、编号；号码、照片在审计和日志里都没有。"""
    caplog.set_level(logging.DEBUG)
    fails("cards", "down")
    for party in PARTIES:
        asked(party)
    rows = list(AuditEntry.objects.filter(action="exchange.check").order_by("id"))
    assert [(one.result, one.ip) for one in rows] == [("ok", "10.0.0.9"), ("no_answer", "10.0.0.9"), ("ok", "10.0.0.9")]
    assert rows[0].summary.startswith("公安核对姓名和证件号码：一致，编号 ")
    assert rows[1].summary.startswith("银行卡四样核对：没有结果（答复 503），编号 ")
    written = caplog.text + str([vars(one) for one in rows])
    assert not [one for one in (WHO.id_no, CARD, MOBILE, WHO.name) if one in written]

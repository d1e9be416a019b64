"""换银行卡：以后的钱付到哪里由它定，要第三级身份；撤销不看级别，事项停着也撤得了。"""

from datetime import timedelta

import pytest

from gjj import clock
from gjj.identity.models import Login
from gjj.management.city.people import card_number
from gjj.own.models import ContactChange
from tests import situations as s
from tests.closings import close
from tests.halls.test_levels import PAGE, Answers, outside, photo, said, visitor  # noqa: F401
from tests.services.identity.test_no_plaintext import everything, is_in

pytestmark = pytest.mark.django_db


def test_the_card_the_money_goes_to_is_changed_only_with_a_face(outside: Answers) -> None:  # noqa: F811
    """换银行卡要第三级：实名核验过的还要拍一张，填的卡号留着（库里没有明文），核验完点一下接着办，不用重填；写错的卡号当场就说，不用先拍。"""
    one = visitor()
    page, card = "/me/data/card/", card_number("13900002222")
    Login.objects.filter(pk=one.actor.login_id).update(name_verified_at=s.NOON)
    assert "要核验人脸" in said(one.browser.get(page))
    wrong = one.browser.post(page, {"do": "fill", "value": f"{card[:-1]}{(int(card[-1]) + 1) % 10}"})
    assert (wrong.status_code, "末位校验码不对" in said(wrong)) == (422, True)
    assert one.browser.post(page, {"do": "fill", "value": card}).headers["Location"] == PAGE
    assert not ContactChange.objects.exists()
    assert not is_in(card, everything())
    done = said(one.browser.post(PAGE, {"do": "face", "photo": photo()}, follow=True))
    assert f'action="{page}"' in done
    assert f'value="{card}"' in done
    assert one.browser.post(page, {"do": "fill", "value": card}).status_code == 302
    assert "原来的号码收到的验证码" in said(one.browser.get(page))
    assert str(ContactChange.objects.get(kind="bank_card").value) == card


def test_a_change_of_card_is_taken_back_at_any_level_and_while_the_item_is_closed(outside: Answers) -> None:  # noqa: F811
    """撤销换卡不看级别，事项停着也撤得了；没有在换的，停着就进不来。"""
    one = visitor()
    page = "/me/data/card/"
    login = Login.objects.get(pk=one.actor.login_id)
    given = {"login": login, "kind": "bank_card", "value": card_number("13900002222"), "value_index": "0" * 64}
    row = ContactChange.objects.create(**given, asked_at=s.NOON, started_at=s.NOON, due_at=s.NOON + timedelta(hours=24))
    close(by=s.staff("system_admin"), at=clock.now(), item="own.card", reason="银行检修")
    assert "撤销" in said(one.browser.get(page))
    assert one.browser.post(page, {"do": "undo"}).status_code == 302
    row.refresh_from_db()
    assert row.undone_at is not None
    assert one.browser.get(page).status_code == 409

"""会话里留着的：过了半小时的、密钥拿掉了的当作没有，不出错。"""

import os
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from gjj.web.kept import LIVES, keep, kept
from tests import situations as s


@pytest.fixture
def request_with_session() -> Any:
    """有会话的一次来访。"""
    made: Any = RequestFactory().get("/")
    made.session = SessionStore()
    keep(made, "sign_up", {"name": "某人"}, s.NOON)
    return made


def test_what_is_kept_comes_back_for_half_an_hour(request_with_session: Any) -> None:
    """留着的取得回；会话里没有明文；过了半小时就忘。"""
    assert "某人" not in str(request_with_session.session["sign_up"])
    assert kept(request_with_session, "sign_up", s.NOON) == {"name": "某人"}
    assert kept(request_with_session, "sign_up", s.NOON + LIVES + timedelta(seconds=1)) is None
    assert "sign_up" not in request_with_session.session


def test_what_was_kept_under_a_key_that_is_gone_is_forgotten(request_with_session: Any, settings: Any) -> None:
    """换过密钥、旧的拿掉了：当作没有，请他重填，不出错。"""
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "current": 2, "keys": {2: os.urandom(32)}}
    assert kept(request_with_session, "sign_up", s.NOON) is None
    assert "sign_up" not in request_with_session.session

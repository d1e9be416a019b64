"""manage.py：没有在跑的大厅时用中文说清怎么办；有的、给了密钥的、只问用法的照常。"""

from pathlib import Path

import pytest

import manage


@pytest.fixture
def nothing_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """本机的设置，环境里没有密钥，数据目录是空的。"""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "gjj.settings.development")
    monkeypatch.setenv("GJJ_DATA", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr("sys.argv", ["manage.py", "clock", "--set", "2026-12-01T00:00"])
    return tmp_path


def test_no_running_hall_is_told_with_what_to_do(nothing_given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """说是哪个目录、写哪个变量，命令照原样给出；不是一串英文的报错。"""
    with pytest.raises(SystemExit) as stopped:
        manage.main()
    said = str(stopped.value.code)
    assert str(nothing_given) in said
    assert "GJJ_DATA=目录 python manage.py clock --set 2026-12-01T00:00" in said
    assert "什么也没有办" in said


def test_a_running_hall_a_given_key_or_a_question_goes_on(nothing_given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """bin/run 记下了 env 的、环境里有密钥的、只问用法的、别的设置，都不拦。"""
    went: list[list[str]] = []
    monkeypatch.setattr("django.core.management.execute_from_command_line", lambda words: went.append(list(words)))
    (nothing_given / "env").write_text("SECRET_KEY='x'\n", encoding="utf-8")
    manage.main()
    (nothing_given / "env").unlink()
    monkeypatch.setenv("SECRET_KEY", "x")
    manage.main()
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setattr("sys.argv", ["manage.py", "clock", "--help"])
    manage.main()
    assert len(went) == 3

"""模拟器的故障开关：认得的设上，不认得的不设，说有哪些。"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gjj.settlement.channels.bank_http import REASONS
from gjj.simulators.bank import Bank
from gjj.simulators.exchange import Cards, Face, Police
from gjj.simulators.server import COMMON, Simulator
from gjj.simulators.sms import Sms


@pytest.fixture(params=[Bank, Sms, Police, Cards, Face])
def simulator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Simulator]:
    """银行、短信网关、公安、银行卡、人脸各一。"""
    made = request.param(tmp_path)
    yield made
    made.database.close()


def test_every_failure_it_knows_can_be_set_and_cleared(simulator: Simulator) -> None:
    """列出的每一种都设得上，取消就都没有了。"""
    for word in {**COMMON, **simulator.knows}:
        status, state = simulator.control({"fail": word, "times": 2})
        assert (status, state["failures"][word]) == (200, 2)
    assert simulator.control({"fail": None}) == (200, {"failures": {}, "counts": {}})


def test_an_unknown_failure_is_refused_with_the_list_of_those_it_knows(simulator: Simulator) -> None:
    """不认得的：一样也不设，列出认得的每一种。"""
    status, answer = simulator.control({"fail": "insufficient", "times": 1})
    assert status == 400
    assert "没有「insufficient」这种故障，什么也没有设" in answer["reason"]
    assert all(word in answer["reason"] for word in {**COMMON, **simulator.knows})
    assert simulator.state()["failures"] == {}


def test_every_code_of_the_bank_has_our_words_and_others_are_refused(tmp_path: Path) -> None:
    """托收的原因码和我们的说法一一对应；写错了不设。"""
    bank = Bank(tmp_path)
    assert set(bank.codes) == set(REASONS)
    status, answer = bank.control({"fail": "bounce", "times": 1, "code": "E1"})
    assert status == 400
    assert "E01（余额不足）" in answer["reason"]
    assert bank.state()["failures"] == {}

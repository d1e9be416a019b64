"""替公安、银行卡、人脸答话的：要它怎么答就怎么答，数着问了几次。"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gjj.identity.ports import Verdict, person_verifier, register_person_verifier


class Answers:
    """三样各答什么；asked 是问过的，按先后。"""

    def __init__(self) -> None:
        self.name = self.card = self.face = Verdict.MATCH
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def check_name(self, **given: Any) -> Verdict:
        return self._answer("name", given)

    def check_card(self, **given: Any) -> Verdict:
        return self._answer("card", given)

    def check_face(self, **given: Any) -> Verdict:
        return self._answer("face", given)

    def _answer(self, what: str, given: dict[str, Any]) -> Verdict:
        self.asked.append((what, given))
        found: Verdict = getattr(self, what)
        return found

    @property
    def kinds(self) -> list[str]:
        """问了哪几样。"""
        return [what for what, _ in self.asked]


@contextmanager
def answering() -> Iterator[Answers]:
    """这一段里由它来答，过后换回真的。"""
    real, answers = person_verifier(), Answers()
    register_person_verifier(answers)
    try:
        yield answers
    finally:
        register_person_verifier(real)

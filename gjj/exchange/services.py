"""向外单位核对一个人：问在事务外，答了留一条审计；号码、照片不进审计、不进日志。"""

import uuid
from collections.abc import Callable
from datetime import datetime

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.exchange.connectors import cards_http, face_http, police_http
from gjj.exchange.connectors.asking import NoAnswer
from gjj.exchange.labels import PARTIES, RESULTS, SAID
from gjj.identity.ports import Verdict


class Exchange:
    """身份要的核验（identity.ports.PersonVerifier），由外单位的接口来答。"""

    def check_name(self, *, by: Actor, name: str, id_no: str, at: datetime) -> Verdict:
        """公安：姓名和证件号码对不对得上。"""
        return _asked("police", by, at, lambda serial: police_http.check(serial=serial, name=name, id_no=id_no))

    def check_card(self, *, by: Actor, name: str, id_no: str, card: str, mobile: str, at: datetime) -> Verdict:
        """银行卡：卡号、姓名、证件号码、手机号四样对不对得上。"""

        def ask(serial: str) -> Verdict:
            return cards_http.check(serial=serial, name=name, id_no=id_no, card=card, mobile=mobile)

        return _asked("cards", by, at, ask)

    def check_face(self, *, by: Actor, name: str, id_no: str, photo: bytes, at: datetime) -> Verdict:
        """人脸：现拍的是不是本人。"""

        def ask(serial: str) -> Verdict:
            return face_http.check(serial=serial, name=name, id_no=id_no, photo=photo)

        return _asked("face", by, at, ask)


def _asked(party: str, by: Actor, at: datetime, ask: Callable[[str], Verdict]) -> Verdict:
    """问一次，记一条：谁、几时、问的谁、结果、这一问的编号（和对方对账用）。"""
    serial, why = uuid.uuid4().hex, ""
    try:
        verdict = ask(serial)
    except NoAnswer as silent:
        verdict, why = Verdict.NO_ANSWER, f"（{silent}）"
    record(
        by=by, action="exchange.check", object_type="person", object_id=by.person_id or "", at=at, result=RESULTS[verdict],
        summary=f"{PARTIES[party]}：{SAID[verdict]}{why}，编号 {serial}",
    )  # fmt: skip
    return verdict

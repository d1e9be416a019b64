"""银行卡核对（HTTP）：卡号、姓名、公民身份号码、银行预留手机号四样对不对得上。"""

from django.conf import settings

from gjj.exchange.connectors.asking import NoAnswer, ask
from gjj.identity.ports import Verdict

RESULTS = {"T": Verdict.MATCH, "F": Verdict.MISMATCH, "N": Verdict.ABSENT}
"""对方的结果。"""


def check(*, serial: str, name: str, id_no: str, card: str, mobile: str) -> Verdict:
    """核对一次；serial 是这一问的编号。没听清、不认得的结果抛 NoAnswer。"""
    asked = {"id": serial, "name": name, "id_no": id_no, "card": card, "mobile": mobile}
    verdict = RESULTS.get(str(ask(settings.GJJ_CARDS_URL, "/v1/cards", asked).get("result")))
    if verdict is None:
        raise NoAnswer("结果不认得")
    return verdict

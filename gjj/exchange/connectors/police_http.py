"""公安的人口核对（HTTP）：姓名和公民身份号码对不对得上。"""

from django.conf import settings

from gjj.exchange.connectors.asking import NoAnswer, ask
from gjj.identity.ports import Verdict

CODES = {"01": Verdict.MATCH, "02": Verdict.MISMATCH, "03": Verdict.ABSENT}
"""对方的结果码。"""


def check(*, serial: str, name: str, id_no: str) -> Verdict:
    """核对一次；serial 是这一问的编号。没听清、不认得的结果码抛 NoAnswer。"""
    found = ask(settings.GJJ_POLICE_URL, "/v1/identity", {"id": serial, "name": name, "id_no": id_no})
    verdict = CODES.get(str(found.get("code")))
    if verdict is None:
        raise NoAnswer("结果码不认得")
    return verdict

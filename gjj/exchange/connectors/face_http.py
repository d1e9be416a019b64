"""人脸比对（HTTP）：现拍的照片和公安的证件照是不是同一个人、是不是活人。照片只转手，不存。"""

import base64

from django.conf import settings

from gjj.exchange.connectors.asking import NoAnswer, ask
from gjj.identity.ports import Verdict

ALIKE = 80
"""相似度到多少分算同一个人（满分 100，对方的建议值）。"""


def check(*, serial: str, name: str, id_no: str, photo: bytes) -> Verdict:
    """比一次；不是活人、不像的都算不一致，照片里没有脸算查无。没听清、读不懂的抛 NoAnswer。"""
    asked = {"id": serial, "name": name, "id_no": id_no, "photo": base64.b64encode(photo).decode()}
    found = ask(settings.GJJ_FACE_URL, "/v1/faces", asked)
    live, score = found.get("live"), found.get("score", "")
    if not isinstance(live, bool) or isinstance(score, bool) or not isinstance(score, int | float | None):
        raise NoAnswer("结果读不懂")
    if score is None:
        return Verdict.ABSENT
    return Verdict.MATCH if live and score >= ALIKE else Verdict.MISMATCH

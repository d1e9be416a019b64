"""外单位的三个核验系统：公安的人口核对、银行卡核对、人脸比对；三个类，三个进程，各有各的答法。

名册（POST /v1/people）里有的照名册比；名册里没有的一律答一致，好让演示里新来的人也办得成。故障在 knows。
"""

from typing import Any

from gjj.simulators.server import Drop, Reply, Simulator


class Checker(Simulator):
    """一个核验系统：问一次答一次，不留问的号码。"""

    path = ""
    known: tuple[str, ...] = ("id_no", "name")
    """名册记哪几样：第一样是查的号码。"""
    answers: dict[str, dict[str, Any]] = {"match": {}, "mismatch": {}, "absent": {}, "unknown": {}}
    """四种结果各怎么答：一致、不一致、查无、谁也不认得的。"""
    knows = {
        "timeout": "不答复",
        "mismatch": "答不一致",
        "absent": "答查无此号",
        "unknown": "答一个谁也不认得的结果",
    }
    schema = "CREATE TABLE IF NOT EXISTS known (number TEXT, field TEXT, value TEXT, PRIMARY KEY (number, field));"

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        with self.lock, self.database:
            if method == "POST" and path == "/v1/people":
                return self._remember(body)
            if method == "POST" and path == self.path:
                return self._check(body)
        return 404, {"reason": "没有这个接口"}

    def _remember(self, body: dict[str, Any]) -> Reply:
        """名册里添一个人（演示与测试用）；再添是改。"""
        number, *rest = self.known
        rows = [(body[number], field, str(body[field])) for field in rest]
        self.database.executemany("INSERT OR REPLACE INTO known (number, field, value) VALUES (?,?,?)", rows)
        return 201, {}

    def _check(self, body: dict[str, Any]) -> Reply:
        """核对一次；缺了哪样的当看不懂（KeyError）。"""
        asked = {field: str(body[field]) for field in self.known}
        self.counts["checks"] += 1
        if self.takes("timeout"):
            raise Drop
        failure = next((one for one in ("mismatch", "absent", "unknown") if self.takes(one)), "")
        return 200, {"id": body["id"], **self.answers[failure or self._found(asked)]}

    def _found(self, asked: dict[str, str]) -> str:
        """照名册比。"""
        rows = self.database.execute("SELECT field, value FROM known WHERE number = ?", [asked[self.known[0]]])
        return "match" if all(asked[row["field"]] == row["value"] for row in rows.fetchall()) else "mismatch"


class Police(Checker):
    """公安：姓名和公民身份号码两样。"""

    path = "/v1/identity"
    answers = {"match": {"code": "01"}, "mismatch": {"code": "02"}, "absent": {"code": "03"}, "unknown": {"code": "99"}}


class Cards(Checker):
    """银行卡：卡号、姓名、公民身份号码、手机号四样。"""

    path = "/v1/cards"
    known = ("card", "name", "id_no", "mobile")
    answers = {"match": {"result": "T"}, "mismatch": {"result": "F"}, "absent": {"result": "N"}, "unknown": {"result": "?"}}  # fmt: skip


class Face(Checker):
    """人脸：现拍的照片和证件照比。照片读不出来的答没有人脸；不是活人的（翻拍）另有一种故障。"""

    path = "/v1/faces"
    knows = {**Checker.knows, "not_live": "答不是本人现场拍的"}
    answers = {
        "match": {"live": True, "score": 96}, "mismatch": {"live": True, "score": 31}, "absent": {"live": True, "score": None},
        "unknown": {"live": "?"}, "not_live": {"live": False, "score": 96},
    }  # fmt: skip

    def _found(self, asked: dict[str, str]) -> str:
        return "not_live" if self.takes("not_live") else super()._found(asked)

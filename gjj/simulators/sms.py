"""短信网关：收一条、投一条到收件箱，出回执；编号重复的拒绝并计数。

故障在 Sms.knows。
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gjj.simulators.server import Drop, Reply, Simulator

PAGE = 100
RECEIPTS = 1000


class Sms(Simulator):
    """一个短信网关。"""

    knows = {
        "timeout": "收了但不答复",
        "reject": "不收：号码不对",
        "undeliverable": "收了但送不到",
        "no_receipt": "不出回执，查得到结果",
        "late_receipt": "回执迟到，seconds 指明几秒",
        "duplicate_receipt": "回执来两遍",
    }
    schema = """
    CREATE TABLE IF NOT EXISTS message (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, recipient TEXT, text TEXT, at TEXT);
    CREATE TABLE IF NOT EXISTS outcome (id TEXT PRIMARY KEY, status TEXT, reason TEXT, due REAL, copies INTEGER);
    CREATE INDEX IF NOT EXISTS outcome_due ON outcome (due) WHERE copies > 0;
    CREATE TABLE IF NOT EXISTS receipt (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, status TEXT, reason TEXT, at TEXT);
    """

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        # 进程被杀不丢，每条不必等落盘
        self.database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        with self.lock, self.database:
            if method == "POST" and path == "/v1/messages":
                return self._send(body)
            if method == "GET" and path == "/v1/messages":
                return self._inbox(query.get("to", ""), query.get("contains", ""))
            if method == "GET" and path.startswith("/v1/messages/"):
                return self._query(path.rsplit("/", 1)[1])
            if method == "GET" and path == "/v1/receipts":
                return self._receipts(int(query.get("after", 0)))
        return 404, {"reason": "没有这个接口"}

    def _send(self, body: dict[str, Any]) -> Reply:
        if self.takes("reject"):
            return 422, {"reason": "号码不在服务范围"}
        if self.database.execute("SELECT 1 FROM message WHERE id = ?", [body["id"]]).fetchone():
            self.counts["duplicate_messages"] += 1
            return 409, {"id": body["id"], "code": "duplicate_id"}
        self.database.execute(
            "INSERT INTO message (id, recipient, text, at) VALUES (?,?,?,?)",
            [body["id"], body["to"], body["text"], _now()],
        )
        self._decide(body["id"])
        self.counts["messages"] += 1
        if self.takes("timeout"):
            self.database.commit()
            raise Drop
        return 202, {"id": body["id"]}

    def _decide(self, number: str) -> None:
        """这一条送不送得到、几时出回执、出几遍。"""
        failed = self.takes("undeliverable")
        copies = 0 if self.takes("no_receipt") else 2 if self.takes("duplicate_receipt") else 1
        wait = float(self.settings.get("seconds", 5)) if self.takes("late_receipt") else 0.0
        self.database.execute(
            "INSERT INTO outcome (id, status, reason, due, copies) VALUES (?,?,?,?,?)",
            [number, "failed" if failed else "delivered", "关机或空号" if failed else "", time.time() + wait, copies],
        )

    def _ripen(self) -> None:
        """到时间的出回执。"""
        for row in self.database.execute(
            "SELECT * FROM outcome WHERE copies > 0 AND due <= ?", [time.time()]
        ).fetchall():
            one = [row["id"], row["status"], row["reason"], _now()]
            self.database.executemany(
                "INSERT INTO receipt (id, status, reason, at) VALUES (?,?,?,?)", [one] * row["copies"]
            )
            self.database.execute("UPDATE outcome SET copies = 0 WHERE id = ?", [row["id"]])

    def _receipts(self, after: int) -> Reply:
        """某个序号之后的回执。"""
        self._ripen()
        rows = self.database.execute("SELECT * FROM receipt WHERE seq > ? ORDER BY seq LIMIT ?", [after, RECEIPTS])
        return 200, {"receipts": [dict(row) for row in rows.fetchall()]}

    def _query(self, number: str) -> Reply:
        """一条的结果；回执还没到时间的是还在送。"""
        if not self.database.execute("SELECT 1 FROM message WHERE id = ?", [number]).fetchone():
            return 404, {"reason": "没有收到过这个编号"}
        row = self.database.execute("SELECT * FROM outcome WHERE id = ?", [number]).fetchone()
        if row is None or row["due"] > time.time():
            return 200, {"id": number, "status": "accepted"}
        return 200, {"id": number, "status": row["status"], "reason": row["reason"]}

    def _inbox(self, recipient: str, contains: str) -> Reply:
        """最近的短信，可以只要一个号码的、含某几个字的。"""
        where = "WHERE (? = '' OR recipient = ?) AND instr(text, ?) > 0"
        rows = self.database.execute(
            f"SELECT * FROM message {where} ORDER BY seq DESC LIMIT {PAGE}", [recipient, recipient, contains]
        ).fetchall()
        return 200, {
            "messages": [
                {"id": row["id"], "to": row["recipient"], "text": row["text"], "at": row["at"]} for row in rows
            ]
        }


def _now() -> str:
    return datetime.now(UTC).isoformat()

"""短信网关：收一条、投一条到收件箱；编号重复的拒绝并计数。

故障：down 503；timeout 收了但不答复；slow 慢一秒。
"""

from datetime import UTC, datetime
from typing import Any

from gjj.simulators.server import Drop, Reply, Simulator

PAGE = 100


class Sms(Simulator):
    """一个短信网关。"""

    schema = """
    CREATE TABLE IF NOT EXISTS message (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, recipient TEXT, text TEXT, at TEXT);
    """

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        with self.lock, self.database:
            if method == "POST" and path == "/v1/messages":
                return self._send(body)
            if method == "GET" and path == "/v1/messages":
                return self._inbox(query.get("to", ""))
        return 404, {"reason": "没有这个接口"}

    def _send(self, body: dict[str, Any]) -> Reply:
        if self.database.execute("SELECT 1 FROM message WHERE id = ?", [body["id"]]).fetchone():
            self.counts["duplicate_messages"] += 1
            return 409, {"id": body["id"], "code": "duplicate_id"}
        self.database.execute(
            "INSERT INTO message (id, recipient, text, at) VALUES (?,?,?,?)",
            [body["id"], body["to"], body["text"], datetime.now(UTC).isoformat()],
        )
        self.counts["messages"] += 1
        if self.takes("timeout"):
            self.database.commit()
            raise Drop
        return 202, {"id": body["id"]}

    def _inbox(self, recipient: str) -> Reply:
        where, values = ("WHERE recipient = ?", [recipient]) if recipient else ("", [])
        rows = self.database.execute(f"SELECT * FROM message {where} ORDER BY seq DESC LIMIT {PAGE}", values).fetchall()
        return 200, {
            "messages": [
                {"id": row["id"], "to": row["recipient"], "text": row["text"], "at": row["at"]} for row in rows
            ]
        }

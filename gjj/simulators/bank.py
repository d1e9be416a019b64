"""银行：受理付款指令、办结、出到账通知；编号重复的拒绝并计数。故障在 Bank.knows，托收回盘的原因码在 Bank.codes。"""

import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from gjj.simulators.server import Drop, Reply, Simulator

PAGE = 200
SETTLE_AFTER = 0.3


class Bank(Simulator):
    """一家银行。"""

    knows = {
        "timeout": "办了但不答复",
        "lost": "没办也不答复",
        "duplicate": "到账通知来两遍",
        "reject": "拒绝付款：余额不足",
        "wrong_amount": "扣的不是指令的金额，amount 指明",
        "hold": "受理后不办结，直到取消故障",
        "bounce": "托收受理后没扣成，code 指明原因码，不指明是余额不足",
        "unsigned": "不肯签托收协议：户名不符",
    }
    codes = {
        "E01": "余额不足",
        "E02": "账户被冻结或只收不付",
        "E03": "账户已销户",
        "E04": "户名不符",
        "E05": "超过单笔或当日限额",
        "E06": "没有这份协议或已终止",
    }

    schema = """
    CREATE TABLE IF NOT EXISTS payment (
      id TEXT PRIMARY KEY, payer_account TEXT, payer_name TEXT, payee_account TEXT, amount TEXT, booked TEXT, remark TEXT,
      status TEXT, reason TEXT DEFAULT '', arrived REAL, repeats INTEGER DEFAULT 0);
    CREATE TABLE IF NOT EXISTS notice (
      seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, account TEXT, amount TEXT, payer_name TEXT, payer_account TEXT,
      remark TEXT, payment_id TEXT, booked_at TEXT);
    CREATE TABLE IF NOT EXISTS payout (id TEXT PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS mandate (id TEXT PRIMARY KEY, account TEXT, name TEXT, status TEXT);
    CREATE TABLE IF NOT EXISTS bounce (id TEXT PRIMARY KEY, code TEXT);
    """

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        with self.lock, self.database:
            self._settle()
            if method == "POST" and path == "/v1/payments":
                return self._pay(body)
            if method == "POST" and path == "/v1/payouts":
                self.database.execute("INSERT OR IGNORE INTO payout (id) VALUES (?)", [body["id"]])
                return self._pay(body)
            if method == "POST" and path == "/v1/collections":
                return self._collect(body)
            if method == "POST" and path.startswith("/v1/mandates"):
                return self._sign(body) if path == "/v1/mandates" else self._end(path.split("/")[3])
            if method == "POST" and path == "/v1/transfers":
                return self._transfer(body)
            if method == "GET" and path.startswith("/v1/payments/"):
                return self._query(path.rsplit("/", 1)[1])
            if method == "GET" and path == "/v1/notices":
                return self._notices(int(query.get("after", 0)))
        return 404, {"reason": "没有这个接口"}

    def _pay(self, body: dict[str, Any]) -> Reply:
        """受理一条指令。"""
        if self.takes("lost"):
            raise Drop
        known = self.database.execute("SELECT * FROM payment WHERE id = ?", [body["id"]]).fetchone()
        if known is not None:
            self.counts["duplicate_payments"] += 1
            self.database.execute("UPDATE payment SET repeats = repeats + 1 WHERE id = ?", [body["id"]])
            return 409, {"id": body["id"], "status": known["status"], "reason": known["reason"], "code": "duplicate_id"}
        amount = Decimal(body["amount"])
        if amount <= 0:
            return 422, {"reason": "金额不对"}
        booked = Decimal(str(self.settings.get("amount", amount))) if self.takes("wrong_amount") else amount
        rejected = self.takes("reject")
        why = ("收款账户状态异常" if self._goes_out(body["id"]) else "付款账户余额不足") if rejected else ""
        self.database.execute(
            "INSERT INTO payment (id, payer_account, payer_name, payee_account, amount, booked, remark, status, reason, arrived)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            [body["id"], body["payer_account"], body.get("payer_name", ""), body["payee_account"], f"{amount:.2f}", f"{booked:.2f}",
             body.get("remark", ""), "failed" if rejected else "accepted", why, time.time()],
        )  # fmt: skip
        self.counts["payments"] += 1
        if self.takes("timeout"):
            self.database.commit()
            raise Drop
        return 202, {
            "id": body["id"],
            "status": "failed" if rejected else "accepted",
            "reason": why,
        }

    def _collect(self, body: dict[str, Any]) -> Reply:
        """托收：凭签过的协议扣款；受理在先，成不成看回盘。"""
        signed = self.database.execute("SELECT * FROM mandate WHERE id = ?", [body["mandate"]]).fetchone()
        if signed is None or signed["status"] != "signed" or signed["account"] != body["payer_account"]:
            return 422, {"code": "E06", "reason": "NO SUCH MANDATE"}
        if self.takes("bounce"):
            code = str(self.settings.get("code", "E01"))
            self.database.execute("INSERT OR IGNORE INTO bounce (id, code) VALUES (?,?)", [body["id"], code])
        return self._pay(body)

    def _sign(self, body: dict[str, Any]) -> Reply:
        """登记一份托收协议；同一协议号照原来的答。"""
        known = self.database.execute("SELECT * FROM mandate WHERE id = ?", [body["id"]]).fetchone()
        if known is not None:
            return 200, {"id": body["id"], "status": known["status"]}
        if self.takes("unsigned"):
            return 422, {"code": "E04", "reason": "NAME MISMATCH"}
        self.database.execute(
            "INSERT INTO mandate (id, account, name, status) VALUES (?,?,?,'signed')",
            [body["id"], body["account"], body["name"]],
        )
        self.counts["mandates"] += 1
        return 201, {"id": body["id"], "status": "signed"}

    def _end(self, mandate: str) -> Reply:
        """终止一份托收协议。"""
        ended = self.database.execute("UPDATE mandate SET status = 'ended' WHERE id = ?", [mandate]).rowcount
        return (200, {"id": mandate, "status": "ended"}) if ended else (404, {"reason": "没有这份协议"})

    def _transfer(self, body: dict[str, Any]) -> Reply:
        """柜台或网银转账：没有指令的一笔进账（演示与测试用）。"""
        payment = {"id": "", "payee_account": body["account"], "booked": f"{Decimal(body['amount']):.2f}",
                   "payer_name": body.get("payer_name", ""), "payer_account": body.get("payer_account", ""), "remark": body.get("remark", "")}  # fmt: skip
        serial = self._notify(payment)
        return 202, {"id": serial}

    def _settle(self) -> None:
        """到时间的指令办结，出通知。"""
        if self.failures["hold"] > 0:
            return
        due = self.database.execute(
            "SELECT * FROM payment WHERE status = 'accepted' AND arrived <= ? ORDER BY arrived",
            [time.time() - SETTLE_AFTER],
        ).fetchall()
        for payment in due:
            if self._bounced(payment["id"]):
                self.database.execute("UPDATE payment SET status = 'failed' WHERE id = ?", [payment["id"]])
                self.counts["bounced"] += 1
                continue
            self.database.execute("UPDATE payment SET status = 'succeeded' WHERE id = ?", [payment["id"]])
            if self._goes_out(payment["id"]):
                self.counts["paid_out"] += 1
            else:
                self._notify(dict(payment))

    def _bounced(self, payment_id: str) -> str:
        """托收回盘失败的原因码；不是失败的为空串。"""
        found = self.database.execute("SELECT code FROM bounce WHERE id = ?", [payment_id]).fetchone()
        return found["code"] if found is not None else ""

    def _goes_out(self, payment_id: str) -> bool:
        """从中心付出去的：进账的是对方，不给中心出到账通知。"""
        return self.database.execute("SELECT 1 FROM payout WHERE id = ?", [payment_id]).fetchone() is not None

    def _notify(self, payment: dict[str, Any]) -> str:
        times = 2 if self.takes("duplicate") else 1
        serial = f"BK{time.time_ns()}"
        for _ in range(times):
            self.database.execute(
                "INSERT INTO notice (id, account, amount, payer_name, payer_account, remark, payment_id, booked_at)"
                " VALUES (?,?,?,?,?,?,?,?)",
                [serial, payment["payee_account"], payment["booked"], payment["payer_name"], payment["payer_account"],
                 payment["remark"], payment["id"], datetime.now(UTC).isoformat()],
            )  # fmt: skip
        self.counts["notices"] += times
        return serial

    def _query(self, payment_id: str) -> Reply:
        known = self.database.execute("SELECT * FROM payment WHERE id = ?", [payment_id]).fetchone()
        if known is None:
            return 404, {"reason": "没有见过这个编号"}
        code = self._bounced(payment_id)
        told = {"code": code, "reason": "COLLECTION FAILED"} if code else {"reason": known["reason"]}
        return 200, {"id": payment_id, "status": known["status"], "amount": known["booked"], **told}

    def _notices(self, after: int) -> Reply:
        rows = self.database.execute(
            "SELECT * FROM notice WHERE seq > ? ORDER BY seq LIMIT ?", [after, PAGE]
        ).fetchall()
        return 200, {"notices": [dict(row) for row in rows]}

"""两万人（整份十万）的一个单位，生成汇缴书、付款、分配途中轮着杀网站、消息、工作进程、数据库：不丢一人，不重一人（CRA-01…06）。"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.faults.a_hall import PATIENCE, Hall
from tests.sizes import rows

pytestmark = pytest.mark.slow
PEOPLE = rows(20_000, 100_000)

# 人和账户直接写进表：这里要试的是一个月的生成、付款和分配，不是开户
FILL_PEOPLE = """
INSERT INTO identity_person (name, name_pinyin, name_initials, id_no, id_no_index, created_at)
SELECT '职工' || g, 'zhigong', 'zg', one.id_no, 'big' || lpad(g::text, 61, '0'), now()
  FROM generate_series(1, %s) g, LATERAL (SELECT id_no FROM identity_person ORDER BY id LIMIT 1) one
"""
FILL_BOOKS = """
INSERT INTO ledger_subaccount (number, person_id, fund, carried, current_year, held, balance_product, product_on, seq, opened_on)
SELECT 'B' || lpad(p.id::text, 12, '0'), p.id, 'basic', 0, 0, 0, 0, current_date, 0, current_date
  FROM identity_person p WHERE p.id_no_index LIKE 'big%%' ORDER BY p.id
"""
FILL_ACCOUNTS = """
INSERT INTO deposits_account (person_id, fund, subaccount_id, employer_account_id, status, base, employer_amount, personal_amount, terms, first_month)
SELECT p.id, 'basic', s.id, e.id, 'active', 8000, 80 * e.employer_ratio, 80 * e.personal_ratio,
       one.terms || jsonb_build_object('base', '8000.00'), %s
  FROM deposits_employeraccount e, identity_person p JOIN ledger_subaccount s ON s.person_id = p.id,
       LATERAL (SELECT terms FROM deposits_account WHERE employer_account_id = %s LIMIT 1) one
 WHERE p.id_no_index LIKE 'big%%' AND e.id = %s
"""
FILL_SUMMARY = """
UPDATE deposits_changelist SET summary = jsonb_set(jsonb_set(summary, '{people}', jsonb_build_array(found.people, 0, 0, found.people)),
       '{amount}', jsonb_build_array(found.amount::text, '0.00', '0.00', found.amount::text))
  FROM (SELECT count(*) AS people, sum(employer_amount + personal_amount) AS amount FROM deposits_account
         WHERE employer_account_id = %s AND status = 'active') AS found
 WHERE id = %s
"""
"""这些人是上个月就在的：清册的汇总等式照他们算。"""
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE %s"
HURRY = "UPDATE work_outboxrow SET retry_at = NULL WHERE status = 'pending' AND retry_at IS NOT NULL"
LEASE_OVER = "UPDATE work_outboxrow SET lease_until = clock_timestamp() - interval '1 second' WHERE status = 'running'"
EACH = """
SELECT count(*), count(DISTINCT m.subaccount_id), coalesce(sum(m.amount), 0)
  FROM ledger_movement m JOIN deposits_remittanceline l ON l.subaccount_id = m.subaccount_id
  JOIN deposits_remittance r ON r.id = l.remittance_id AND r.voucher_id = m.voucher_id WHERE r.id = %s
"""
LOST_AND_DOUBLED = """
SELECT count(*) FILTER (WHERE times = 0), coalesce(sum(times - 1) FILTER (WHERE times > 1), 0) FROM (
  SELECT count(m.id) AS times
    FROM deposits_remittance r JOIN deposits_account a ON a.employer_account_id = r.employer_account_id AND a.status = 'active'
    LEFT JOIN ledger_movement m ON m.subaccount_id = a.subaccount_id AND m.month = r.month
   WHERE r.id = %s GROUP BY a.id) AS each_one
"""
"""对着单位在册的人数：这个月一笔也没有的是丢，多出来的是重。"""
LOSE_ONE = "DELETE FROM ledger_movement WHERE id = (SELECT min(id) FROM ledger_movement WHERE voucher_id = %s)"
DOUBLE_ONE = """
INSERT INTO ledger_movement (voucher_id, subaccount_id, booked_on, seq, kind, month, amount, balance_after)
SELECT -1, subaccount_id, booked_on, seq + 1, kind, month, amount, balance_after
  FROM ledger_movement WHERE id = (SELECT max(id) FROM ledger_movement WHERE voucher_id = %s)
"""


class Client:
    """甲公司的程序：掉线就拿同一个幂等键再来。"""

    def __init__(self, hall: Hall, token: str) -> None:
        self.hall, self.headers = hall, {"Authorization": f"Bearer {token}"}

    def once(self, method: str, path: str, key: str, **body: Any) -> dict[str, Any] | None:
        """一次调用；断了、还在办、系统繁忙是空，等会儿再来。"""
        try:
            got = httpx.request(
                method, f"{self.hall.base}/api/v1/unit{path}", timeout=60, json=body or None,
                headers={**self.headers, "Idempotency-Key": key},
            )  # fmt: skip
        except httpx.HTTPError:
            return None
        if got.status_code >= 500 or got.status_code == 409 and "in_progress" in got.text:
            return None
        assert got.status_code < 300, got.text
        found: dict[str, Any] = got.json()
        return found

    def send(self, method: str, path: str, key: str, **body: Any) -> dict[str, Any]:
        """一次调用，直到有答复。"""
        answer: list[dict[str, Any]] = []
        self.hall.until(
            lambda: answer.extend(filter(None, [self.once(method, path, key, **body)])) or answer,
            f"{path} 没有答复", pause=0.5,
        )  # fmt: skip
        return answer[-1]

    @contextmanager
    def insists(self, method: str, path: str, key: str) -> Iterator[list[dict[str, Any] | None]]:
        """这一段里拿同一个幂等键一遍遍地来，断了也来，到有了答复为止；给出每一遍的答复，断了的是空。"""
        answers: list[dict[str, Any] | None] = []
        enough = threading.Event()

        def ask() -> None:
            while not enough.wait(0.05) or answers[-1] is None:
                try:
                    answers.append(self.once(method, path, key))
                except AssertionError as refused:  # 线程里的断言没人看：记下来，和别的答复一起比
                    answers.append({"refused": str(refused)})

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            self.hall.until(lambda: answers, "一遍也没有来")
            yield answers
        finally:
            enough.set()
            asking.join(PATIENCE)


@pytest.fixture(scope="module")
def big(hall: Hall) -> tuple[Hall, Client, str]:
    """甲公司确认了本月清册，账下有这么多人。"""
    client = Client(hall, hall.manage("token", "unit-a").stdout.strip())
    unit = httpx.get(f"{hall.base}/api/v1/unit/", headers=client.headers, timeout=20).json()
    month = unit["open_month"]
    filed = client.send("POST", "/change-lists/from-last-month/", "big-list-1", month=month)
    client.send("POST", f"/change-lists/{filed['id']}/confirm/", "big-confirm-1")
    ((account,),) = hall.sql("SELECT id FROM deposits_employeraccount WHERE number = %s", unit["number"])
    hall.sql(FILL_PEOPLE, PEOPLE)
    hall.sql(FILL_BOOKS)
    hall.sql(FILL_ACCOUNTS, f"{month}-01", account, account)
    hall.sql(FILL_SUMMARY, account, filed["id"])
    hall.sql("ANALYZE")
    return hall, client, month


def kill_while(hall: Hall, query: str, *names: str) -> None:
    """等到数据库正在办这条语句，杀掉它们。占用过期、再试的时候到了都当作马上，不白等。"""
    hall.sql(LEASE_OVER)

    def is_busy() -> bool:
        return hall.sql(f"{HURRY}; {BUSY}", query) != [(0,)]

    try:
        hall.until(is_busy, f"没有等到要杀{'、'.join(names)}的时候", pause=0.01)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{hall.plight()}") from None
    hall.kill(*names)


def counted(hall: Hall, remittance: int) -> tuple[int, int]:
    """从库里数：丢了几人、重了几笔。数得出才算：背着账簿删一笔、添一笔（不提交），数目各多一。"""
    found: tuple[int, int] = hall.sql(LOST_AND_DOUBLED, remittance)[0]  # type: ignore[assignment]
    ((voucher,),) = hall.sql("SELECT voucher_id FROM deposits_remittance WHERE id = %s", remittance)
    link = hall.cluster.connect("gjj")
    link.autocommit = False
    with link.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(LOSE_ONE, [voucher])
        cursor.execute(DOUBLE_ONE, [voucher])
        cursor.execute(LOST_AND_DOUBLED, [remittance])
        assert cursor.fetchone() == (found[0] + 1, found[1] + 1)
    link.rollback()
    link.close()
    return found


def made_while_killed(hall: Hall, client: Client, month: str) -> dict[str, Any]:
    """生成汇缴书，途中杀网站；返回接口的答复。"""
    made: dict[str, Any] = {}
    asking = threading.Thread(
        target=lambda: made.update(client.send("POST", "/remittances/", "big-make-1", month=month))
    )
    asking.start()
    kill_while(hall, "%INSERT INTO deposits_remittanceline%", "网站")
    asking.join()
    assert made["employees"] > PEOPLE
    return made


def paid_while_killed(hall: Hall, client: Client, made: dict[str, Any], paying: tuple[str, str, str]) -> dict[str, Any]:
    """付款、分配，途中杀消息、网站、工作进程、数据库，直到分配完；返回付款的答复。"""
    # 消息起来之前银行先不办结，免得没人看着的时候就分配完了
    control = bank_control(hall)
    httpx.post(control, json={"fail": "hold", "times": 1}, timeout=5)
    paid = client.send(*paying)
    hall.kill("消息")
    with client.insists(*paying) as answers:
        httpx.post(control, json={"fail": None}, timeout=5)
        kill_while(hall, "%INSERT INTO ledger_movement%", "网站", "工作进程")
        assert hall.sql(EACH, made["id"]) == [(0, 0, 0)], "杀在半路的，一笔也不应当留下"
    assert None in answers, "网站没有死过"
    assert [one for one in answers if one not in (None, paid)] == []
    for name in ("数据库", "工作进程", "数据库", "工作进程"):
        kill_while(hall, "%INSERT INTO ledger_movement%", name)
        assert hall.sql(EACH, made["id"]) == [(0, 0, 0)], "杀在半路的，一笔也不应当留下"
    hall.sql(LEASE_OVER)
    status = "SELECT status FROM deposits_remittance WHERE id = %s"
    hall.until(lambda: hall.sql(status, made["id"]) == [("allocated",)], "没有分配完")
    return paid


def bank_control(hall: Hall) -> str:
    """模拟银行的控制地址。"""
    return f"{hall.environment['GJJ_BANK_URL']}/control/"


def test_all_people_of_a_big_unit_through_eight_kills(
    big: tuple[Hall, Client, str], tell_figure: Callable[[str], None]
) -> None:
    """每一处都杀过之后：一份汇缴书、一次扣款、一张凭证，每人恰好一笔，账全部成立；同一个付款的答复前后一样。"""
    hall, client, month = big
    made = made_while_killed(hall, client, month)
    paying = ("POST", f"/remittances/{made['id']}/pay/", "big-pay-1")
    paid = paid_while_killed(hall, client, made, paying)
    people, distinct, total = hall.sql(EACH, made["id"])[0]
    lost, doubled = counted(hall, made["id"])
    tell_figure(
        f"{people:,} 人从生成汇缴书到入账被杀 8 次（生成途中网站，付款前后消息，分配途中网站、工作进程×3、数据库×2）：丢 {lost}，重 {doubled}"
    )
    assert (lost, doubled) == (0, 0)
    assert (people, distinct, total) == (made["employees"], made["employees"], Decimal(made["amount"]))
    assert client.send(*paying) == paid
    assert hall.sql("SELECT count(*) FROM deposits_remittance WHERE id >= %s", made["id"]) == [(1,)]
    bank = httpx.get(bank_control(hall), timeout=5).json()["counts"]
    assert (bank["payments"], bank.get("duplicate_payments", 0)) == (1, 0)
    proved = hall.prove()
    assert proved.returncode == 0, [line for line in proved.stdout.splitlines() if "✓" not in line]

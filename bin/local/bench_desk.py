"""柜面的清单：十万件办件、十万个单位的库里，只管一个网点的人的一页，和管全中心的人的同一页轮着比。

十个单位里有一个归这个网点；一半的办件是单位的，一半是职工的。看到的件数不对就不报数。
"""

import statistics
import time
from datetime import date
from typing import Any

from local.bench_city import AT, owner_connection
from local.bench_page import _client

ROWS, SHARE, WARM, ROUNDS = 100_000, 10, 5, 40
MOST = 10_000
PAGES = {"cases": "/admin/cases/case/", "units": "/admin/deposits/employeraccount/"}
MADE = """
INSERT INTO identity_branch (code, name, area) VALUES ('01', '城区管理部', '*');
INSERT INTO identity_employer (id, uscc, name, name_pinyin, created_at)
SELECT 1000000 + n, 'DESK' || lpad(n::text, 14, '0'), '单位' || n, 'danwei', now() FROM generate_series(1, %(rows)s) n;
INSERT INTO deposits_employeraccount (id, number, employer_id, fund, employer_ratio, personal_ratio, area, branch_id, first_month,
  status, bank_account, opened_on)
SELECT 1000000 + n, (7000000000000 + n)::text, 1000000 + n, 'basic', 8, 8, '*',
       CASE n %% %(share)s WHEN 0 THEN (SELECT id FROM identity_branch) END, %(day)s, 'normal',
       (SELECT bank_account FROM deposits_employeraccount ORDER BY id LIMIT 1), %(day)s
  FROM generate_series(1, %(rows)s) n;
INSERT INTO identity_person (id, name, name_pinyin, name_initials, id_no, id_no_index, created_at)
SELECT 1000000 + n, '职工' || n, 'zhigong', 'zg', '\\x00', lpad(to_hex(n), 64, '0'), now() FROM generate_series(1, %(rows)s) n;
INSERT INTO ledger_subaccount (id, number, person_id, fund, carried, current_year, held, balance_product, product_on, seq, opened_on)
SELECT 1000000 + n, (7000000000000 + n)::text, 1000000 + n, 'basic', 0, 0, 0, 0, %(day)s, 0, %(day)s FROM generate_series(1, %(rows)s) n;
INSERT INTO deposits_account (person_id, fund, subaccount_id, employer_account_id, status, base, employer_amount, personal_amount,
  terms, first_month)
SELECT 1000000 + n, 'basic', 1000000 + n, 1000000 + n, 'active', 8000, 640, 640, '{}', %(day)s FROM generate_series(1, %(rows)s) n;
ANALYZE deposits_account, deposits_employeraccount;
INSERT INTO cases_case (number, key, item, title, topic, employer_id, account_number, person_id, applicant, status, channel, opened_by,
  accepted_at, accepted_on, promised_days, day_kind, closed_at, result, object_type, query_code)
SELECT (700000000000000 + n)::text, 'desk:' || n, 'deposits.remit', '汇缴', '', CASE n / 10 %% 2 WHEN 0 THEN 1000000 + n END,
       CASE n / 10 %% 2 WHEN 0 THEN (7000000000000 + n)::text ELSE '' END, CASE n / 10 %% 2 WHEN 1 THEN 1000000 + n END, '某某', 'done',
       'web', '经办', %(day)s, %(day)s, 0, 'working', %(day)s, '', '', '\\x00'
  FROM generate_series(1, %(rows)s) n;
"""


def desk() -> dict[str, list[float]]:
    """每一页：管一个网点的几毫秒、管全中心的几毫秒、几倍；取中位数。"""
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute(MADE, {"rows": ROWS, "share": SHARE, "day": date(2026, 10, 8)})
        cursor.execute("VACUUM ANALYZE")
    owner.close()
    clients = {"branch": _clerk("branch"), "whole": _clerk("all")}
    spent: dict[tuple[str, str], list[float]] = {(who, name): [] for who in clients for name in PAGES}
    for turn in range(WARM + ROUNDS):
        # 一次先取网点的，一次先取全中心的：先后占的便宜对半分
        for who in sorted(clients, reverse=bool(turn % 2)):
            for name, path in PAGES.items():
                began = time.perf_counter()
                answer = clients[who].get(path)
                seconds = time.perf_counter() - began
                assert (answer.status_code, answer.context_data["cl"].result_count) == (200, MOST), (who, name)
                spent[who, name] += [seconds] if turn >= WARM else []
    told = {}
    for name in PAGES:
        narrow, whole = (statistics.median(spent[who, name]) for who in clients)
        told[f"desk_{name}_ms"] = [round(narrow * 1000, 1), round(whole * 1000, 1), round(narrow / whole, 2)]
    return told


def _clerk(scope: str) -> Any:
    """一个复核员的浏览器：管全中心的，或者只管一个网点的。"""
    from gjj.actors.actor import system_actor
    from gjj.identity.models import Branch
    from gjj.identity.services.register import PersonDraft, create_login, give_grant, register_persons
    from gjj.management.city.people import id_number

    by, number = system_actor(), {"branch": 8001, "all": 8002}[scope]
    draft = PersonDraft(f"复核{number}", id_number(date(1980, 1, 1), number % 1000), f"1390000{number}")
    person = next(iter(register_persons(by=by, drafts=[draft], at=AT).values()))
    login = create_login(
        by=by, username=f"bench-{scope}", person_id=person, password="Demo@2026-Hall", at=AT, is_own=True
    )
    where: dict[str, Any] = {"branch_id": Branch.objects.get(code="01").pk} if scope == "branch" else {}
    give_grant(by=by, login_id=login, role="reviewer", scope=scope, at=AT, valid_from=date(2010, 1, 1), **where)
    return _client(login)

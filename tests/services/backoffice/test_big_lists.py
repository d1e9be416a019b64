"""十万行的库：后台首页的提醒、按名称、姓名、编号、年月找，都走索引；拿掉索引就要整张表地读。管一个网点的人的清单也走索引。"""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import database
from tests import situations as s
from tests.halls.back_office import browser, town
from tests.halls.visitors import signed_in

ROWS = 100_000
NAME = "'明川' || chr(19968 + n % 5000) || chr(25000 + n % 4999) || chr(21000 + n % 977) || '有限公司'"
NAMED = f"{chr(25001)}{chr(21001)}有限"
"""只有一个单位的名称里有这一段。"""
ACCOUNT = "(1000000000000 + n)::text"
CODE = "01"
"""一百个单位里有一个归这个管理部。"""
MANY: dict[str, tuple[str, dict[str, str]]] = {
    "identity_employer": ("true", {"uscc": "lpad(n::text, 18, 'X')", "name": NAME, "name_pinyin": "'mc' || n"}),
    "identity_person": (
        "true",
        {
            "name": "chr(19968 + n % 500) || chr(25000 + n % 4999) || chr(21000 + n % 3)", "name_pinyin": "'p' || n",
            "name_initials": "chr(97 + n % 26) || chr(97 + n / 26 % 26) || chr(97 + n / 676 % 26)",
            "id_no_index": "lpad(to_hex(n), 64, '0')",
        },
    ),
    "deposits_employeraccount": (
        "true",
        {
            "number": ACCOUNT, "employer_id": "1000000 + n",
            "branch_id": f"CASE n % 100 WHEN 0 THEN (SELECT id FROM identity_branch WHERE code = '{CODE}') END",
        },
    ),
    "deposits_remittance": (
        "status = 'allocated'",
        {
            "number": "(100000000000000 + n)::text", "payment_code": "(1000000000000000 + n)::text",
            "employer_account_id": "1000000 + n",
        },
    ),
    "cases_case": (
        "status = 'done'",
        {
            "number": "(100000000000000 + n)::text", "key": "'k' || n", "employer_id": "1000000 + n", "applicant": NAME,
            "account_number": ACCOUNT, "topic": "'20' || (10 + n % 15) || '-' || lpad((n % 12 + 1)::text, 2, '0')",
        },
    ),
    "settlement_receipt": ("status = 'matched'", {"bank_serial": "'Z' || n", "payer_name": NAME}),
    "work_outboxrow": ("true", {"key": "'k' || n", "status": "'done'"}),
}  # fmt: skip
"""每张大表：照哪一行抄，抄的时候换掉哪几列。"""

SEARCHES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/admin/", "", ("settlement_receipt", "work_outboxrow", "deposits_remittance")),
    ("/admin/identity/employer/", NAMED, ("identity_employer",)),
    ("/admin/identity/employer/", "mc4321", ("identity_employer",)),
    ("/admin/identity/person/", "bcd", ("identity_person",)),
    ("/admin/identity/person/", "p77", ("identity_person",)),
    ("/admin/identity/person/", "一憨", ("identity_person",)),
    ("/admin/cases/case/", NAMED, ("cases_case",)),
    ("/admin/cases/case/", "1999-01", ("cases_case",)),
    ("/admin/cases/case/", "1000000000777", ("cases_case",)),
    ("/admin/deposits/employeraccount/", NAMED, ("identity_employer",)),
    ("/admin/deposits/remittance/", NAMED, ("identity_employer",)),
)
"""在哪一页、找什么、哪些表不许整张读。"""

NEEDED = {
    "receipt_unmatched": 0, "outbox_dead": 0, "remittance_mismatch": 0, "employer_name_part": 1,
    "employer_pinyin_start": 2, "person_initials": 3, "person_pinyin_start": 4, "case_words": 6,
    "case_of_account": 8, "case_topic_said": 7,
}  # fmt: skip
"""拿掉这个索引，哪一问就要整张读。"""


OF_A_BRANCH: dict[tuple[str, str], tuple[str, ...]] = {
    ("/admin/cases/case/", "cases_case"): ("case_of_branch", "case_of_branch_by_day"),
    ("/admin/deposits/employeraccount/", "deposits_employeraccount"): ("unit_of_branch",),
}
"""管一个网点的人的清单（哪一页、哪张表）要走哪几个索引。"""


def many(name: str) -> None:
    """每张大表照着一行抄十万行；按字片找的索引先拿掉，抄完再建，快得多。"""
    with database.owner_of(name) as link, link.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '% USING gin %gin_trgm_ops%'")
        known = [row[0] for row in cursor.fetchall()]
        cursor.execute("DROP INDEX employer_name_part, case_words")
    copy_rows()
    for text in (*known, "ANALYZE"):
        by_owner(name, text)


def copy_rows() -> None:
    """照着抄。"""
    with connection.cursor() as cursor:
        for table, (which, changed) in MANY.items():
            pairs = ", ".join(f"'{name}', {value}" for name, value in {"id": "1000000 + n", **changed}.items())
            cursor.execute(
                f"INSERT INTO {table} SELECT made.* "
                f"FROM (SELECT to_jsonb({table}) AS one FROM {table} WHERE {which} ORDER BY id LIMIT 1) kept, "
                f"generate_series(1, {ROWS}) n, "
                f"LATERAL jsonb_populate_record(NULL::{table}, one || jsonb_build_object({pairs})) made"
            )
            assert cursor.rowcount == ROWS, table


def by_owner(name: str, text: str) -> None:
    """以属主身份执行一句。"""
    with database.owner_of(name) as link, link.cursor() as cursor:
        cursor.execute(text)


def plans(client: Client, path: str, term: str, tables: tuple[str, ...]) -> str:
    """这一页问这几张表的每一句，数据库打算怎么查。"""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path, {"q": term} if term else {}).status_code == 200
    found = ""
    with connection.cursor() as cursor:
        for one in caught.captured_queries:
            if one["sql"].startswith("SELECT") and any(f'"{table}"' in one["sql"] for table in tables):
                cursor.execute(f"EXPLAIN {one['sql']}")
                found += "\n".join(row[0] for row in cursor.fetchall()) + "\n"
    assert found, path
    return found


def scanned(client: Client, asked: tuple[str, str, tuple[str, ...]]) -> set[str]:
    """这一问里，不许整张读而整张读了的表。"""
    found = plans(client, *asked)
    return {table for table in asked[2] if f"Seq Scan on {table}" in found}


def unused(clerk: Client) -> list[str]:
    """管一个网点的人的清单里，没有走的索引。"""
    wrong = []
    for (path, table), indexes in OF_A_BRANCH.items():
        found = plans(clerk, path, "", (table,))
        wrong += [index for index in indexes if f" {index} " not in found]
    return wrong


def test_no_list_of_a_hundred_thousand_is_read_whole(own_database: str) -> None:
    """有索引，哪一问都不整张读；拿掉一个，对应的那一问就整张读：每个索引都用得上。"""
    town()
    clerk = signed_in(s.branch_staff("reviewer", s.branch(CODE)))
    many(own_database)
    client = browser("system_admin")
    wrong = {asked[:2]: found for asked in SEARCHES if (found := scanned(client, asked))}
    assert not wrong, wrong
    assert settings.DATABASES["default"]["NAME"] == own_database
    assert not unused(clerk)
    assert not scanned(clerk, ("/admin/cases/case/", "", ("cases_case",)))
    for index, place in NEEDED.items():
        by_owner(own_database, f"DROP INDEX {index}")
        assert scanned(client, SEARCHES[place]), f"没有 {index} 也不整张读：它用不上"

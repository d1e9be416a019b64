"""十万行的库：后台首页的提醒、按名称、姓名、编号、年月找，都走索引；拿掉索引就要整张表地读。"""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import database
from tests.halls.back_office import browser, town

ROWS = 100_000
NAME = "'明川' || chr(19968 + n % 5000) || chr(25000 + n % 4999) || chr(21000 + n % 977) || '有限公司'"
NAMED = f"{chr(25001)}{chr(21001)}有限"
"""只有一个单位的名称里有这一段。"""
ACCOUNT = "(1000000000000 + n)::text"
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
    "deposits_employeraccount": ("true", {"number": ACCOUNT, "employer_id": "1000000 + n"}),
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


def scanned(client: Client, asked: tuple[str, str, tuple[str, ...]]) -> set[str]:
    """这一问里，不许整张读而整张读了的表。"""
    path, term, tables = asked
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path, {"q": term} if term else {}).status_code == 200
    plans = ""
    with connection.cursor() as cursor:
        for one in caught.captured_queries:
            if one["sql"].startswith("SELECT") and any(f'"{table}"' in one["sql"] for table in tables):
                cursor.execute(f"EXPLAIN {one['sql']}")
                plans += "\n".join(row[0] for row in cursor.fetchall()) + "\n"
    assert plans, asked
    return {table for table in tables if f"Seq Scan on {table}" in plans}


def test_no_list_of_a_hundred_thousand_is_read_whole(own_database: str) -> None:
    """有索引，哪一问都不整张读；拿掉一个，对应的那一问就整张读：每个索引都用得上。"""
    town()
    many(own_database)
    client = browser("system_admin")
    wrong = {asked[:2]: found for asked in SEARCHES if (found := scanned(client, asked))}
    assert not wrong, wrong
    assert settings.DATABASES["default"]["NAME"] == own_database
    for index, place in NEEDED.items():
        by_owner(own_database, f"DROP INDEX {index}")
        assert scanned(client, SEARCHES[place]), f"没有 {index} 也不整张读：它用不上"

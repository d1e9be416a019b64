"""告诉人：在业务的事务里写下，一件事对一个收的人、一个模板只有一条；要发短信的排进发件箱。"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import Json

from gjj.messaging.models import Message, Template
from gjj.messaging.quiet import quiet_until
from gjj.messaging.selectors.templates import current, declaration
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.work.services import enqueue

CHUNK = 200
"""一件发短信的工作发几条：小到占用期里办得完，大到十万人也也只有五百件。"""

WRITE = """
WITH recipient AS ({recipients}),
added AS (
  INSERT INTO messaging_message
         (fact, code, template_id, category, person_id, employer_id, about_id, variables, in_inbox, created_at, read_at, read_by)
  SELECT %(fact)s, %(code)s, %(template)s, %(category)s, r.person_id, r.employer_id, r.about_id, r.variables,
         %(in_inbox)s, %(at)s, %(read_at)s, ''
    FROM recipient r
  ON CONFLICT DO NOTHING
  RETURNING id, person_id, employer_id),
phone AS (
  SELECT id AS message_id, person_id, employer_id FROM added WHERE %(sms)s AND person_id IS NOT NULL
  UNION
  SELECT a.id, l.person_id, a.employer_id
    FROM added a
    JOIN identity_grant g ON g.employer_id = a.employer_id AND g.role = 'unit_agent'
         AND g.valid_from <= %(on)s AND (g.valid_to IS NULL OR g.valid_to > %(on)s)
    JOIN identity_login l ON l.id = g.login_id AND l.is_active
   WHERE %(sms)s),
sent AS (
  INSERT INTO messaging_delivery (message_id, channel, person_id, number, status, created_at, expires_at)
  SELECT t.message_id, 'sms', t.person_id, gen_random_uuid(), 'waiting', %(at)s, %(expires_at)s
    FROM phone t JOIN identity_person p ON p.id = t.person_id AND p.mobile IS NOT NULL
   WHERE NOT EXISTS (SELECT 1 FROM messaging_subscription b
                      WHERE b.person_id = t.person_id AND b.employer_id IS NOT DISTINCT FROM t.employer_id
                        AND b.category = %(category)s AND b.channel = 'sms' AND NOT b.is_on)
  RETURNING id)
SELECT (SELECT count(*) FROM added), (SELECT min(id) FROM added), (SELECT array_agg(id ORDER BY id) FROM sent)
"""
ONE = "SELECT %(person)s::bigint AS person_id, %(employer)s::bigint AS employer_id, %(about)s::bigint AS about_id, %(variables)s::jsonb AS variables"


@dataclass(frozen=True)
class Announced:
    """写下的结果：几条消息、几条短信。"""

    messages: int
    deliveries: Sequence[int]


_past = ContextVar("past", default=False)


@contextmanager
def as_past() -> Iterator[None]:
    """这一段里写的是补记的历史：只进收件箱、算读过，不发短信；演示建城、导入历史用。"""
    kept = _past.set(True)
    try:
        yield
    finally:
        _past.reset(kept)


def announce(
    *,
    fact: str,
    template: str,
    at: datetime,
    variables: Mapping[str, str],
    person_id: int | None = None,
    employer_id: int | None = None,
    about_id: int | None = None,
    secret: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
) -> Announced:
    """告诉一个人或一个单位；这件事说过了就什么也不做。在调用者的事务里。

    变量与声明对不上抛 ValueError，没有这个模板抛 TemplateMissing。``secret`` 是只随短信走的变量，加密存放，办完即抹。
    """
    values = {"person": person_id, "employer": employer_id, "about": about_id, "variables": Json(dict(variables))}
    return _write(fact, template, at, ONE, values, secret=secret, expires_at=expires_at)


def announce_each(*, fact: str, template: str, at: datetime, recipients: str, params: Mapping[str, Any]) -> Announced:
    """告诉一批人，一条语句写完；说过的跳过。在调用者的事务里。

    ``recipients`` 是一条查询，出 person_id、employer_id（各有一个）、about_id、variables（jsonb）四列。
    """
    return _write(fact, template, at, recipients, params)


@transaction.atomic
def _write(
    fact: str,
    code: str,
    at: datetime,
    recipients: str,
    params: Mapping[str, Any],
    *,
    secret: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
) -> Announced:
    kept, past = current(code), _past.get()
    values = {
        **params, "fact": fact, "code": code, "template": kept.pk, "category": kept.category, "in_inbox": kept.in_inbox,
        "at": at, "on": business_date(at), "read_at": at if past else None, "sms": bool(kept.sms) and not past,
        "expires_at": expires_at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(recipients=recipients), values)
        count, first, deliveries = cursor.fetchone()
    if first is not None:
        _check_variables(first, code, secret)
    _send(kept, fact, at, deliveries or [], secret)
    return Announced(count, deliveries or [])


def _check_variables(message_id: int, code: str, secret: Mapping[str, str] | None) -> None:
    """给的变量正好是声明的那些；一批里看一条就够：它们出自同一条语句。"""
    told = declaration(code)
    given = set(Message.objects.values_list("variables", flat=True).get(pk=message_id))
    if given != told.variables.keys() - set(told.secret) or set(secret or ()) != set(told.secret):
        raise ValueError(f"模板 {code} 要的变量是 {sorted(told.variables)}，给的是 {sorted(given | set(secret or ()))}")


def quiet_end(kept: Template, at: datetime) -> datetime | None:
    """现在要等的话，几时可以发；不用等为空。"""
    if kept.urgent:
        return None
    hours = parameters.values(("messaging.quiet_from", "messaging.quiet_to"), on=business_date(at))
    start, end = (time.fromisoformat(hours[code]) for code in ("messaging.quiet_from", "messaging.quiet_to"))
    return quiet_until(at, start, end)


def _send(kept: Template, fact: str, at: datetime, ids: Sequence[int], secret: Mapping[str, str] | None) -> None:
    """一批短信切成几件工作排进发件箱。"""
    if not ids:
        return
    due_at, rest = quiet_end(kept, at), iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        key = f"{kept.code}:{fact}:{chunk[0]}"
        if kept.urgent:
            enqueue("messaging.deliver_now", key=key, at=at, secret=secret, deliveries=chunk)
        else:
            enqueue("messaging.deliver", key=key, at=at, due_at=due_at, secret=secret, deliveries=chunk)

"""本人换手机号、银行卡：新号码收得到码，原来的号码同意，冷静期满才换；期内登录、收钱都照旧用原来的，随时能撤销。

原来的号码丢了的，网上换不了，带身份证件到柜面。码绑定用途、会话、这一件、新的号码：换一样就对不上。
"""

from datetime import datetime, timedelta

from django.db import transaction

from gjj.actors.actor import Actor, system_actor
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.models import Login, Person
from gjj.identity.ports import Verdict, person_teller, person_verifier
from gjj.identity.services import attempts, budget, codes, numbers
from gjj.identity.services.sessions import end_all
from gjj.idnumbers import bank_card, mobile
from gjj.own.messages import CONTACT_ASKED, CONTACT_DONE, CONTACT_UNDONE, NEW_CODE, OLD_CODE
from gjj.own.models import KINDS, ContactChange
from gjj.own.parameters import CONTACT_ASKS, CONTACT_HOURS
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI, business_date
from gjj.periods.said import moment_said

OLD = codes.Purpose("contact_old", OLD_CODE, "own.contact", "没有换", "重新填一遍，取新的验证码")
NEW = codes.Purpose(budget.NEW_NUMBER, NEW_CODE, "own.contact", "没有换", "重新填一遍，取新的验证码")
MONEY = "没有任何款项变动，收钱照旧用原来的。"
PROOF_LIVES = timedelta(minutes=15)
"""填了多久没有走完的要从头来。"""


def shown(kind: str, value: str) -> str:
    """遮掩过的号码。"""
    return mask_mobile(value) if kind == "mobile" else mask_card(value)


def written_wrong(kind: str, value: str) -> str | None:
    """号码写得哪里不对（位数、校验码）；写得对的为空。不问外单位，什么时候都答得了。"""
    return (mobile if kind == "mobile" else bank_card).problem("".join(value.split()))


def begin(*, by: Actor, kind: str, value: str, session_key: str, device_hash: str, at: datetime) -> dict[str, object]:
    """填了新的号码：核对写法（卡还向银行核对），记下这一件，给原来的号码、新的号码各发一条码；返回放进会话的凭据。"""
    require(by, "own.contact")
    plain = "".join(value.split())
    person = Login.objects.select_related("person").get(pk=by.login_id or 0).person
    _check(by, kind, plain, person, at)
    with transaction.atomic():
        login = Login.objects.select_for_update(of=("self",)).select_related("person").get(pk=by.login_id or 0)
        rows = ContactChange.objects.filter(login=login, kind=kind, undone_at=None, done_at=None)
        if rows.exclude(started_at=None).exists():
            raise BizError(
                "change_waiting", f"已经有一件换{KINDS[kind]}在等冷静期，没有再换。", status=409, money=MONEY,
                fix="等它生效，或先撤销它再换。",
            )  # fmt: skip
        if kind == "mobile":
            _check_asks(login, at)
        rows.update(undone_at=at)
        index = blind_index(kind, plain)
        row = ContactChange.objects.create(login=login, kind=kind, value=plain, value_index=index, asked_at=at)
        here, about = codes.session_hash(session_key), _content(row)
        sent = {
            "old": codes.send(
                purpose=OLD, login=login, ip=by.ip, session_hash=here, at=at, device_hash=device_hash, digest=about
            )
        }
        if kind == "mobile":
            sent["new"] = codes.send_to_number(
                purpose=NEW, mobile=plain, ip=by.ip, session_hash=here, at=at, device_hash=device_hash, digest=about
            )
    return {"id": row.pk, **{name: ticket.as_session() for name, ticket in sent.items()}}


def prove_new(*, by: Actor, kept: dict[str, object], code: str, session_key: str, at: datetime) -> None:
    """新号码收到的码：对了才算是他的。"""
    require(by, "own.contact")
    row = _going(by, kept, at)

    def proven(_: object) -> None:
        ContactChange.objects.filter(pk=row.pk).update(proven_at=at)

    codes.spend_row(NEW, _code_id(kept, "new"), code, session_key, by.ip, at, proven, _content(row))


def start(*, by: Actor, kept: dict[str, object], code: str, session_key: str, at: datetime) -> ContactChange:
    """原来的号码收到的码：对了就开始冷静期，告诉原来的号码；新号码还没有证明的抛 new_number_unproven（409）。"""
    require(by, "own.contact")
    row = _going(by, kept, at)
    if row.kind == "mobile" and row.proven_at is None:
        raise BizError(
            "new_number_unproven",
            "新的号码还没有收到验证码，没有换。",
            status=409,
            money=MONEY,
            fix="请先填新号码收到的验证码。",
        )

    def begun(owner: Login) -> ContactChange:
        Login.objects.select_for_update().get(pk=owner.pk)
        locked = _going(by, kept, at)  # 锁住以后再看一遍：填码的时候刚在别处撤销的、重新填过的不再开始
        locked.started_at = at
        locked.due_at = at + timedelta(hours=parameters.value(CONTACT_HOURS, on=business_date(at)))
        locked.save(update_fields=("started_at", "due_at"))
        value = shown(locked.kind, str(locked.value))
        old = str(getattr(owner.person, locked.kind) or "")
        told = {KINDS[locked.kind]: shown(locked.kind, old) if old else "没有登记"}
        after = {KINDS[locked.kind]: value, "冷静期满": moment_said(locked.due_at)}
        _note(by, locked, at, f"申请换{KINDS[locked.kind]}为 {value}", told, after)
        person_teller()(
            fact=f"contact:{locked.pk}", template=CONTACT_ASKED, person_id=owner.person_id, at=at,
            variables={
                "what": KINDS[locked.kind], "value": value, "due": f"{locked.due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            },
        )  # fmt: skip
        return locked

    return codes.spend(
        purpose=OLD, code_id=_code_id(kept, "old"), code=code, session_key=session_key, ip=by.ip, at=at,
        then=begun, digest=_content(row),
    )  # fmt: skip


@transaction.atomic
def undo(*, by: Actor, kind: str, at: datetime) -> None:
    """撤销；没有在等的抛 change_not_found（404）。"""
    require(by, "own.contact")
    row = _open(by.login_id or 0, kind)
    if row is None:
        raise BizError(
            "change_not_found", "没有在等生效的更换，没有任何改动。", status=404, money=MONEY, fix="照旧用原来的就行。"
        )
    row.undone_at = at
    row.save(update_fields=("undone_at",))
    if row.started_at is not None:
        waiting = {f"等着换上的{KINDS[kind]}": shown(kind, str(row.value))}
        _note(by, row, at, f"撤销换{KINDS[kind]}", waiting, {f"等着换上的{KINDS[kind]}": "没有了"})
        person_teller()(
            fact=f"contact_undone:{row.pk}", template=CONTACT_UNDONE, person_id=row.login.person_id,
            variables={"what": KINDS[kind]}, at=at,
        )  # fmt: skip


def take_due(at: datetime) -> int:
    """冷静期满的换上，告诉本人；返回换了几件，跑多少遍都一样。"""
    due = ContactChange.objects.filter(undone_at=None, done_at=None, due_at__lte=at).values_list("login_id", "kind")
    return sum(_take(login_id, kind, at) for login_id, kind in list(due))


@transaction.atomic
def _take(login_id: int, kind: str, at: datetime) -> bool:
    """换上。手机号是登录的第二样：换的那一刻各处登录着的退出、令牌作废，和柜面换的一样——这时没有人在确认，一个也不留。"""
    row = _open(login_id, kind)
    if row is None or row.due_at is None or row.due_at > at:  # 刚撤销的
        return False
    row.done_at = at
    row.save(update_fields=("done_at",))
    person = Person.objects.select_for_update().get(pk=row.login.person_id)
    value, why = str(row.value), numbers.Why(system_actor(), "own.contact_done", "冷静期满")
    if kind == "mobile":
        numbers.put_mobile(person=person, mobile=value, why=why, at=at)
        end_all(login_id=login_id, because="factor_changed", at=at)
        return True
    numbers.put_bank_card(person=person, card=value, why=why, at=at)
    person_teller()(
        fact=f"contact_done:{row.pk}", template=CONTACT_DONE, person_id=person.pk,
        variables={"value": shown(kind, value)}, at=at,
    )  # fmt: skip
    return True


def _check_asks(login: Login, at: datetime) -> None:
    """新的号码可能是别人的：一个人一小时填得了几次有数，登录由调用者锁住。"""
    asked = ContactChange.objects.filter(attempts.within("asked_at", budget.HOUR, at), login=login, kind="mobile")
    if asked.count() >= parameters.value(CONTACT_ASKS, on=business_date(at)):
        raise BizError(
            "too_many_codes", "一小时里填的新号码太多，没有再发验证码，没有换。", status=429, money=MONEY,
            fix="请一小时以后再来；急办请带身份证件到柜面。", extra={"retry_after": int(budget.HOUR.total_seconds())},
        )  # fmt: skip


def _check(by: Actor, kind: str, plain: str, person: Person, at: datetime) -> None:
    """号码写得对不对，是不是原来的；卡向银行核对是不是本人的。"""
    problem = written_wrong(kind, plain)
    if problem is None and blind_index(kind, plain) == getattr(person, f"{kind}_index"):
        problem = "就是现在登记的这一个"
    if problem is None and kind == "bank_card":
        attempts.take_own_check(str(person.id_no_index), by.ip, at, nothing="没有换")
        verdict = person_verifier().check_card(
            by=by, name=person.name, id_no=str(person.id_no), card=plain, mobile=str(person.mobile or ""), at=at
        )
        if verdict is Verdict.NO_ANSWER:
            raise BizError(
                "verifier_down", "银行卡的核对系统暂时没有应答，没有换。", status=503, money=MONEY,
                fix="请过几分钟再试；一直不行的，带身份证件到柜面。",
            )  # fmt: skip
        problem = None if verdict is Verdict.MATCH else "银行核对不是您本人的卡，或者银行预留的手机号不一样"
    if problem:
        raise BizError(
            "contact_invalid",
            f"{KINDS[kind]}不对：{problem}。没有换。",
            money=MONEY,
            fix=f"请核对{KINDS[kind]}，改好再提交。",
        )


def _going(by: Actor, kept: dict[str, object], at: datetime) -> ContactChange:
    """填过、还没有走完的这一件；不是自己的、放久了的抛 change_stale（409）。"""
    rows = ContactChange.objects.filter(login_id=by.login_id or 0, started_at=None, undone_at=None, done_at=None)
    row = rows.filter(pk=int(str(kept.get("id") or 0)), asked_at__gt=at - PROOF_LIVES).first()
    if row is None:
        raise BizError(
            "change_stale", "填了太久，没有换。", status=409, money=MONEY, fix="请重新填一遍，取新的验证码。"
        )
    return row


def _open(login_id: int, kind: str) -> ContactChange | None:
    """锁住登录，再看没有办完的那一件：撤销和到期只有一个办得成。"""
    Login.objects.select_for_update().filter(pk=login_id).first()
    rows = ContactChange.objects.select_for_update(of=("self",)).select_related("login")
    return rows.filter(login_id=login_id, kind=kind, undone_at=None, done_at=None).first()


def _content(row: ContactChange) -> str:
    """码确认的：这一件、换什么、新的号码（只存散列）。"""
    return codes.confirms("contact", row.pk, row.kind, row.value)


def _code_id(kept: dict[str, object], name: str) -> int:
    ticket = kept.get(name)
    return int(str(ticket["code_id"])) if isinstance(ticket, dict) else 0


def _note(
    by: Actor, row: ContactChange, at: datetime, summary: str, before: dict[str, str], after: dict[str, str]
) -> None:  # fmt: skip
    record(
        by=by, action="own.contact", object_type="person", object_id=row.login.person_id, at=at, summary=summary,
        before=before, after=after,
    )  # fmt: skip

"""交上去的内容里指着别人的：全部表单、接口的每一栏都填着，指人、指东西的填别人的；别人那几件变了没有。"""

from typing import Any

from django import forms
from rest_framework import serializers

from deposits.models import Account, Adjustment, ChangeList, FilingFlag, HandOver, Remittance, Review
from gjj.cases.models import Case
from gjj.identity.models import Grant
from gjj.messaging.models import Message
from tests import situations as s
from tests.architecture.source import PRODUCT


class Theirs:
    """别人那几件现在的样子：first 是一开始的。"""

    def __init__(self, owner: s.Unit) -> None:
        account, where = Account.objects.get(employer_account=owner.account), {"employer_account": owner.account}
        people = [account.person_id]
        self.asked = [
            Account.objects.filter(**where), ChangeList.objects.filter(**where).defer("content"), Remittance.objects.filter(**where),
            Adjustment.objects.filter(**where), FilingFlag.objects.filter(**where), Review.objects.filter(**where), HandOver.objects.filter(**where),
            Case.objects.filter(employer_id=owner.employer_id), Grant.objects.filter(employer_id=owner.employer_id),
            Grant.objects.filter(login__person_id__in=people), Message.objects.filter(employer_id=owner.employer_id), Message.objects.filter(person_id__in=people),
        ]  # fmt: skip
        self.first = self()

    def __call__(self) -> list[list[dict[str, Any]]]:
        return [list(rows.order_by("pk").values()) for rows in self.asked]


def field_names() -> set[str]:
    """全部表单、接口收的内容里有哪几栏。"""
    found: set[str] = set()
    waiting: list[Any] = [forms.BaseForm, serializers.Serializer]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] in PRODUCT and (
            issubclass(kind, forms.BaseForm) or kind.__name__.endswith("Input")
        ):
            found |= {*getattr(kind, "base_fields", {}), *getattr(kind, "_declared_fields", {})}
    return found


def foreign_body(owner: s.Unit, objects: dict[str, int]) -> dict[str, Any]:
    """一份什么栏都填着的内容：指人、指东西的填别人的，别的填得像样；哪一张表收哪几栏由它自己取。"""
    account = Account.objects.select_related("person", "subaccount").get(employer_account=owner.account)
    number = account.subaccount.number
    foreign = {
        "account": number, "number": number, "people": [{"account": number, "base": "9000.00"}], "id_no": str(account.person.id_no),
        "mobile": str(account.person.mobile), "uscc": account.employer_account.employer.uscc, "employer": owner.account.number, "unit": str(owner.account_id),
        "successor": str(objects["unit/people"]), "grant": str(objects["unit/people"]), "remittance": str(objects["remittances"]), "id": str(account.person_id),
        "person": str(account.person_id), "digest": Review.objects.get(pk=objects["unit/reviews"]).digest, "name": account.person.name, "session": "1", "device": "1",
    }  # fmt: skip
    words = {
        "month": "2026-11", "months": ["2026-11"], "amount": "1.00", "base": "9000.00", "employer_ratio": "9", "personal_ratio": "9", "role": "unit_viewer",
        "until": "2027-12-31", "decision": "accept", "accept": True, "field": "base", "claimed": "9000.00", "reason": "missed", "confirm": "1", "create": "1",
        "then": "remittance", "do": "save", "anyway": "1", "leave_out": "1", "row": "2", "rows": "2", "year": "2026", "day": "15", "on": "1", "type": "seal",
    }  # fmt: skip
    return {**dict.fromkeys(field_names() - {"file", "photo"}, "1"), **words, **foreign}


def unsaid(marks: list[bytes], body: dict[str, Any]) -> list[bytes]:
    """自己写着交上去的不算漏：表单会照样写回来。"""
    written_down = str(body).encode()
    return [mark for mark in marks if mark not in written_down]

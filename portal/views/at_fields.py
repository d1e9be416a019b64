"""没办成的说在哪一栏；新口令的毛病一次说全。"""

from collections.abc import Iterable

from django.forms import Form

from gjj.declarations.errors import BizError
from gjj.identity.services.weak_passwords import plain_problems, weak_said


def at_fields(form: Form, error: BizError | None) -> None:
    """业务的拒绝里说了是哪一栏的，添到那一栏；表里没有那一栏的不添。"""
    if not form.is_bound:
        return
    form.is_valid()
    for one in error.errors if error else ():
        if one.get("field") in form.fields:
            form.add_error(one["field"], one["message"])


def is_right(form: Form, *, least: int, own: Iterable[str] = ()) -> bool:
    """表的样子对不对；新口令太短、太常见的这时就说，和两遍不一样这些一起改。own 是刚证明过的本人的资料。"""
    is_shaped = form.is_valid()
    password = form.cleaned_data.get("password", "")
    found = plain_problems(password, least=least, own=own) if password else []
    if found:
        form.add_error("password", weak_said(found))
    return is_shaped and not found

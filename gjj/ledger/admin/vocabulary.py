"""账按网点怎么分、编码怎么说、凭证和分户账在后台哪一页、流水号怎么认。"""

import re
from datetime import date

from django.db.models import Q

from gjj.backoffice.branches import of_branch
from gjj.backoffice.finders import as_key, finder_for
from gjj.backoffice.things import Thing, register_thing
from gjj.backoffice.words import register_words
from gjj.ledger.labels import ACTIONS, VOUCHER_KINDS
from gjj.ledger.models import Subaccount, Voucher
from gjj.ledger.selectors import scope
from gjj.ledger.selectors.books import KINDS, serials_of

SERIAL = re.compile(r"(\d{4})(\d{2})(\d{2})-0*(\d{1,18})")


def _number_of(pk: int) -> str | None:
    return Subaccount.objects.filter(pk=pk).values_list("number", flat=True).first()


of_branch("ledger.voucher")(scope.vouchers)
of_branch("ledger.subaccount")(scope.subaccounts)
of_branch("ledger.movement")(scope.movements)
of_branch("ledger.hold")(scope.holds)
register_words("action", ACTIONS)
register_words("voucher.kind", VOUCHER_KINDS)
register_words("movement.kind", KINDS)
register_thing(Thing("voucher", "凭证", "ledger_voucher", lambda pk: serials_of([pk]).get(pk)))
register_thing(Thing("subaccount", "分户账", "ledger_subaccount", _number_of))


@finder_for("ledger.voucher")
def by_serial(term: str) -> Q | None:
    """流水号 20261014-00001534，或只填后面的编号。"""
    whole = SERIAL.fullmatch(term)
    if whole is None:
        number = as_key(term)
        return Q(pk=number) if number and Voucher.objects.filter(pk=number).exists() else None
    year, month, day, number = (int(part) for part in whole.groups())
    try:
        return Q(pk=number, booked_on=date(year, month, day))
    except ValueError:
        return Q(pk=None)

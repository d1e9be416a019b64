"""归集的恒等式：``manage.py prove`` 从这里取，全查。"""

from deposits.proofs.accounts import ACCOUNTS
from deposits.proofs.books import BOOKS
from deposits.proofs.cases import CASES
from deposits.proofs.claims import CLAIMS
from deposits.proofs.money import MONEY
from deposits.proofs.reviews import REVIEWS

INVARIANTS = (*BOOKS, *MONEY, *CLAIMS, *ACCOUNTS, *CASES, *REVIEWS)

"""后台：凭证与科目（vouchers.py）、分户账与明细（accounts.py），全部只读；编码的说法和流水号的认法在 vocabulary.py。"""

from gjj.ledger.admin import accounts, vocabulary, vouchers  # noqa: F401

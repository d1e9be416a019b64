"""归集的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class DepositsConfig(AppConfig):
    """归集。"""

    name = "deposits"
    verbose_name = "归集"

    def ready(self) -> None:
        from deposits.permissions import PERMISSIONS
        from deposits.selectors.branches import UnitsOfBranches
        from deposits.selectors.exclusions import GATES
        from deposits.selectors.people import has_account
        from gjj.catalog.ports import register_gate
        from gjj.identity.ports import register_account_finder, register_branch_rows

        register(PERMISSIONS)
        register_account_finder(has_account)
        register_branch_rows(UnitsOfBranches())
        for code, gate in GATES.items():
            register_gate(code, gate)
        _register_cases()
        _register_approvals()
        _register_money()


def _register_cases() -> None:
    """办件指着的业务，柜面退得回的事项。"""
    from deposits.items import MAKE_UP, OPENING, REMIT
    from deposits.rules.funded import scheduled_said
    from deposits.services.remit_case import wait_again
    from gjj.cases.ports import Desk, Subject, register_desk, register_subject

    register_subject(Subject("change_list", "变更清册", {"unit": "deposits:change_list"}))
    register_subject(Subject("remittance", "汇缴书", {"unit": "deposits:remittance"}, scheduled=scheduled_said))
    register_subject(Subject("adjustment", "调整书", {"unit": "deposits:adjustment"}))
    register_subject(Subject("refund", "单位暂存", {"unit": "deposits:suspense"}, numbered=False))
    register_subject(Subject("agreement", "托收协议", {"unit": "deposits:collection"}, numbered=False))
    register_subject(Subject("filing_flag", "异议", {"unit": "deposits:flag", "personal": "deposits:own_flag"}))
    register_subject(Subject("unit_application", "单位开户申请", {"personal": "deposits:unit_opening"}, numbered=False))
    # 只在登记的那一页改好再交（查过了才收）；补正之后还是管理部核对，业务不用走一步
    register_desk(Desk(OPENING, frozenset({"processing"}), lambda case, by, at: None, "单位登记开户"))
    for item in (REMIT, MAKE_UP):
        register_desk(Desk(item, frozenset({"waiting"}), wait_again))


def _register_approvals() -> None:
    """要两个人办的几类。"""
    from deposits.services.agreed_claims import Claiming, Unclaiming
    from deposits.services.agreed_opening import UnitOpening
    from deposits.services.agreed_payer import PayerChange
    from deposits.services.agreed_refunds import BigRefund
    from deposits.services.refuse_opening import OpeningRefusal
    from gjj.approvals.ports import register_handler

    for handler in (Claiming(), Unclaiming(), PayerChange(), BigRefund(), UnitOpening(), OpeningRefusal()):
        register_handler(handler)


def _register_money() -> None:
    """到账、付出归谁办，冲账以后谁跟上。"""
    from deposits.receipts import RemittanceReceipts, SuspenseRefunds
    from deposits.services.follow_reversal import RefundReversals, RemittanceReversals
    from deposits.services.undo_claim import ClaimReversals
    from gjj.ledger.ports import register_follower
    from gjj.settlement.ports import register_payout, register_purpose

    register_purpose(RemittanceReceipts())
    register_payout(SuspenseRefunds())
    for follower in (RemittanceReversals(), RefundReversals(), ClaimReversals()):
        register_follower(follower)

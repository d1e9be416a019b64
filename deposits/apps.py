"""归集的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class DepositsConfig(AppConfig):
    """归集。"""

    name = "deposits"
    verbose_name = "归集"

    def ready(self) -> None:
        from deposits.items import MAKE_UP, REMIT
        from deposits.permissions import PERMISSIONS
        from deposits.receipts import RemittanceReceipts, SuspenseRefunds
        from deposits.rules.funded import scheduled_said
        from deposits.selectors.exclusions import GATES
        from deposits.selectors.people import has_account
        from deposits.services.agreed_claims import Claiming, Unclaiming
        from deposits.services.agreed_payer import PayerChange
        from deposits.services.agreed_refunds import BigRefund
        from deposits.services.follow_reversal import RefundReversals, RemittanceReversals
        from deposits.services.remit_case import wait_again
        from deposits.services.undo_claim import ClaimReversals
        from gjj.approvals.ports import register_handler
        from gjj.cases.ports import Desk, Subject, register_desk, register_subject
        from gjj.catalog.ports import register_gate
        from gjj.identity.ports import register_account_finder
        from gjj.ledger.ports import register_follower
        from gjj.settlement.ports import register_payout, register_purpose

        register(PERMISSIONS)
        register_account_finder(has_account)
        register_subject(Subject("change_list", "变更清册", {"unit": "deposits:change_list"}))
        register_subject(Subject("remittance", "汇缴书", {"unit": "deposits:remittance"}, scheduled=scheduled_said))
        register_subject(Subject("adjustment", "调整书", {"unit": "deposits:adjustment"}))
        register_subject(Subject("refund", "单位暂存", {"unit": "deposits:suspense"}, numbered=False))
        register_subject(Subject("agreement", "托收协议", {"unit": "deposits:collection"}, numbered=False))
        register_subject(Subject("filing_flag", "异议", {"unit": "deposits:flag", "personal": "deposits:own_flag"}))
        for item in (REMIT, MAKE_UP):
            register_desk(Desk(item, frozenset({"waiting"}), wait_again))
        for code, gate in GATES.items():
            register_gate(code, gate)
        register_handler(Claiming())
        register_handler(Unclaiming())
        register_handler(PayerChange())
        register_handler(BigRefund())
        register_purpose(RemittanceReceipts())
        register_payout(SuspenseRefunds())
        register_follower(RemittanceReversals())
        register_follower(RefundReversals())
        register_follower(ClaimReversals())

"""还没有单位的事归哪里管，跟着那件事走：申请改归别的网点、开好了有了单位，关于它的审批跟着改。"""

from gjj.approvals.models import Proposal, ProposalUnit
from gjj.approvals.selectors import BRANCH, UNIT, named_in, proposals_about


def of_branch(what: str, branch_id: int | None) -> None:
    """关于 what（「种类:编号」）、还没有单位的各份审批归这个网点；空是中心直接管。在调用者的事务里。"""
    for row in _locked(what):
        if not named_in(row.about, UNIT):
            _say(row, [f"{BRANCH}{branch_id}"] if branch_id is not None else [])


def of_unit(what: str, unit_id: int) -> None:
    """what 有了单位：关于它的各份审批从此照单位归哪个网点看，单位迁了跟着过去。在调用者的事务里。"""
    for row in _locked(what):
        if unit_id not in named_in(row.about, UNIT):
            _say(row, [f"{UNIT}{unit_id}"])
            ProposalUnit.objects.get_or_create(proposal=row, unit_id=unit_id)


def _locked(what: str) -> list[Proposal]:
    """别人正在定的那一份跳过：他锁着它等这里办完，等他就互相等住了；那一份接着就作废。"""
    return list(proposals_about(what).select_for_update(skip_locked=True).order_by("id"))


def _say(row: Proposal, place: list[str]) -> None:
    row.about = [*(one for one in row.about if not one.startswith(BRANCH)), *place]
    row.save(update_fields=("about",))

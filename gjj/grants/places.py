"""一个角色管到哪里：单位的人管一个单位，中心的人管一个网点或全中心。"""

from dataclasses import dataclass

from gjj.declarations.errors import BizError
from gjj.identity.models import UNIT_ROLES, Branch, Employer

EVERYWHERE = "全中心"


@dataclass(frozen=True)
class Place:
    """管到哪里：范围、代码（统一社会信用代码或网点代码，全中心为空串）、怎么说。"""

    scope: str
    code: str
    said: str
    employer: int | None = None
    branch: int | None = None


def place_of(role: str, code: str) -> Place:
    """照角色读代码：单位的角色写统一社会信用代码，柜面的写网点代码，空着是全中心。没有这个单位、网点抛 BizError。"""
    if role in UNIT_ROLES:
        employer = Employer.objects.filter(uscc__iexact=code).first()
        if employer is None:
            raise _unknown("统一社会信用代码", "请从缴存单位的清单里照抄 18 位代码。")
        return Place("employer", employer.uscc, employer.name, employer=employer.pk)
    if not code:
        return Place("all", "", EVERYWHERE)
    branch = Branch.objects.filter(code=code).first()
    if branch is None:
        raise _unknown("网点代码", "请从管理部与网点的清单里照抄两位代码；管全中心的空着。")
    return Place("branch", branch.code, branch.name, branch=branch.pk)


def _unknown(what: str, fix: str) -> BizError:
    return BizError(
        "grant_place", f"没有这个{what}，申请没有提交。", status=404, fix=fix, money="没有任何款项变动。",
    )  # fmt: skip

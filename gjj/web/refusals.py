"""办不了的事统一成一种说法：业务的拒绝、状态表里没有的一步、没有公布的参数。页面和接口都问这里。"""

from gjj.declarations.errors import BizError
from gjj.parameters.selectors import ParameterMissing
from gjj.transitions.machine import IllegalTransition

REFUSALS = (BizError, IllegalTransition, ParameterMissing)
NOTHING = "没有任何款项变动。"


def as_refusal(error: Exception) -> BizError | None:
    """这个错是不是「办不了」；是的给出中文说法，程序的错为空。

    状态不对是 state_not_allowed（409），那一天没有参数是 parameter_missing（422）；两样都在事务里抛出，已全部回滚。
    """
    match error:
        case BizError():
            return error
        case IllegalTransition():
            return BizError(
                "state_not_allowed", "现在的状态不能这样办，没有任何改动。", status=409, money=NOTHING,
                fix="可能别处刚办过。请刷新后看现在的状态，再决定怎么办。",
            )  # fmt: skip
        case ParameterMissing():
            return BizError(
                "parameter_missing", f"本中心没有 {error.on.isoformat()} 的「{error.label}」，算不出来，没有任何改动。",
                money=NOTHING, fix="请换一个日期再试；确实要按这一天办的，请拨打 12329。",
                extra={"parameter": error.code, "on": error.on.isoformat()},
            )  # fmt: skip
    return None

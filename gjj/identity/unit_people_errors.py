"""任命、收回本单位的人时的拒绝：都没有任何款项变动。"""

from collections.abc import Mapping, Sequence
from datetime import date

from gjj.declarations.errors import BizError
from gjj.identity.usernames import SAID
from gjj.periods.said import day_said

STILL = "没有任何款项变动。"


def _at(field: str, code: str, message: str) -> list[Mapping[str, str]]:
    """错在哪一栏：页面的错误一览连到那一栏。"""
    return [{"field": field, "code": code, "message": message}]


def together(found: Sequence[BizError]) -> BizError:
    """几处不对的并成一个，逐处说；只有一处的就是它。"""
    if len(found) == 1:
        return found[0]
    wrong = [one for error in found for one in error.errors]
    return BizError(
        "appointee_invalid",
        f"有 {len(wrong)} 处要改，没有任命。",
        errors=wrong,
        money=STILL,
        fix="请逐处改好，再核对一遍。",
    )


def numbers_wrong(errors: Sequence[Mapping[str, str]]) -> BizError:
    """证件号码、手机号写得不对；errors 逐项说。"""
    return BizError(
        "appointee_invalid", "".join(one["message"] for one in errors) + "没有任命。", errors=errors, money=STILL,
        fix="请照本人的身份证件和手机号改好，再提交一次。",
    )  # fmt: skip


def no_such_role() -> BizError:
    """不是单位能定的身份。"""
    return BizError(
        "grant_role",
        "没有这个身份，没有任命。",
        money=STILL,
        errors=_at("role", "grant_role", "没有这个身份。"),
        fix="请在经办、复核、只读、管理员里选一个。",
    )


def admin_has_no_end() -> BizError:
    """管理员写了截止日。"""
    return BizError(
        "admin_has_no_end", "管理员的身份不写截止日：到期没有人管，单位就没有管理员了。没有任命。", money=STILL,
        errors=_at("until", "admin_has_no_end", "管理员不写截止日，请空着。"),
        fix="请把截止日空着；以后不当了，由另一位管理员收回。",
    )  # fmt: skip


def until_is_past(today: date) -> BizError:
    """截止日已经过去，或者远得没有边。"""
    return BizError(
        "grant_in_the_past", "截止日已经过去，或者写得太远，没有任命。", money=STILL,
        errors=_at("until", "grant_in_the_past", "截止日已经过去，或者写得太远。"),
        fix=f"请写{day_said(today)}或者以后的日子；没有截止日的空着。",
    )  # fmt: skip


def username_wrong() -> BizError:
    """用户名写得不对。"""
    return BizError(
        "username_invalid", f"用户名要{SAID}。没有任命。", money=STILL,
        errors=_at("username", "username_invalid", f"用户名要{SAID}。"),
        fix="请另起一个，例如 zhang-unit；这个人以前有登录的可以空着，用原来的。",
    )  # fmt: skip


def username_taken(username: str) -> BizError:
    """用户名有别人用。"""
    return BizError(
        "username_taken",
        f"用户名 {username} 已经有人用，没有任命。",
        status=409,
        money=STILL,
        errors=_at("username", "username_taken", "这个用户名已经有人用。"),
        fix="请另起一个，再提交一次。",
    )


def named_otherwise() -> BizError:
    """姓名和证件号码对不上。"""
    return BizError(
        "person_named_otherwise", "姓名和证件号码对不上，没有任命。", status=409, money=STILL,
        errors=_at("name", "person_named_otherwise", "姓名和证件号码对不上。"),
        fix="请对照身份证核对姓名和证件号码；登记错了的，请先到柜面更正。",
    )  # fmt: skip


def login_is_closed() -> BizError:
    """他的登录停用了。"""
    return BizError(
        "login_closed", "这个人的登录已经停用，没有任命。", status=409, money=STILL,
        errors=_at("id_no", "login_closed", "这个人的登录已经停用。"),
        fix="请换一个人，或请他带身份证件到柜面恢复登录。",
    )  # fmt: skip


def no_mobile() -> BizError:
    """有登录，没有预留手机号：收不到验证码。"""
    return BizError(
        "mobile_missing", "这个人没有预留手机号，登录收不到验证码，没有任命。", status=409, money=STILL,
        errors=_at("id_no", "mobile_missing", "这个人没有预留手机号。"),
        fix="请他本人带身份证件到柜面登记手机号，再任命。",
    )  # fmt: skip


def own_role() -> BizError:
    """给自己任命、改自己的。"""
    return BizError(
        "own_role", "自己的身份自己不能任命、不能改，没有任何改动。", status=403, money=STILL,
        errors=_at("id_no", "own_role", "这是您自己的证件号码。"),
        fix="请本单位的另一位管理员办；没有另一位的，请到柜面。",
    )  # fmt: skip


def already_so(role: str) -> BizError:
    """本来就是这样。"""
    return BizError(
        "grant_exists", f"他现在就是{role}，期限也一样，没有改动。", status=409, money=STILL,
        errors=_at("role", "grant_exists", f"他现在就是{role}，期限也一样。"),
        fix="要改期限的，请写新的截止日。",
    )  # fmt: skip


def not_of_the_unit() -> BizError:
    """不是本单位的，或者已经收回、到期：一样当作没有。"""
    return BizError(
        "grant_not_found", "本单位没有这个人的这项身份，或者已经收回、到期，没有任何改动。", status=404, money=STILL,
        fix="请从「本单位的人」里重新选。",
    )  # fmt: skip


def last_unit_admin() -> BizError:
    """最后一位管理员。"""
    return BizError(
        "last_unit_admin", "他是本单位最后一位管理员，收回了就没有人能任命别人，没有收回。", status=409, money=STILL,
        fix="请先任命另一位管理员，再收回；单位换了人、管理员联系不上的，请带证明到柜面。",
    )  # fmt: skip

"""新建、停用、恢复登录的拒绝。"""

from gjj.declarations.errors import BizError
from gjj.identity.usernames import SAID

MONEY = "没有任何款项变动。"


def _refused(code: str, detail: str, fix: str, status: int = 409) -> BizError:
    return BizError(code, f"{detail}没有提交，登录没有任何改动。", status=status, fix=fix, money=MONEY)


def no_such_login() -> BizError:
    """没有这个登录。"""
    return _refused("login_not_found", "没有这个登录，", "请从登录的清单里重新选。", 404)


def not_just_stopped() -> BizError:
    """不是刚紧急停用的那一下提的确认。"""
    return _refused(
        "login_not_stopped", "这个登录现在没有紧急停着，或者已经提过确认，", "要停的请在登录那一页「紧急停用」。"
    )


def no_such_person() -> BizError:
    """没有这个人。"""
    return _refused("staff_not_registered", "没有登记过这个人，", "请先从「新建柜面登录」登记他。", 404)


def numbers_wrong(errors: list[dict[str, str]]) -> BizError:
    """证件号、手机号不合规矩；哪一项都说。"""
    return BizError(
        "staff_numbers_wrong", "".join(one["message"] for one in errors) + "没有登记这个人，登录没有任何改动。", money=MONEY,
        errors=errors, fix="请照身份证件和本人的手机号改好，再提交一次。",
    )  # fmt: skip


def has_login(username: str) -> BizError:
    """一人一个登录。"""
    return _refused(
        "login_exists",
        f"这个人已经有登录 {username}，一人一个，",
        "请用他原来的登录：从那一页提出授权；停用着的，先提出恢复。",
    )


def no_mobile() -> BizError:
    """没有预留手机号，收不到码。"""
    return _refused("staff_no_mobile", "这个人没有登记手机号，收不到设口令的短信码，", "请先登记他本人的手机号。")


def username_wrong() -> BizError:
    """用户名不合规矩。"""
    return _refused(
        "username_invalid", f"用户名不合规矩（{SAID}），",
        "请改一个，比如姓名的拼音加工号。", 422,
    )  # fmt: skip


def username_taken(username: str) -> BizError:
    """用户名有人用。"""
    return _refused("username_taken", f"用户名 {username} 已经有人用，", "请换一个用户名。")


def not_a_post() -> BizError:
    """不是柜面的角色。"""
    return _refused("grant_role", "没有这个柜面的角色，", "请从角色的清单里选。", 422)


def closed_already(said: str) -> BizError:
    """已经停用。"""
    return _refused(
        "login_closed_already", f"这个登录已经停用着（{said}），", "请刷新那一页再看；要恢复的，提出恢复登录。"
    )


def not_closed() -> BizError:
    """在用着，不用恢复。"""
    return _refused("login_is_open", "这个登录在用着，", "不用恢复；请刷新那一页再看。")


def closed_by_owner() -> BizError:
    """本人注销的，不由后台恢复。"""
    return _refused("login_closed_by_owner", "这个登录是本人注销的，", "本人要再用的，请带身份证件到柜面恢复。")


def last_admin(role: str) -> BizError:
    """停了就没有人提、没有人批了。"""
    return _refused(
        "last_admin",
        f"他是最后一位{role}，停了授权就再也给不出去，",
        f"请先给另一个人{role}的授权；口令泄露的，请他马上凭短信重设，各处立刻退出。",
    )


def own_login() -> BizError:
    """自己的登录。"""
    return _refused(
        "own_login",
        "这是您自己的登录，",
        "口令泄露的，请马上用「忘记口令」凭短信重设，各处立刻退出；停用的请另一位安全管理员办。",
    )


def reason_missing() -> BizError:
    """没有写为什么。"""
    return _refused("stop_reason_missing", "没有写为什么紧急停用，", "请写明原因，确认的人要看。", 422)

"""凭编号和查询码查进度：两样都对才给看；查不着的占预算，猜码的猜不下去。"""

import hmac
from datetime import datetime, timedelta

from gjj.cases.models import Case, ProgressTry
from gjj.cases.parameters import MISS_BUDGETS, MISSES_ALL, MISSES_HERE, MISSES_IP, MISSES_KEPT, MISSES_NUMBER
from gjj.cases.selectors.cases import CaseStory, story_of
from gjj.crypto.box import hmac_hex
from gjj.database.forgetting import forget_before
from gjj.declarations.errors import BizError
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date

WINDOW = timedelta(minutes=10)
"""数填错的次数看多久以内的；六位码有 31^6 种，一个编号照预算猜，猜中一件平均要一百多年。"""


def progress_story(*, number: str, code: str, ip: str, at: datetime) -> CaseStory:
    """这件办件的全部；给人看之前还要遮掩（selectors.shown.progress_of）。

    编号没有、码不对，答复一样（404）；填错太多次的先停十分钟（429）。
    """
    number, code = "".join(number.split()), "".join(code.split()).upper()
    attempt = take_try(number, ip, at)
    found = Case.objects.filter(number=number).first() if number.isascii() and len(number) <= 15 else None
    expected = found.query_code if found else "------"
    if not hmac.compare_digest(expected.encode(), code.encode()) or found is None:
        raise BizError(
            "progress_not_found", "没有查到：办件编号或查询码不对。", status=404,
            fix="请对照办理人给您的 15 位编号和 6 位查询码再填；查询码里没有 0、1、I、L、O。",
        )  # fmt: skip
    attempt.delete()
    return story_of(found, business_date(at))


def take_try(number: str, ip: str, at: datetime) -> ProgressTry:
    """先记一次再数：同时来一百次也只放过预算之内的几次；一个地址对一个编号、一个编号、一个地址、全中心各有预算。

    一个编号的预算比一个地址对它的大得多：外人填错几次，本人在自己的地址上照样查得到。
    """
    most = parameters.values(MISS_BUDGETS, on=business_date(at))
    one = ProgressTry.objects.create(number_hash=hmac_hex("progress", number, key="code"), ip=ip, at=at)
    recent = ProgressTry.objects.filter(at__gt=at - WINDOW, at__lte=at + WINDOW)
    mine, here = recent.filter(number_hash=one.number_hash), recent.filter(ip=ip)
    is_over = mine.filter(ip=ip).count() > most[MISSES_HERE] or mine.count() > most[MISSES_NUMBER]
    if is_over or here.count() > most[MISSES_IP]:
        said = "填错的次数太多，先停 10 分钟"
    elif recent.count() > most[MISSES_ALL]:  # 连填对的也先停：不然各处轮着猜，没有尽头
        said = "现在各处填错的次数合起来太多，凭查询码查进度先停 10 分钟"
    else:
        return one
    one.delete()
    raise BizError(
        "too_many_tries", f"{said}；办件照常办理，没有受影响。", status=429,
        fix="请 10 分钟后再查；登录大厅在「我的办件」里看不受限，也可以拨打 12329。",
        extra={"retry_after": int(WINDOW.total_seconds())},
    )  # fmt: skip


def forget_tries(at: datetime) -> int:
    """删去过了时候的查询计数，返回删了几行；还在预算窗口里的一定留着（参数至少一天）。"""
    days = parameters.values((MISSES_KEPT,), on=business_date(at))[MISSES_KEPT]
    return forget_before(ProgressTry, "at", at - timedelta(days=days))

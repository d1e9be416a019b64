"""凭编号和查询码查进度：两样都对才给看；查不着的占预算，猜码的猜不下去。"""

import hmac
from datetime import datetime, timedelta

from django.db.models import Q

from gjj.cases.models import Case, ProgressTry
from gjj.cases.selectors.cases import CaseStory, story_of
from gjj.crypto.box import hmac_hex
from gjj.declarations.errors import BizError
from gjj.periods.days import business_date

WINDOW = timedelta(minutes=10)
MISSES_PER_NUMBER = 5
"""一个编号，窗口内可以填错几次码，不论从哪里来；六位码有 31^6 种，猜中一件平均要几千年。"""
MISSES_PER_IP = 20
"""一个网络地址，窗口内可以填错几次。"""


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
    """先记一次再数：同时来一百次也只放过预算之内的几次。"""
    one = ProgressTry.objects.create(number_hash=hmac_hex("progress", number, key="code"), ip=ip, at=at)
    recent = ProgressTry.objects.filter(at__gt=at - WINDOW, at__lte=at + WINDOW)
    mine = recent.filter(Q(number_hash=one.number_hash)).count()
    if mine <= MISSES_PER_NUMBER and recent.filter(ip=ip).count() <= MISSES_PER_IP:
        return one
    one.delete()
    raise BizError(
        "too_many_tries", "填错的次数太多，先停 10 分钟；办件照常办理，没有受影响。", status=429,
        fix="请 10 分钟后再查；登录大厅在「我的办件」里看不受限，也可以拨打 12329。",
        extra={"retry_after": int(WINDOW.total_seconds())},
    )  # fmt: skip

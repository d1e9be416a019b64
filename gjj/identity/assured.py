"""登录有多可信：实名核验过没有，同意了哪一版用户协议；身份级别由它得出。"""

from datetime import datetime

from django.db import models

from gjj.actors.levels import FACE, PASSWORD, VERIFIED
from gjj.identity.closable import Closable

BY_POLICE = "公安、银行卡核对一致"
"""本人核验的怎么说。"""
UNSAID = "看过证件，或公安、银行卡核对过；那时还没有记是哪一种"
"""核验过、没有记怎么核验的：记下来以前的登录。"""


def papers_seen(name: str) -> str:
    """柜面看过证件的怎么说：谁看的。"""
    return f"柜面看过身份证件（{name}）"


class Assured(Closable):
    """登录的几栏：口令是不是别人设的、登录时看出来太常见的、实名核验于、怎么核验的、同意的用户协议是哪一版、几时同意的（每次同意另有一条审计）、最近在哪台设备上重设过口令。"""

    password_is_initial = models.BooleanField("口令是别人设的", default=False)
    password_is_common = models.BooleanField("口令太常见", default=False, db_default=False)
    name_verified_at = models.DateTimeField("实名核验于", null=True)
    name_verified_how = models.CharField("怎么核验的", max_length=120, blank=True, default="", db_default="")
    terms_version = models.CharField("同意的用户协议", max_length=16, blank=True, default="", db_default="")
    terms_agreed_at = models.DateTimeField("同意时间", null=True)
    reset_device = models.CharField("重设口令的设备的散列", max_length=64, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def verified_said(self) -> str:
        """实名核验怎么来的；没有核验过为空。"""
        return (self.name_verified_how or UNSAID) if self.name_verified_at else ""

    @property
    def must_choose_password(self) -> str:
        """口令要先换掉的缘由：别人设的（initial）、太常见的（common）；不用换为空。"""
        return "initial" if self.password_is_initial else "common" if self.password_is_common else ""


def level_of(name_verified_at: datetime | None, *, face: bool = False) -> int:
    """这次登录里的身份级别：没有实名核验过的，照了人脸也还是第一级。"""
    if name_verified_at is None:
        return PASSWORD
    return FACE if face else VERIFIED

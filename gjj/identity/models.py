"""登录、自然人、单位、网点、授权、登录会话、短信码；第二样在 factors.py，次数的计数在 failures.py，名字从这里也取得到。"""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from gjj.actors.roles import COUNTER, ROLES, UNIT_ADMIN, UNIT_WORK
from gjj.crypto.blind import BlindIndexField
from gjj.crypto.fields import EncryptedTextField
from gjj.crypto.indexed import Indexed
from gjj.identity.assured import Assured
from gjj.identity.closable import IN_USE_SAYS_NOTHING
from gjj.identity.factors import BackupCode, SmsDevice, TotpDevice
from gjj.identity.failures import SignInFailure

__all__ = ["BackupCode", "SignInFailure", "SmsDevice", "TotpDevice"]


class Person(Indexed):
    """自然人：全中心按证件唯一；证件号、手机号、卡号加密存放，按盲索引查找。"""

    name = models.CharField("姓名", max_length=64, db_index=True)
    name_pinyin = models.CharField("姓名全拼", max_length=128)
    name_initials = models.CharField("姓名首字母", max_length=32)
    id_no = EncryptedTextField("证件号码")
    id_no_index = BlindIndexField("证件号码索引", unique=True, source="id_no", purpose="id_no")
    id_no_tail_index = BlindIndexField(
        "证件号码后四位索引", null=True, db_index=True, source="id_no", purpose="id_no_tail"
    )
    mobile = EncryptedTextField("手机号", null=True)
    mobile_index = BlindIndexField("手机号索引", null=True, db_index=True, source="mobile", purpose="mobile")
    bank_card = EncryptedTextField("银行卡号", null=True)
    bank_card_index = BlindIndexField("银行卡号索引", null=True, source="bank_card", purpose="bank_card")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "自然人"
        verbose_name_plural = "自然人"
        ordering = ("name_pinyin", "id")
        indexes = (
            models.Index(fields=("name_pinyin", "id"), name="person_pinyin"),
            models.Index(fields=("name_pinyin",), opclasses=("varchar_pattern_ops",), name="person_pinyin_start"),
            models.Index(fields=("name_initials",), name="person_initials"),
            # 第二套的只索引写了的：平时空着，写一行不多花
            models.Index(
                fields=("id_no_tail_index_other",),
                name="person_id_no_tail_b",
                condition=Q(id_no_tail_index_other__isnull=False),
            ),
            models.Index(
                fields=("mobile_index_other",), name="person_mobile_b", condition=Q(mobile_index_other__isnull=False)
            ),
        )
        # 有号码的要有索引，由每一套自己的约束守着（gjj/crypto/slots.py）；这里守着没有号码的没有索引
        constraints = (
            models.UniqueConstraint(
                fields=("id_no_index_other",), name="person_id_no_b", condition=Q(id_no_index_other__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(mobile__isnull=False) | Q(mobile_index__isnull=True, mobile_index_other__isnull=True),
                name="mobile_index_of_a_mobile",
            ),
            models.CheckConstraint(
                condition=Q(bank_card__isnull=False)
                | Q(bank_card_index__isnull=True, bank_card_index_other__isnull=True),
                name="bank_card_index_of_a_card",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    """缴存单位：是谁（统一社会信用代码、名称）；账户在归集业务里。"""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("单位名称", max_length=128, db_index=True)
    name_pinyin = models.CharField("名称全拼", max_length=128)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "缴存单位"
        verbose_name_plural = "缴存单位"
        ordering = ("name_pinyin", "id")
        indexes = (
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="employer_name_part"),
            models.Index(OpClass(Upper("name_pinyin"), "text_pattern_ops"), name="employer_pinyin_start"),
            models.Index(Upper("uscc"), name="employer_uscc_said"),
        )

    def __str__(self) -> str:
        return self.name


class Branch(models.Model):
    """管理部或网点：归哪个区域。"""

    code = models.CharField("代码", max_length=2, unique=True)
    name = models.CharField("名称", max_length=64)
    area = models.CharField("区域", max_length=32, default="*")

    class Meta:
        verbose_name = "管理部与网点"
        verbose_name_plural = "管理部与网点"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class LoginManager(BaseUserManager["Login"]):
    """登录的管理器；建登录走服务，不走这里。"""


class Login(Assured, AbstractBaseUser):  # type: ignore[django-manager-missing]
    """登录：一个用户名，属于一个自然人；能做什么由授权决定。"""

    username = models.CharField("用户名", max_length=64, unique=True)
    person = models.OneToOneField("identity.Person", models.PROTECT, verbose_name="自然人")
    is_active = models.BooleanField("可用", default=True)
    created_at = models.DateTimeField("创建时间")
    password_set_at = models.DateTimeField("口令设于", null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = LoginManager()
    # 后台模板会问这几样；我们的后台只认授权，一律答否
    is_staff = is_superuser = False

    class Meta:
        verbose_name = "登录"
        verbose_name_plural = "登录"
        ordering = ("username",)
        constraints = (models.UniqueConstraint(Upper("username"), name="username_in_any_case"), IN_USE_SAYS_NOTHING)

    def __str__(self) -> str:
        return str(self.username)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django 的模型权限一律不用。"""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django 的模型权限一律不用。"""
        return False


GRANTABLE = {code: title for code, title in ROLES.items() if code != "system"}
"""能授给人的角色：「系统」不是人，不能授。"""
UNIT_ROLES = (*UNIT_WORK, UNIT_ADMIN)
FITS = (
    Q(role__in=UNIT_ROLES, scope="employer", employer__isnull=False, branch__isnull=True)
    | Q(role="person", scope="self", employer__isnull=True, branch__isnull=True)
    | Q(role__in=sorted(COUNTER), scope="branch", branch__isnull=False, employer__isnull=True)
    | Q(role__in=sorted(COUNTER), scope="all", branch__isnull=True, employer__isnull=True)
)
"""角色与范围要配得上：单位的人只管一个单位，职工只管自己，中心的人管一个网点或全中心。"""


class Grant(models.Model):
    """授权：某个登录在某段时间里以某个角色、在某个范围内办事。"""

    SCOPES = (("employer", "本单位"), ("branch", "本网点"), ("self", "本人"), ("all", "全中心"))

    login = models.ForeignKey("identity.Login", models.PROTECT, related_name="grants", verbose_name="登录")
    role = models.CharField("角色", max_length=32, choices=tuple(GRANTABLE.items()))
    scope = models.CharField("范围", max_length=16, choices=SCOPES)
    employer = models.ForeignKey("identity.Employer", models.PROTECT, null=True, blank=True, verbose_name="单位")
    branch = models.ForeignKey("identity.Branch", models.PROTECT, null=True, blank=True, verbose_name="网点")
    valid_from = models.DateField("起始日")
    valid_to = models.DateField("截止日（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        verbose_name_plural = "授权"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=FITS, name="grant_role_fits_scope"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="grant_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=("login", "role", "scope", "employer", "branch"),
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="one_open_grant_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.login} {self.get_role_display()}"


class SignedInSession(models.Model):
    """登录会话：某个登录在一台设备上的一次登录，从进门到退出；没退出的才留着会话编号，退出就抹掉。"""

    ENDINGS = (
        ("signed_out", "本人退出"), ("from_elsewhere", "在别处退出了这台"), ("idle", "久未操作"), ("time_limit", "到了最长时间"),
        ("password_changed", "换了口令"), ("login_closed", "登录停用"), ("factor_changed", "换了登录验证方式"),
    )  # fmt: skip

    login = models.ForeignKey("identity.Login", models.PROTECT, related_name="sessions", verbose_name="登录")
    session_key = models.CharField("会话编号", max_length=40, null=True, unique=True)
    device = models.CharField("设备", max_length=64)
    device_hash = models.CharField("设备散列", max_length=64)
    ip = models.CharField("网络地址", max_length=64)
    started_at = models.DateTimeField("登录时间")
    last_seen_at = models.DateTimeField("最近操作")
    idle_minutes = models.PositiveSmallIntegerField("久未操作多少分钟退出")
    limit_at = models.DateTimeField("最迟到几时")
    ended_at = models.DateTimeField("退出时间", null=True)
    ended_because = models.CharField("为什么退出", max_length=16, choices=ENDINGS, blank=True)

    class Meta:
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="", session_key__isnull=False)
                | (Q(ended_at__isnull=False, session_key=None) & ~Q(ended_because="")),
                name="session_ended_with_reason",
            ),
        )

    def __str__(self) -> str:
        return self.device


class SignInCode(Indexed):
    """短信验证码：只存散列，绑定用途、登录（注册的人还没有登录）、号码和会话，一次有效。"""

    login = models.ForeignKey("identity.Login", models.PROTECT, null=True, verbose_name="登录")
    purpose = models.CharField("用途", max_length=32)
    session_hash = models.CharField("会话散列", max_length=64)
    code_hash = models.CharField("验证码散列", max_length=64)
    mobile_index = BlindIndexField("手机号索引", null=True)
    ip = models.CharField("网络地址", max_length=64)
    device_hash = models.CharField("设备散列", max_length=64, blank=True, default="", db_index=True)
    created_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("试过几次", default=0)
    used_at = models.DateTimeField("用掉时间", null=True)

    class Meta:
        verbose_name = "短信验证码"
        verbose_name_plural = "短信验证码"
        indexes = (
            models.Index(fields=("mobile_index", "created_at"), name="code_by_mobile"),
            models.Index(
                fields=("mobile_index_other", "created_at"),
                name="code_by_mobile_b",
                condition=Q(mobile_index_other__isnull=False),
            ),
            models.Index(fields=("ip", "created_at"), name="code_by_ip"),
            models.Index(fields=("created_at",), name="code_recent"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class UsedPassword(models.Model):
    """用过的口令：只存加盐的散列，换口令时和它们比，不许换回去。"""

    login = models.ForeignKey("identity.Login", models.PROTECT, verbose_name="登录")
    password = models.CharField("口令散列", max_length=128)
    set_at = models.DateTimeField("设于")

    class Meta:
        verbose_name = "用过的口令"
        verbose_name_plural = "用过的口令"

    def __str__(self) -> str:
        return f"{self.login_id} {self.set_at}"


class FirstAdminLink(models.Model):
    """首位系统管理员、首位安全管理员的一次性链接：只存散列；用掉时记下建了哪个登录。"""

    token_hash = models.CharField("链接散列", max_length=64, unique=True)
    role = models.CharField("角色", max_length=16, default="system_admin")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("用掉时间", null=True)
    login = models.ForeignKey("identity.Login", models.PROTECT, null=True, verbose_name="登录")

    class Meta:
        verbose_name = "首次设口令链接"
        verbose_name_plural = "首次设口令链接"

    def __str__(self) -> str:
        return f"{self.expires_at}"

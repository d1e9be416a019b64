"""共用的设置。连接、密钥和外部地址从环境变量来；没有的再看数据目录里 bin/run 记下的 env 文件。"""

import base64
import hmac
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
GJJ_DATA = Path(env("GJJ_DATA", default=str(BASE_DIR / "var"))).resolve()
environ.Env.read_env(GJJ_DATA / "env", overwrite=False)

SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

# 公积金中心
GJJ_CENTER_NAME = env("GJJ_CENTER_NAME", default="明川市住房公积金管理中心")
GJJ_DEMO = env.bool("GJJ_DEMO", default=False)
GJJ_BEHIND_PROXY = env.bool("GJJ_BEHIND_PROXY", default=False)
GJJ_BANK_URL = env("GJJ_BANK_URL", default="")
GJJ_SMS_URL = env("GJJ_SMS_URL", default="")
# 外单位的核验：公安（姓名、证件号码）、银行卡四样、人脸比对
GJJ_POLICE_URL = env("GJJ_POLICE_URL", default="")
GJJ_CARDS_URL = env("GJJ_CARDS_URL", default="")
GJJ_FACE_URL = env("GJJ_FACE_URL", default="")
# 许去的地方：写了就只认它（主机，或主机:端口，逗号隔开）；不写的是上面几个网址的主机
GJJ_OUTSIDE_HOSTS = env.list("GJJ_OUTSIDE_HOSTS", default=[])
# 注册、忘记口令的一步，页打开不到几秒就交上来的先不办；0 就不看
GJJ_READING_SECONDS = env.int("GJJ_READING_SECONDS", default=2)
# 查毒的服务（clamd）在哪里，主机:端口；不写就不查毒
GJJ_CLAMD = env("GJJ_CLAMD", default="")
# 大厅对外的网址，写进单证的二维码；不写就用来人访问的那个
GJJ_PUBLIC_URL = env("GJJ_PUBLIC_URL", default="")
# 审计链的链头每小时另存在数据库以外的这个文件夹；正式的放到应用改不了旧文件的地方（只能追加的存储、另一台机器）
GJJ_ANCHORS = Path(env("GJJ_ANCHORS", default=str(GJJ_DATA / "anchors")))
# 电子印章的证书和私钥在哪个文件夹、私钥的口令
GJJ_SEAL_DIR = Path(env("GJJ_SEAL_DIR", default=str(GJJ_DATA / "seal")))
GJJ_SEAL_PASSPHRASE = env("GJJ_SEAL_PASSPHRASE", default="")


INDEX_KEYS = {"a": "index", "b": "index_b"}


def _keys(text: str) -> dict[str, Any]:
    """密钥：{"current": 1, "keys": {"1": 标准64进制}, "index": …, "code": …, "audit": …}；老的里没有 audit，从 code 生一个。

    盲索引的密钥有两个位置，index（a）和 index_b（b），index_current 写照哪一套查（不写是 a）；平时只有一把，换的时候两把都在。
    一把密钥只写 64 进制的用 AES-256-GCM、SHA-256；要用国密的写 {"use": "sm4-gcm", "key": 64进制}、{"use": "sm3", "key": 64进制}。
    """
    raw = json.loads(text)
    if str(raw["current"]) not in raw["keys"]:
        raise ImproperlyConfigured(f"GJJ_KEYS 的 current 是 {raw['current']}，keys 里没有这一把：先添上，再指过去。")
    code, slot = _secret(raw["code"]), str(raw.get("index_current", "a"))
    if INDEX_KEYS.get(slot) not in raw:
        raise ImproperlyConfigured(
            f"GJJ_KEYS 的 index_current 是 {slot}：只能是 a 或 b，并且要有那一把（a 是 index，b 是 index_b）。"
        )
    return {
        "current": int(raw["current"]),
        "keys": {int(number): _secret(key) for number, key in raw["keys"].items()},
        **{name: _secret(raw[name]) for name in INDEX_KEYS.values() if name in raw},
        "index_current": slot,
        "code": code,
        "audit": _secret(raw["audit"]) if "audit" in raw else hmac.digest(_bytes_of(code), b"audit", "sha256"),
    }


def _secret(raw: Any) -> bytes | tuple[str, bytes]:
    return base64.b64decode(raw) if isinstance(raw, str) else (str(raw["use"]), base64.b64decode(raw["key"]))


def _bytes_of(secret: bytes | tuple[str, bytes]) -> bytes:
    return secret if isinstance(secret, bytes) else secret[1]


GJJ_KEYS = _keys(env("GJJ_KEYS")) if env("GJJ_KEYS", default="") else {}

INSTALLED_APPS = [
    "gjj.backoffice.apps.BackOfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_otp",
    "django_htmx",
    "oauth2_provider",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "gjj",
    "gjj.audit",
    "gjj.work",
    "gjj.identity",
    "gjj.approvals",
    "gjj.parameters",
    "gjj.looks",
    "gjj.grants",
    "gjj.drafts",
    "gjj.own",
    "gjj.catalog",
    "gjj.ledger",
    "gjj.documents",
    "gjj.messaging",
    "gjj.publications",
    "gjj.settlement",
    "gjj.exchange",
    "gjj.cases",
    "gjj.web",
    "deposits",
    "loans",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gjj.web.for_pages.PolicyMiddleware",
    "gjj.web.for_pages.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gjj.web.for_pages.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "gjj.web.for_pages.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gjj.web.private.PrivateMiddleware",
    "gjj.web.drafts.DraftMiddleware",
    "gjj.web.middleware.ReferenceMiddleware",
    "gjj.web.middleware.PlainAddressMiddleware",
    "gjj.web.middleware.OutcomeMiddleware",
    "gjj.web.middleware.ActorMiddleware",
]

ROOT_URLCONF = "gjj.urls"
WSGI_APPLICATION = "gjj.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gjj.web.context.site",
            ],
        },
    }
]

# 数据库：应用身份 gjj_app 办业务，属主身份 gjj_owner 只做迁移
_url = "DATABASE_OWNER_URL" if env("GJJ_DATABASE_ROLE", default="app") == "owner" else "DATABASE_URL"
DATABASES = {
    "default": env.db(_url, default=env("DATABASE_URL", default="postgres:///gjj"), engine="gjj.database"),
}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# 常用的查询让每条连接记住怎么查；前面放着事务模式的连接池（PgBouncer）时写 0：那里记不住
GJJ_PREPARE = env.bool("GJJ_PREPARE", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 消息
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

# 身份
AUTH_USER_MODEL = "identity.Login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/login/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gjj.web.errors.csrf_failure"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
OAUTH2_PROVIDER: dict[str, Any] = {
    "SCOPES": {"unit": "代表单位办理", "person": "代表本人办理", "counter": "代表中心办理"},
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # 令牌只存散列
    "ACCESS_TOKEN_EXPIRE_SECONDS": int(timedelta(hours=12).total_seconds()),
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    # RFC 9700：没有隐式与口令授权，令牌不进网址，库里只存令牌的散列
    **{
        f"COMPLIANT_BCP_RFC9700_{name}": True
        for name in (
            "IMPLICIT_GRANT",
            "PASSWORD_GRANT",
            "PKCE_METHOD",
            "PKCE_REQUIRED",
            "ACCESS_TOKEN_TRANSPORT",
            "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE",
            "REFRESH_TOKEN",
            "REDIRECT_URI_SCHEME",
            "REDIRECT_URI_MATCHING",
        )
    },  # fmt: skip
}

# 语言与时间：存 UTC，按北京时间显示
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# 静态文件
STATIC_URL = "/static/"
# 本机直接从源目录提供；镜像里先收集再提供（见 production）
STATIC_ROOT: Path | None = None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

# 安全头：脚本和样式只认自己的文件
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# 接口
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": (),
    "DEFAULT_PERMISSION_CLASSES": (),
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "EXCEPTION_HANDLER": "gjj.web.problems.exception_handler",
    "DEFAULT_SCHEMA_CLASS": "gjj.web.openapi.HallSchema",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "住房公积金综合服务平台接口",
    "DESCRIPTION": "单位、个人、渠道与委办局共用的接口。金额是两位小数的文字，比例是百分数文字，月份写作 2026-11。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # 几处都有叫 status 的：各用各的状态表的名字
    "ENUM_NAME_OVERRIDES": {
        "ChangeListStatusEnum": "deposits.workflow.change_list.WORDS",
        "RemittanceStatusEnum": "deposits.workflow.remittance.WORDS",
        "CaseStatusEnum": "gjj.cases.workflow.WORDS",
        "FlagStatusEnum": "deposits.workflow.flag.WORDS",
        "CategoryEnum": "gjj.messaging.models.CATEGORY_CHOICES",
        "PublicationCategoryEnum": "gjj.publications.labels.CHOICES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        # 每两秒一次的定时任务不逐条记；出错的照记
        name: {"level": "WARNING"}
        for name in (
            "django.server",
            "httpx",
            "httpcore",
            "celery.worker.strategy",
            "celery.app.trace",
            "celery.beat",
            "weasyprint",
            "fontTools",
        )
    },
}

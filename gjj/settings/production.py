"""生产的设置：必须有密钥、必须走 HTTPS、不许带演示标记。"""

from django.core.exceptions import ImproperlyConfigured

from gjj.settings.base import *  # noqa: F403
from gjj.settings.base import BASE_DIR, GJJ_DEMO, GJJ_KEYS, SECRET_KEY, env

if GJJ_DEMO:
    raise ImproperlyConfigured("生产环境不能带 GJJ_DEMO=1：它会打开短信收件箱、令牌命令和可拨动的时钟。")
if not SECRET_KEY or not GJJ_KEYS:
    raise ImproperlyConfigured("生产环境要用环境变量给出 SECRET_KEY 和 GJJ_KEYS。")
if not env("DATABASE_URL", default=""):
    raise ImproperlyConfigured("生产环境要用 DATABASE_URL 给出应用身份（gjj_app）的数据库连接。")
if env("GJJ_DATABASE_ROLE", default="app") == "owner" and not env("DATABASE_OWNER_URL", default=""):
    raise ImproperlyConfigured("迁移要用 DATABASE_OWNER_URL 给出属主身份（gjj_owner）的数据库连接，其他进程不要给。")

GJJ_BEHIND_PROXY = env.bool("GJJ_BEHIND_PROXY", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# __Host- 开头的，浏览器只收 HTTPS 上、本主机写的、管整个站的：子域名写不进来
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

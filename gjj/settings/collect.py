"""做镜像时收集静态文件用的设置：不连任何东西，不要密钥；存法和生产一样。"""

from gjj.settings.base import *  # noqa: F403
from gjj.settings.base import BASE_DIR

SECRET_KEY = "collectstatic-only"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

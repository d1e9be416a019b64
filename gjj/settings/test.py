"""测试的设置：口令散列用省时的参数，密钥是固定的测试密钥。"""

import os

os.environ.setdefault("SECRET_KEY", "test-only-secret-key-not-for-any-deployment")
os.environ.setdefault(
    "GJJ_KEYS",
    '{"current": 1, "keys": {"1": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="},'
    ' "index": "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=", "code": "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8="}',
)
os.environ.setdefault("GJJ_DEMO", "1")
os.environ.setdefault("GJJ_READING_SECONDS", "0")
for _name in ("BANK", "SMS", "POLICE", "CARDS", "FACE"):
    os.environ.setdefault(f"GJJ_{_name}_URL", "http://127.0.0.1:9")

from gjj.settings.base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["gjj.settings.test_hashers.QuickArgon2"]
ALLOWED_HOSTS = ["*"]

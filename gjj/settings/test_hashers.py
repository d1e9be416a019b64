"""测试里用的口令散列：同一种算法，最省的参数。"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """argon2，一轮、一兆内存。"""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1

"""次数的计数：口令没对上的、要重设口令的、要核对身份的，一次一行。"""

from django.db import models


class SignInFailure(models.Model):
    """算一次的尝试：哪一种，按用户名（或证件、号码）散列、网络地址、本人用过的设备计数，不存填的；各种各数各的。"""

    PURPOSES = (
        ("sign_in", "登录时的口令"), ("change", "换口令时现在的口令"), ("reset", "要重设口令"), ("check", "本人核对身份"),
        ("sign_up", "注册时核对身份"), ("factor", "动态口令"),
    )  # fmt: skip

    purpose = models.CharField("哪一种", max_length=16, choices=PURPOSES, default="sign_in", db_default="sign_in")
    username_hash = models.CharField("用户名散列", max_length=64)
    ip = models.CharField("网络地址", max_length=64)
    device_hash = models.CharField("本人用过的设备的散列", max_length=64, blank=True, default="")
    at = models.DateTimeField("时间")

    class Meta:
        app_label = "identity"
        verbose_name = "口令失败"
        verbose_name_plural = "口令失败"
        indexes = (
            models.Index(fields=("ip", "at"), name="failure_recent"),
            models.Index(fields=("username_hash", "at"), name="failure_of_name"),
            models.Index(fields=("purpose", "device_hash", "at"), name="failure_of_purpose"),
        )

    def __str__(self) -> str:
        return f"{self.ip} {self.at}"

"""草稿的表。"""

from django.db import models

from gjj.crypto.fields import EncryptedTextField


class Draft(models.Model):
    """一张表单写了一半的字：哪一页只存散列，写了什么、页面地址都加密；办完、不要了的抹掉内容，只留「办过了」的记号。"""

    login = models.ForeignKey("identity.Login", models.CASCADE, verbose_name="登录")
    place = models.CharField("哪一页的散列", max_length=64)
    form = models.CharField("哪张表", max_length=32)
    content = EncryptedTextField("写了什么", null=True)
    ticket = models.CharField("这一次打开页面的记号", max_length=64)
    saved_at = models.DateTimeField("存下时间")
    expires_at = models.DateTimeField("留到几时", db_index=True)

    class Meta:
        verbose_name = "草稿"
        verbose_name_plural = "草稿"
        constraints = (models.UniqueConstraint(fields=("place", "form"), name="one_draft_of_a_form"),)

    def __str__(self) -> str:
        return f"{self.login_id} {self.saved_at}"

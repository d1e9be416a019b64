"""修改过的格子：谁在何时把哪一行的哪一格从什么改成什么；只增，撤销也是新的一条。"""

import pgtrigger
from django.db import models

from gjj.crypto.fields import EncryptedBytesField, EncryptedTextField

MOVES = (("edit", "修改"), ("undo", "撤销"), ("redo", "重做"))
KINDS = (("set", "改一格"), ("add", "添一行"), ("remove", "删一行"), ("move", "换行号"))


class ChangeEdit(models.Model):
    """清册修改：一次修改里的一格（或添、删的一行）；version 是改完之后清册的版次，改前改后的值加密。"""

    change_list = models.ForeignKey(
        "deposits.ChangeList", models.PROTECT, related_name="edits", verbose_name="变更清册"
    )
    version = models.PositiveIntegerField("版次")
    move = models.CharField("办法", max_length=4, choices=MOVES, default="edit")
    of_version = models.PositiveIntegerField("撤销或重做的版次", null=True)
    row = models.PositiveIntegerField("行号")
    kind = models.CharField("改法", max_length=6, choices=KINDS, default="set")
    field = models.CharField("列", max_length=16, blank=True)
    before = EncryptedTextField("改前")
    after = EncryptedTextField("改后")
    login_id = models.BigIntegerField("修改人登录")
    by = models.CharField("修改人", max_length=64)
    at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "清册修改"
        verbose_name_plural = "清册修改"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("change_list", "version", "row", "field"), name="change_edit_once"),
        )
        indexes = (models.Index(fields=("change_list", "row", "field", "version"), name="change_edit_of_cell"),)
        triggers = (pgtrigger.Protect(name="change_edit_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.get_kind_display()}"


class CellDraft(models.Model):
    """没写完的一格：一个登录正在改、还没保存的一格，加密存放；保存或放弃就删，退出再进、换台电脑还在。"""

    change_list = models.ForeignKey(
        "deposits.ChangeList", models.PROTECT, related_name="drafts", verbose_name="变更清册"
    )
    login_id = models.BigIntegerField("登录")
    row = models.PositiveIntegerField("行号")
    field = models.CharField("列", max_length=16)
    text = EncryptedTextField("写了什么")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "没写完的一格"
        verbose_name_plural = "没写完的一格"
        ordering = ("change_list_id", "row", "field")
        constraints = (
            models.UniqueConstraint(fields=("change_list", "login_id", "row", "field"), name="cell_draft_once"),
        )

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.field}"


class HeldFile(models.Model):
    """等一句话的工作簿：传来的像是另一份名单，文件先加密存着，点「就用这份替换」就换，不用再选一次；换了、不换、清册定了就删。"""

    change_list = models.ForeignKey(
        "deposits.ChangeList", models.PROTECT, related_name="held_files", verbose_name="变更清册"
    )
    login_id = models.BigIntegerField("登录")
    filename = models.CharField("文件名", max_length=200)
    content = EncryptedBytesField("文件内容")
    said = models.CharField("少几人、添几人", max_length=200)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "等一句话的工作簿"
        verbose_name_plural = "等一句话的工作簿"
        ordering = ("change_list_id", "login_id")
        constraints = (models.UniqueConstraint(fields=("change_list", "login_id"), name="held_file_once"),)

    def __str__(self) -> str:
        return str(self.filename)

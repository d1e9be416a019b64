"""登录停用了的：几时停的、为什么；恢复的时候看它。"""

from django.db import models
from django.db.models import Q

OWN, AGREED, URGENT = "own", "agreed", "urgent"
CLOSED = {OWN: "本人注销", AGREED: "中心停用，两个人定的", URGENT: "紧急停用，等第二个人确认"}


IN_USE_SAYS_NOTHING = models.CheckConstraint(
    condition=Q(is_active=False) | Q(closed_at=None, closed_because=""), name="login_in_use_says_not_why_closed"
)
"""在用的登录不写几时、为什么停用：恢复的时候一起抹掉。"""


class Closable(models.Model):
    """登录的两栏：在用的都空着。"""

    closed_at = models.DateTimeField("停用时间", null=True)
    closed_because = models.CharField(
        "为什么停用", max_length=8, choices=tuple(CLOSED.items()), blank=True, default="", db_default=""
    )

    class Meta:
        abstract = True

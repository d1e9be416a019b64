"""业务上的拒绝：同一个编码在页面、接口、工作簿和文档里是同一个意思。"""

from collections.abc import Mapping, Sequence
from typing import Any


class BizError(Exception):
    """办不了，并且说得清：发生了什么、依据哪条、钱怎么样了、下一步做什么。

    ``code`` 英文编码；``detail`` 中文整句；``status`` 对应的 HTTP 状态；``article`` 法规条款编号；
    ``money`` 资金情况；``fix`` 怎么办；``errors`` 逐项错误；``extra`` 附带的事实。
    ``keeps`` 办不了，但这一次看清了的（逐行的判断）要留下：外面的事务照样提交，不跟着回滚。
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int = 422,
        article: str | None = None,
        money: str = "",
        fix: str = "",
        errors: Sequence[Mapping[str, Any]] = (),
        extra: Mapping[str, Any] | None = None,
        keeps: bool = False,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status
        self.article = article
        self.money = money
        self.fix = fix
        self.errors = tuple(errors)
        self.extra = dict(extra or {})
        self.keeps = keeps

    @property
    def said(self) -> str:
        """一段话说完：怎么了、钱怎么样、怎么办；给一条提醒放得下的地方用。"""
        return f"{self.detail}{self.money}{self.fix}"

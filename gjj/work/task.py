"""任务登记：一个名字对应一个函数；发件箱里的名字在这里找得到才办得成。"""

from collections.abc import Callable
from typing import Any, TypeVar

Work = TypeVar("Work", bound=Callable[..., Any])
TASKS: dict[str, Callable[..., Any]] = {}
ON_DEAD: dict[str, Callable[..., Any]] = {}
"""办不成时要告诉谁：任务名 → 收 at 和内容各项的函数。"""
PATIENT: set[str] = set()
"""成批的、不急的任务：门铃排在别的后面，十万条短信不挡着一条验证码。"""


class Retry(Exception):
    """现在办不了，过一会儿再试；不算失败原因不明。"""

    def __init__(self, after_seconds: int, reason: str) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds
        self.reason = reason


def outbox_task(
    name: str, *, on_dead: Callable[..., Any] | None = None, patient: bool = False
) -> Callable[[Work], Work]:
    """登记一个任务。函数收 ``at``（业务时刻）、内容里的各项，有保密内容时另收 ``secret``。

    ``on_dead``：试够次数还办不成时告诉业务，收 ``at`` 和内容里的各项。``patient``：成批的，让别的先办。
    """

    def mark(work: Work) -> Work:
        if name in TASKS and TASKS[name].__module__ != work.__module__:
            raise ValueError(f"任务 {name} 登记了两次")
        TASKS[name] = work
        if on_dead is not None:
            ON_DEAD[name] = on_dead
        if patient:
            PATIENT.add(name)
        return work

    return mark

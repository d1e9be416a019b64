"""子进程的生死：起在自己的进程组里，父进程没了它们也跟着停，停的时候整组一起停。"""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
TAIL_LINES = 15
# 先载入：在 fork 之后、exec 之前再载入动态库可能死锁
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """一个子进程：name 是给人看的中文名，log 是它的日志。"""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    def has_ended(self) -> bool:
        """退出了没有。"""
        return self.process.poll() is not None

    def tail(self) -> str:
        """日志的最后几行。"""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        except OSError:
            return ""

    def ask_to_stop(self) -> None:
        """请它停。"""
        if not self.has_ended():
            self.process.send_signal(self.stop_signal)

    def make_stop(self, until: float) -> None:
        """等到 until（单调时钟）还不停，就整组强停；它留下的子孙也一并停。"""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | str = "/",
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """起一个子进程，输出进日志；给了 user 就换成那个用户（要有 root）。"""

    def leave_with_parent() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))

    group = pwd.getpwnam(user).pw_gid if user else None
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, start_new_session=True,
            env=None if environment is None else dict(environment), preexec_fn=leave_with_parent,
            user=user, group=group, extra_groups=[] if user else None,
        )  # fmt: skip
    return Child(name, process, log, stop_signal)


def stop_all(children: Sequence[Child], patience: float) -> None:
    """一起请停，一起等；到时不停的强停。"""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + patience
    for child in children:
        child.make_stop(until)

"""子进程的生死：各在自己的进程组里，父进程没了它们也跟着停，停的时候整组一起停。"""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
TAIL_LINES = 15
LOOK_EVERY = 0.1
# 先载入：在 fork 之后、exec 之前再载入动态库可能死锁
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """一个子进程：name 是给人看的中文名，log 是它的日志。"""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    is_server: bool = False
    """数据库和消息服务：办业务的都停了才停它们。"""
    log_start: int = 0
    """这次运行的话从日志的第几个字节开始；以前的不算。"""

    def has_ended(self) -> bool:
        """退出了没有。"""
        return self.process.poll() is not None

    def tail(self) -> str:
        """这次运行的日志的最后几行。"""
        try:
            said = self.log.read_bytes()[self.log_start :].decode(errors="replace")
            return "\n".join(said.splitlines()[-TAIL_LINES:]) or "（没有留下话）"
        except OSError:
            return ""

    def obituary(self) -> str:
        """意外退出时的话：谁、怎么退的、日志最后几行。"""
        code = self.process.returncode
        how = f"被信号 {-code} 停掉" if code < 0 else f"以 {code} 退出"
        return f"✗ {self.name}意外{how}。日志 {self.log} 的最后几行：\n{self.tail()}"

    def ask_to_stop(self) -> None:
        """请它停。"""
        if not self.has_ended():
            self.process.send_signal(self.stop_signal)

    def make_stop(self, until: float) -> None:
        """等到 until（单调时钟）还不停就整组强停；它留下的子孙也一并停。"""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Family:
    """一起起、一起停的一组子进程。"""

    def __init__(self) -> None:
        self.members: list[Child] = []

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        cwd: Path | str = "/",
        stop_signal: signal.Signals = signal.SIGTERM,
        is_server: bool = False,
    ) -> Child:
        """起一个，输出进日志；给了 user 就换成那个用户（要有 root）。"""

        def leave_with_parent() -> None:
            if _LIBC is not None:
                _LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))

        group = pwd.getpwnam(user).pw_gid if user else None
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            log_start = output.seek(0, os.SEEK_END)
            process = subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, start_new_session=True,
                env=None if environment is None else dict(environment), preexec_fn=leave_with_parent,
                user=user, group=group, extra_groups=[] if user else None,
            )  # fmt: skip
        child = Child(name, process, log, stop_signal, is_server, log_start)
        self.members.append(child)
        return child

    def check(self) -> None:
        """有一个意外退出了就说明白并结束。"""
        for child in self.members:
            if child.has_ended():
                raise SystemExit(f"{child.obituary()}\n其余进程也停下；已提交的数据都在，修好后再运行一次即可。")

    def wait_until(self, ready: Callable[[], bool], failure: str, patience: float) -> None:
        """等到 ready；有子进程退出或等太久就说明白并结束。"""
        deadline = time.monotonic() + patience
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise SystemExit(f"✗ {failure}（等了 {patience:.0f} 秒）。")
            time.sleep(LOOK_EVERY)

    def finish(self, child: Child, look: Callable[[], None] = lambda: None) -> None:
        """等一个本来就会办完的，等着的时候叫 look；它没有成功就说明白并结束。"""
        self.members.remove(child)
        try:
            while not child.has_ended():
                self.check()
                look()
                time.sleep(LOOK_EVERY)
        finally:
            child.ask_to_stop()
            child.make_stop(time.monotonic() + 5)
        if child.process.returncode:
            raise SystemExit(f"{child.obituary()}\n已提交的数据都在，修好后再运行一次即可。")

    def stop(self, patience: float) -> None:
        """先停办业务的，再停消息和数据库；到时不停的强停。"""
        for servers in (False, True):
            group = [child for child in self.members if child.is_server is servers]
            for child in group:
                child.ask_to_stop()
            until = time.monotonic() + patience
            for child in group:
                child.make_stop(until)
        self.members.clear()

"""等着的时候告诉人走到哪一步、几秒了：子进程在记录里写「· 做什么」，这里接着说。"""

import time
from pathlib import Path

MARK = "· "
BEAT = 10.0
LONGEST = 60


class Progress:
    """看着一份记录：新写的步子马上说，一步太久的隔十秒说一声还在办、记录里刚说到哪里。"""

    def __init__(self, log: Path) -> None:
        self.log, self.began = log, time.monotonic()
        self.place = log.stat().st_size if log.exists() else 0
        self.step, self.lately, self.said_at = "", "", self.began

    def __call__(self) -> None:
        """看一眼。"""
        for line in self._fresh():
            if line.startswith(MARK):
                self.step, self.lately = line.removeprefix(MARK).strip(), ""
                self._say(f"{self.step}…")
            elif line.strip():
                self.lately = line.strip()
        if self.step and time.monotonic() - self.said_at >= BEAT:
            self._say(f"还在{self.step}…{self.lately[:LONGEST]}")

    def _fresh(self) -> list[str]:
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            file.seek(self.place)
            whole, cut, _ = file.read().rpartition(b"\n")
        self.place += len(whole) + len(cut)
        return whole.decode("utf-8", "replace").splitlines()

    def _say(self, told: str) -> None:
        self.said_at = time.monotonic()
        print(f"  {told}（{self.said_at - self.began:.0f} 秒）", flush=True)

"""检查用的工具：各在自己的环境里，照锁文件的散列装；锁没有变就不再装。"""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import bootstrap


@dataclass(frozen=True)
class Tool:
    """一处环境：装在哪里、照哪把锁。"""

    home: Path
    lock: Path

    def ensure(self) -> None:
        """装好；连不上抛 CalledProcessError。"""
        wanted, stamp = hashlib.sha256(self.lock.read_bytes()).hexdigest(), self.home / "installed-lock"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        uv, environment = [sys.executable, "-m", "uv"], bootstrap.uv_environment()
        made = [*uv, "venv", "--quiet", "--clear", str(self.home), "--python", sys.executable]
        subprocess.run(made, env=environment, check=True)
        into = ["--python", str(self.home / "bin" / "python")]
        install = [*uv, "pip", "install", "--quiet", *into, "--require-hashes", "-r", str(self.lock)]
        subprocess.run(install, env=environment, check=True)
        stamp.write_text(wanted)

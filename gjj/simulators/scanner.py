"""查毒服务的模拟器：听得懂 clamd 的 zPING、zINSTREAM；里面有 EICAR 测试串的说查出来，别的说没有。

故障：failing 里写 down 连上就断，写 garbled 答得读不懂，写 small 说超过大小；为空没有故障。
"""

import socketserver
import struct
from typing import Any

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""各家杀毒软件都认的测试串；拆成两段写，免得仓库自己被拦下。"""


class Scanner(socketserver.ThreadingTCPServer):
    """一个查毒服务；``scanned`` 是查过几份。"""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Line)
        self.failing = ""
        self.scanned = 0

    @property
    def place(self) -> str:
        """「主机:端口」。"""
        return f"127.0.0.1:{self.server_address[1]}"


class _Line(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        """一问一答。"""
        command = b""
        while not command.endswith(b"\0") and (one := self.rfile.read(1)):
            command += one
        if self.server.failing == "down":
            return
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM\0":
            self.wfile.write(self._judged(self._stream()) + b"\0")

    def _stream(self) -> bytes:
        found = b""
        while (size := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
            found += self.rfile.read(size)
        return found

    def _judged(self, content: bytes) -> bytes:
        self.server.scanned += 1
        said = {"garbled": b"what", "small": b"INSTREAM size limit exceeded. ERROR"}.get(self.server.failing)
        return said or (b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK")


def serve(port: int) -> None:
    """一直服务，直到进程被停。"""
    with Scanner(port) as server:
        server.serve_forever()

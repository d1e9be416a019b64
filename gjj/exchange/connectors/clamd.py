"""查毒的服务（clamd，INSTREAM）：把收到的文件一段一段送过去，听一句有没有。没听清的抛 NoAnswer，不当没有毒。"""

import socket
import struct
from contextlib import suppress
from typing import BinaryIO

from gjj.exchange.connectors.asking import NoAnswer
from gjj.outgoing import NotOnTheList, require_place

CONNECT, WAIT = 2.0, 30.0
CHUNK = 64 * 1024
LONGEST = 1024


def scan(file: BinaryIO, address: str) -> str:
    """查一份，返回毒的名字，没有为空；``address`` 是「主机:端口」。没连上、没等到、说超过大小抛 NoAnswer。"""
    host, _, port = address.rpartition(":")
    try:
        require_place(host, int(port))
        with socket.create_connection((host, int(port)), timeout=CONNECT) as line:
            line.settimeout(WAIT)
            said = _ask(line, file)
    except (OSError, NotOnTheList) as error:
        raise NoAnswer(f"查毒的服务没有应答：{type(error).__name__}") from None
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    if said != "stream: OK":
        raise NoAnswer(f"查毒的服务答的不是结果：{said[:80]}")
    return ""


def _ask(line: socket.socket, file: BinaryIO) -> str:
    line.sendall(b"zINSTREAM\0")
    # 太大的它会先答后断：送不下去了照样听它说的
    with suppress(BrokenPipeError, ConnectionResetError):
        while chunk := file.read(CHUNK):
            line.sendall(struct.pack("!I", len(chunk)) + chunk)
        line.sendall(struct.pack("!I", 0))
    said = b""
    while b"\0" not in said and len(said) < LONGEST and (more := line.recv(LONGEST)):
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()

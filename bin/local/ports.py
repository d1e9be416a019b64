"""本机的端口。"""

import socket

LOCAL = "127.0.0.1"


def free_port() -> int:
    """本机一个空闲端口。"""
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """这个端口现在能不能用。"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCAL, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """端口上有没有人应。"""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOCAL, port)) == 0

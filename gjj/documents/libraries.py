"""排 PDF 要的系统库（Pango 一家）在不在；只用标准库，bin/run 也问它。"""

import ctypes
import sys
from functools import cache

LINUX = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
MACOS = tuple(
    f"{place}/{name}.dylib"
    for place in ("/opt/homebrew/lib", "/usr/local/lib")
    for name in ("libpango-1.0.0", "libpangoft2-1.0.0", "libharfbuzz-subset.0")
)


@cache
def is_complete() -> bool:
    """要的库都装得进来。"""
    return missing() == []


def missing() -> list[str]:
    """装不进来的库；macOS 上两处有一处齐就算有。"""
    if sys.platform == "darwin":
        half = len(MACOS) // 2
        lacking = [[name for name in names if not _loads(name)] for names in (MACOS[:half], MACOS[half:])]
        return min(lacking, key=len)
    return [name for name in LINUX if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True

"""公布的漏洞怎么问：没问成的从不当作没有；流水线里查到的算没有通过，连不上的不算。"""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bin"))
from local import advisories  # noqa: E402


@pytest.mark.parametrize(
    ("code", "said", "judged"),
    [
        (0, "No known vulnerabilities found", 0),
        (1, "Found 2 known vulnerabilities in 1 package\nName Version ID Fix Versions\ndjango 5.2.0 PYSEC-1 5.2.1", 1),
        (1, "ERROR:pip_audit._cli:Failed to query: HTTPSConnectionPool(host='x'): Max retries exceeded", 3),
        (1, "requests.exceptions.ConnectTimeout", 3), (2, "usage: pip-audit", 3),
    ],
)  # fmt: skip
def test_what_was_not_asked_is_not_taken_for_good(code: int, said: str, judged: int) -> None:
    """列得出漏洞的是查到；没问成、用错了的是没有查；只有明说没有的才算没有。"""
    assert advisories.judged(code, said, "requirements.lock") == judged


def test_every_lock_of_the_product_is_asked_about() -> None:
    """装到用户那里的、测试里用的都问；问的工具自己也锁着散列，另在一处环境。"""
    assert {"requirements.lock", "requirements-dev.lock"} == set(advisories.LOCKS)
    assert "--hash=sha256:" in advisories.TOOL.lock.read_text()
    assert "pip-audit==" in advisories.TOOL.lock.read_text()
    run = (ROOT / ".ci" / "run").read_text()
    assert run.index("bin/advisories") < run.index("bin/test")
    assert "bin/advisories ||" in run, "新公布的漏洞打印出来，不拦没有动依赖的提交"

"""仓库里的文件有没有像口令、密钥的字；认过的记在 tests/scan/known_secrets.json，各写明为什么不是秘密。

在 .venv-scan 里运行。--write 把现在查到的都记进去，新的那几条「为什么」留空，补上才算认过。
"""

import json
import subprocess
import sys
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

KNOWN = Path("tests/scan/known_secrets.json")
# 锁文件里全是散列；第三方的原样文件和样例名单不是我们写的
SKIPPED = ("requirements", "static/vendor/", "tests/vendor/", "tests/samples/", str(KNOWN))
PLUGINS = [
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "KeywordDetector", "NpmDetector", "PrivateKeyDetector", "SendGridDetector", "SlackDetector",
    "StripeDetector", "TwilioKeyDetector",
]  # fmt: skip
SETTINGS = {
    "plugins_used": [
        *({"name": name} for name in PLUGINS),
        {"name": "Base64HighEntropyString", "limit": 4.5},
        {"name": "HexHighEntropyString", "limit": 3.0},
    ],
    "filters_used": [
        {"path": "detect_secrets.filters.heuristic.is_potential_uuid"},
        {"path": "detect_secrets.filters.heuristic.is_templated_secret"},
        {"path": "detect_secrets.filters.heuristic.is_sequential_string"},
        # 迁移里触发器的散列
        {"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": [r"""\bhash=['"][0-9a-f]{40}['"]"""]},
    ],
}


def main() -> None:
    """有没认过的、或者认过的没写为什么、或者记着的已经不在了，就以非零结束。"""
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else []
    why = {(one["file"], one["hash"]): one["why"] for one in known}
    found = _found()
    if "--write" in sys.argv:
        rows = [
            {"file": file, "kind": kind, "hash": digest, "why": why.get((file, digest), "")}
            for (file, digest), (kind, _) in sorted(found.items())
        ]
        KNOWN.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    unknown = [f"{file}:{line} {kind}" for (file, digest), (kind, line) in found.items() if not why.get((file, digest))]
    gone = [
        f"{file} 里认过的 {digest[:12]} 已经不在了，从 {KNOWN} 删去"
        for file, digest in why
        if (file, digest) not in found
    ]
    for said in [*(f"{one}：像是口令或密钥；不是的话写进 {KNOWN}，写明为什么" for one in unknown), *gone]:
        print(said)
    sys.exit(bool(unknown or gone))


def _found() -> dict[tuple[str, str], tuple[str, int]]:
    """（文件，散列）→（像什么，第几行）；只看 git 管着的。"""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    names = [one for one in listed.split("\0") if one and not one.startswith(SKIPPED) and Path(one).is_file()]
    secrets = SecretsCollection()
    with transient_settings(SETTINGS):
        for name in names:
            secrets.scan_file(name)
    return {(name, one.secret_hash): (one.type, one.line_number) for name, one in secrets}


if __name__ == "__main__":
    main()

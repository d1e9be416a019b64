"""README 和 docs/ 里的图：说到的都在，在的都说到了，每张不大。"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
NAMED = re.compile(r'(?:!\[[^\]]*\]\(|<img src=")([^)"]+[.]png)')
MOST_BYTES = 150_000


def named() -> set[Path]:
    """各页里说到的图。"""
    return {(page.parent / name).resolve() for page in PAGES for name in NAMED.findall(page.read_text("utf-8"))}


def test_every_picture_named_is_there_and_every_picture_there_is_named() -> None:
    """没有断了的图，也没有没人看的图。"""
    assert len(named()) > 20
    assert named() == set((ROOT / "docs" / "images").glob("*.png"))


def test_no_picture_is_heavy() -> None:
    """一张不超过 150 kB，翻页不用等。"""
    heavy = [one.name for one in (ROOT / "docs" / "images").glob("*.png") if one.stat().st_size > MOST_BYTES]
    assert heavy == []

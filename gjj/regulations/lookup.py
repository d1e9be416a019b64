"""按编号查条款。"""

from datetime import date

from gjj.regulations.catalogue import ARTICLES, Article

_BY_ID: dict[str, Article] = {article.id: article for article in ARTICLES}


def article(article_id: str) -> Article:
    """一条条款；没有这个编号抛 KeyError。"""
    return _BY_ID[article_id]


def title(article_id: str) -> str:
    """条款的中文名，几条的（「TL-18, WH5-02」）用顿号连起来；没有这个编号抛 KeyError。"""
    return "、".join(article(one).title for one in article_id.split(", "))


def in_force(article_id: str, on: date) -> bool:
    """某条款（几条的：每一条）在某一天有没有效力。"""
    return all(article(one).in_force(on) for one in article_id.split(", "))

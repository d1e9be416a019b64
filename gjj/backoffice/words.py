"""说法：库里存的短编码，给人看的中文。各房间的后台登记自己的词汇表，清单、筛选和详情都照着说。"""

from collections.abc import Mapping

_WORDS: dict[str, dict[str, str]] = {}


def register_words(vocabulary: str, words: Mapping[str, str]) -> None:
    """往一张词汇表里加几个说法；同一编码说法不同抛 ValueError。"""
    kept = _WORDS.setdefault(vocabulary, {})
    for code, text in words.items():
        if kept.setdefault(code, text) != text:
            raise ValueError(f"词汇表 {vocabulary} 的 {code} 有两种说法：{kept[code]}、{text}")


def words_of(vocabulary: str) -> dict[str, str]:
    """一张词汇表，按登记的先后。"""
    return dict(_WORDS.get(vocabulary, {}))


def word(vocabulary: str, code: str) -> str:
    """一个编码的说法；没登记的照原样给出，不能让一格显示不出来。"""
    return _WORDS.get(vocabulary, {}).get(code, code)


register_words("area", {"*": "全市", "county": "所辖县"})

"""接口收到的内容：先看是不是一个对象，再照序列化器逐栏校验；错误用栏目的中文名说。"""

import json
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, DecimalField, ListSerializer, Serializer

from gjj.declarations.errors import BizError
from gjj.money.amounts import is_coded


class InvalidInput(ValidationError):
    """填写的内容不对；``labels`` 是各栏的中文名。"""

    def __init__(self, detail: Any, labels: Mapping[str, str]) -> None:
        super().__init__(detail)
        self.labels = labels


class AmountField(DecimalField):
    """金额（元）、比例（百分数）：1e9 这样写的文字当没写对，和页面一样。"""

    def to_internal_value(self, data: Any) -> Decimal:
        """读成元、百分数；写法不对抛 invalid。"""
        if isinstance(data, str) and is_coded(data):
            self.fail("invalid")
        return super().to_internal_value(data)


def malformed() -> BizError:
    """看不懂的内容。"""
    return BizError(
        "malformed", "看不懂请求的内容：要是一个 JSON 对象（{…}）或表单，没有任何改动。", status=400,
        money="没有任何款项变动。", fix="请检查 JSON 或表单的格式，改好再发。",
    )  # fmt: skip


def require_object(request: Request) -> None:
    """写操作的内容要是一个对象；是数组、文字、嵌得太深、有残缺字符的抛 malformed（400）。"""
    # 不读内容的接口不管内容类型；要读的，读的时候自己拒绝
    with suppress(UnsupportedMediaType):
        try:
            data = request.data
            if not isinstance(data, Mapping):
                raise malformed()
            if type(data) is dict:
                json.dumps(data, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as error:
            raise malformed() from error


def filled(form: Serializer[Any]) -> dict[str, Any]:
    """校验过的内容；不对抛 InvalidInput（422），带着各栏的中文名。"""
    if not form.is_valid():
        raise InvalidInput(form.errors, labels_of(form))
    return dict(form.validated_data)


def labels_of(form: BaseSerializer[Any], path: str = "") -> dict[str, str]:
    """各栏的中文名：「prepayments.after」→「还完第几期」。"""
    inner = form.child if isinstance(form, ListSerializer) else form
    found: dict[str, str] = {}
    for name, field in getattr(inner, "fields", {}).items():
        found[f"{path}{name}"] = str(field.label)
        if isinstance(field, BaseSerializer):
            found |= labels_of(field, f"{path}{name}.")
    return found


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """校验错误的树 → 平的清单：field 英文路径、label 中文名、code、message。"""
    labels = getattr(error, "labels", {})
    return [
        {"field": path, **({"label": label} if (label := _label(path, labels)) else {}), "code": code, "message": said}
        for path, code, said in _leaves(error.detail, "")
    ]


def _leaves(detail: Any, path: str) -> list[tuple[str, str, str]]:
    """（路径, 编码, 说法）；清单里的第几项也写进路径。"""
    if isinstance(detail, Mapping):
        inner = [
            (path if key == "non_field_errors" else f"{path}.{key}".lstrip("."), value) for key, value in detail.items()
        ]
    elif isinstance(detail, list):
        inner = [(f"{path}.{place}" if isinstance(one, Mapping) else path, one) for place, one in enumerate(detail)]
    else:
        return [(path, str(getattr(detail, "code", "invalid")), str(detail))]
    return [leaf for place, value in inner for leaf in _leaves(value, place)]


def _label(path: str, labels: Mapping[str, str]) -> str:
    """一栏的中文名；清单里的写明第几项。"""
    said, known = [], ""
    for part in path.split(".") if path else ():
        if part.isdigit():
            said.append(f"第 {int(part) + 1} 项")
            continue
        known = f"{known}.{part}".lstrip(".")
        said.append(labels.get(known, ""))
    return "".join(said)

"""金额、比例的列。"""

from typing import Any

from django.db import models


class _Fixed(models.DecimalField):
    """位数固定的小数列。"""

    digits: int
    places: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", self.digits)
        kwargs.setdefault("decimal_places", self.places)
        super().__init__(*args, **kwargs)


class MoneyField(_Fixed):
    """金额，元，numeric(18,2)。"""

    digits, places = 18, 2


class PercentField(_Fixed):
    """缴存比例，百分数，numeric(5,2)。"""

    digits, places = 5, 2

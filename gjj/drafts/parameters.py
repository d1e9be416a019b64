"""草稿的参数：留几天。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

KEPT_DAYS = "drafts.kept_days"
NOTE = "无条款规定：写了没交的，过了这些天就删"

PARAMETERS = (ParameterRow(KEPT_DAYS, "草稿留多少天", "7", "int", date(2016, 2, 21), None, "*", None, NOTE, "typical"),)
LIMITS = (Bound(KEPT_DAYS, "1", "90"),)

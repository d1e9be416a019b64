"""本人资料的事项：换银行卡。"""

from gjj.actors.levels import FACE
from gjj.declarations.items import Exclusion, ServiceItem

CARD = "own.card"
"""换银行卡：以后的钱付到哪里由它定，要照了人脸才办。"""

ITEMS = (
    ServiceItem(
        CARD, "换银行卡", "personal", "账户", "portal:change_card", "wallet2", "冷静期满换上", "own.contact", (), 30,
        number="JC26",
        conditions=("新卡是本人名下的储蓄卡，银行预留的手机号和登记的一样", "原来登记的手机号收得到验证码"),
        guide=("填新的卡号；这次登录还没有核验过人脸的，就地拍一张，填的不用重填", "银行核对是本人的卡，填原来的手机号收到的验证码", "冷静期满换上，短信告诉您；期内照旧用原来的，随时能撤销", "做不了人脸核验的，带身份证件到柜面办"),
        summary="换登记的银行卡，以后中心付给您的钱付到这张卡上。",
        result="冷静期满换上新卡",
        level=FACE,
    ),
)  # fmt: skip

EXCLUSIONS: tuple[Exclusion, ...] = ()
"""换卡不立办件，和谁都不互斥。"""

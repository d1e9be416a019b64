"""柜面看得到谁的短信：管全中心的全看得到，管一个网点的看发给本网点单位和它们的职工的。"""

from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.identity.selectors.scope import owned
from gjj.messaging.models import Delivery


def deliveries(actor: Actor, rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """短信：消息是谁的就是谁的，发给单位经办人手机的算单位的。"""
    return owned(actor, rows, "message__")

"""中心改消息模板：照批准了的审批添一版，声明的一版留着，随时改得回去；变量、字数提的时候查一遍，生效的时候再查一遍。"""

from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.messaging.models import Template
from gjj.messaging.selectors.templates import current, declaration
from gjj.messaging.services.sync import values_of
from gjj.messaging.services.texts import check_texts, texts_of

EDIT = "messaging.template"
"""审批的种类。"""


@transaction.atomic
def write_texts(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的添一版，返回版的编号；那时用不得的抛 BizError，没有批准的抛 LookupError。"""
    told = sanction(approval, EDIT, {})
    code, texts = told.content["code"], told.content["texts"]
    declared, last = declaration(code), current(code)
    is_back = told.content["do"] == "declared"
    if is_back:
        texts = texts_of(declared)
    else:
        check_texts(declared, texts)
    made = Template.objects.create(
        **{**values_of(declared), **texts}, code=code, version=last.version + 1, created_at=at,
        origin="declared" if is_back else "edited", approval=told,
    )  # fmt: skip
    record(
        by=by, action="messaging.template.edit", object_type="template", object_id=made.pk, at=at,
        summary=f"改消息模板 {code}，第 {made.version} 版", before=texts_of(last), after=dict(texts),
    )  # fmt: skip
    return int(made.pk)

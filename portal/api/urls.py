"""接口的目录：/api/v1/ 之下全部地址。"""

from django.urls import include, path

from portal.api import cases, catalogue, inbox
from portal.api.publications import Publications
from portal.api.schema import Schema
from portal.api.validators import Validators
from portal.api.verify import VerifyDocument

urlpatterns = [
    # 归集的调用最多，放最前：后面的不用一个一个对过去
    path("", include("deposits.api.urls")),
    path("schema/", Schema.as_view()),
    path("validators/", Validators.as_view()),
    path("documents/verify/", VerifyDocument.as_view()),
    path("items/", catalogue.Items.as_view()),
    path("publications/", Publications.as_view()),
    path("channels/", catalogue.Channels.as_view()),
    path("unit/cases/", cases.UnitCases.as_view()),
    path("unit/cases/<int:pk>/", cases.UnitCase.as_view()),
    path("unit/cases/<int:pk>/resubmit/", cases.UnitCaseResubmit.as_view()),
    path("me/cases/", cases.OwnCases.as_view()),
    path("me/cases/<int:pk>/", cases.OwnCase.as_view()),
    path("unit/messages/", inbox.UnitMessages.as_view()),
    path("unit/messages/read/", inbox.UnitMessagesRead.as_view()),
    path("unit/messages/<int:pk>/read/", inbox.UnitMessageRead.as_view()),
    path("unit/messages/settings/", inbox.UnitMessageSettings.as_view()),
    path("me/messages/settings/", inbox.OwnMessageSettings.as_view()),
    path("me/messages/", inbox.OwnMessages.as_view()),
    path("me/messages/read/", inbox.OwnMessagesRead.as_view()),
    path("me/messages/<int:pk>/read/", inbox.OwnMessageRead.as_view()),
    path("", include("loans.api.urls")),
]

"""接口的目录：/api/v1/ 之下全部地址。"""

from django.urls import include, path

from portal.api.schema import Schema
from portal.api.validators import Validators
from portal.api.verify import VerifyDocument

urlpatterns = [
    path("schema/", Schema.as_view()),
    path("validators/", Validators.as_view()),
    path("documents/verify/", VerifyDocument.as_view()),
    path("", include("deposits.api.urls")),
    path("", include("loans.api.urls")),
]

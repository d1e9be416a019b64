"""大厅的目录：/ 公共 · /unit/ 单位大厅 · /me/ 个人大厅 · /admin/ 后台 · /api/v1/ 接口。"""

from django.contrib import admin
from django.urls import include, path, re_path

from gjj.web import problems
from portal.views.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("admin/", admin.site.urls),
    path("api/v1/", include("portal.api.urls")),
    re_path(r"^api/", problems.not_found),
    path("", include("deposits.urls")),
    path("", include("portal.urls")),
]

handler400 = "gjj.web.errors.bad_request"
handler403 = "gjj.web.errors.forbidden"
handler404 = "gjj.web.errors.missing"
handler500 = "gjj.web.errors.broken"

"""后台的应用配置：换成我们的站点。"""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """后台：登录走统一登录页，只有柜面身份能进。"""

    default_site = "gjj.backoffice.site.BackOfficeSite"

"""Web 服务的入口。"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gjj.settings.development")
application = get_wsgi_application()

from gjj.crypto.slots import refuse_to_start  # noqa: E402  设置好之后才能读

refuse_to_start()

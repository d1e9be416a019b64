"""造演示用的电子印章：manage.py demo_ca。已经有的不动；只在演示环境用，正式的证书放进 GJJ_SEAL_DIR。"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gjj import clock
from gjj.documents.services.demo_seal import make_demo_seal


class Command(BaseCommand):
    """造一套演示证书。"""

    help = "造演示用的电子印章（根证书和印章证书）；已经有的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.GJJ_DEMO:
            raise CommandError(
                "只有演示环境才造演示的印章；正式的请把 seal.key.pem、seal.cert.pem、ca.cert.pem 放进 GJJ_SEAL_DIR。"
            )
        folder = Path(settings.GJJ_SEAL_DIR)
        made = make_demo_seal(folder, center=settings.GJJ_CENTER_NAME, at=clock.now())
        self.stdout.write(f"演示的电子印章{'造好了' if made else '已经有了'}：{folder}")

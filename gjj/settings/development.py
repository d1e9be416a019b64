"""本机运行（bin/run）的设置。"""

from gjj.settings.base import *  # noqa: F403

DEBUG = False

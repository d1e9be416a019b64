"""网站容器的健康检查：/healthz 是 200 才算好。"""

import sys
import urllib.request

request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"X-Forwarded-Proto": "https"})
try:
    with urllib.request.urlopen(request, timeout=7) as answer:
        sys.exit(0 if answer.status == 200 else 1)
except OSError:
    sys.exit(1)

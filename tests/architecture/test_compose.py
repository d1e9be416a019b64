"""部署文件：docker-compose.yml、Dockerfile、deploy/nginx.conf 说的都存在，容器都不以 root 运行、都有健康检查。"""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.urls import reverse

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICES = {"nginx", "migrate", "web", "worker", "beat", "postgres", "redis", "clamav"}
ONE_SHOT = {"migrate"}
OURS = {"migrate", "web", "worker", "beat"}
MADE_AT_DEPLOYMENT = {"./deploy/certs"}
NAMES_OF_IMAGES = {"POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS", "REDISCLI_AUTH", "DJANGO_SETTINGS_MODULE"}

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
services = pytest.mark.parametrize("name", sorted(COMPOSE["services"]))


def service(name: str) -> dict[str, Any]:
    """一个服务的定义。"""
    return dict(COMPOSE["services"][name])


def words(command: Any) -> list[str]:
    """命令拆成词。"""
    return command.split() if isinstance(command, str) else [word for part in command for word in str(part).split()]


def test_the_deployment_has_exactly_the_parts_of_the_hall() -> None:
    """nginx、网站、工作进程、定时、数据库、消息，一次性的迁移；查毒的要的才起。"""
    assert set(COMPOSE["services"]) == SERVICES
    assert {name for name in SERVICES if "profiles" in service(name)} == {"clamav"}


@services
def test_no_container_runs_as_root(name: str) -> None:
    """每个容器都写明没有特权的用户，丢掉全部能力，不许提权。"""
    one = service(name)
    uid, gid = one["user"].split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert one["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in one["security_opt"]
    assert not one.get("privileged")


@services
def test_every_lasting_container_has_a_health_check(name: str) -> None:
    """常驻的都有健康检查；一次性的迁移以退出码为准。"""
    check = service(name)["healthcheck"]
    if name in ONE_SHOT:
        assert check == {"disable": True}
        assert service(name)["restart"] == "no"
    else:
        assert check["test"][0] in ("CMD", "CMD-SHELL")
        assert check["interval"]
        assert service(name)["restart"] == "unless-stopped"


@services
def test_services_wait_only_for_services_that_exist(name: str) -> None:
    """依赖的都在，且等的是「健康」或「办完」，不是「起了」。"""
    for other, how in service(name).get("depends_on", {}).items():
        assert other in SERVICES
        wanted = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
        assert how == {"condition": wanted}


@services
def test_networks_and_volumes_are_declared_and_mounted_files_exist(name: str) -> None:
    """网络、卷都有声明；挂进去的文件、目录仓库里有（证书除外）。"""
    one = service(name)
    assert set(one["networks"]) <= set(COMPOSE["networks"])
    for volume in one.get("volumes", ()):
        source = volume.split(":")[0]
        if source.startswith("."):
            assert source in MADE_AT_DEPLOYMENT or (ROOT / source).exists(), source
        else:
            assert source in COMPOSE["volumes"]


def test_the_hall_reads_the_anchors_and_only_the_worker_writes_them() -> None:
    """外锚只有工作进程写得了；网站只读地挂着，在哪边跑 verify_audit 都对得上。"""
    mounted = {name: one for name in OURS for one in service(name).get("volumes", ()) if one.startswith("anchors:")}
    assert mounted == {"worker": "anchors:/anchors", "web": "anchors:/anchors:ro"}
    assert all(service(name)["environment"]["GJJ_ANCHORS"] == "/anchors" for name in mounted)


@services
def test_images_of_others_are_pinned(name: str) -> None:
    """别人的镜像写明版本，不用 latest。"""
    one = service(name)
    if name not in OURS:
        assert re.search(r":\d", one["image"]), one["image"]
        assert "build" not in one


def test_only_nginx_is_reachable_from_outside() -> None:
    """对外开端口的只有 nginx；数据库和消息在没有出口的内部网络里。"""
    assert {name for name in SERVICES if service(name).get("ports")} == {"nginx"}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert service("postgres")["networks"] == service("redis")["networks"] == ["inside"]


def test_only_the_migration_knows_the_owner_of_the_database() -> None:
    """属主的口令只给迁移（和第一次建角色的数据库）；网站和工作进程手里只有应用身份。"""
    knowing = {name for name in SERVICES if "OWNER_PASSWORD" in str(service(name).get("environment"))}
    assert knowing == {"migrate", "postgres"}


def test_production_never_carries_the_demo_flag() -> None:
    """部署用生产设置，没有演示标记，口令和密钥都不写在文件里。"""
    text = (ROOT / "docker-compose.yml").read_text()
    assert "GJJ_DEMO" not in text
    for name in OURS:
        assert service(name)["environment"]["DJANGO_SETTINGS_MODULE"] == "gjj.settings.production"
    for secret in re.findall(r"^\s+(?:\w*(?:PASSWORD|SECRET_KEY|GJJ_KEYS|AUTH)\w*): (.+)$", text, re.MULTILINE):
        assert re.fullmatch(r"\$\{\w+:\?\}", secret), secret


def test_every_variable_is_read_by_somebody() -> None:
    """给容器的每个环境变量，设置、角色脚本或那个镜像真的会读。"""
    readers = (
        "".join(path.read_text() for path in (ROOT / "gjj" / "settings").glob("*.py"))
        + (ROOT / "deploy" / "roles.sh").read_text()
    )
    for name in SERVICES:
        for variable in service(name).get("environment", {}):
            read = (
                f'"{variable}"' in readers
                or f"${variable}" in readers
                or f"$${variable}" in str(service(name).get("command"))
            )
            assert read or variable in NAMES_OF_IMAGES, f"{name}: {variable}"


@pytest.mark.parametrize("name", sorted(OURS))
def test_commands_name_modules_and_files_that_exist(name: str) -> None:
    """命令里的模块和文件都在仓库里，镜像里也拷进去了。"""
    one = service(name)
    for word in words(one["command"]) + words(one["healthcheck"].get("test", [])):
        if re.fullmatch(r"gjj\.\w+(:\w+)?", word):
            assert importlib.util.find_spec(word.split(":")[0]), word
        if word.endswith(".py"):
            assert (ROOT / word).is_file(), word
            assert f"COPY {word} " in DOCKERFILE


def test_the_image_copies_what_exists_and_drops_root() -> None:
    """Dockerfile 拷的都在仓库里，带全部业务，最后换成没有特权的用户，按散列装依赖。"""
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    sources = [source for line in copied for source in line]
    for source in sources:
        assert (ROOT / source).exists(), source
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"} <= set(sources)
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1] == service("web")["user"].split(":")[0]
    assert "--require-hashes" in DOCKERFILE


def test_those_who_ask_other_departments_get_out_and_the_books_do_not() -> None:
    """网站当场核对身份，工作进程找银行、发短信，查毒的更新病毒库，都出得去；数据库和消息服务出不去。"""
    outside = {name for name in SERVICES if "outside" in service(name)["networks"]}
    assert outside == {"nginx", "web", "worker", "clamav"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_a_link_that_is_a_credential_is_not_logged() -> None:
    """地址里带着一次性凭据的，nginx 不记、限速；其余的日志不记查询参数。"""
    body = _location(reverse("portal:first_admin", args=["x"]))
    assert "access_log off;" in body
    assert "limit_req zone=login " in body
    assert "$request_uri" not in NGINX.split("log_format plain")[1].split(";")[0]


def test_cookies_of_production_stay_with_their_host() -> None:
    """会话和防伪的 Cookie 以 __Host- 开头：浏览器要求 Secure、管整个站、不写域名，三样都合。"""
    production = (ROOT / "gjj" / "settings" / "production.py").read_text()
    for name in ("SESSION", "CSRF"):
        assert re.search(rf'^{name}_COOKIE_NAME = "__Host-\w+"$', production, re.MULTILINE)
        assert f"\n{name}_COOKIE_SECURE = True\n" in production
        assert getattr(settings, f"{name}_COOKIE_PATH") == "/"
        assert getattr(settings, f"{name}_COOKIE_DOMAIN") is None


def test_nginx_passes_to_services_that_exist() -> None:
    """nginx 的上游是 compose 里的网站；证书就在挂进去的目录里；来源地址由它写，不接着别人写的抄。"""
    for upstream, port in re.findall(r"server (\w+):(\d+);", NGINX):
        assert upstream in SERVICES
        assert f"--bind=0.0.0.0:{port}" in service(upstream)["command"]
    for path in re.findall(r"ssl_certificate(?:_key)? (\S+);", NGINX):
        assert path.startswith("/etc/nginx/certs/")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX
    inside = {mapping.split(":")[1] for mapping in service("nginx")["ports"]}
    assert inside <= set(re.findall(r"listen (\d+)", NGINX))


def _location(address: str) -> str:
    """nginx 照前缀、正则（先写的先）挑出管这个地址的一段；都不是的归 /。"""
    parts = re.findall(r"location (~ )?(\S+) \{\n(.*?)\n    \}", NGINX, re.DOTALL)
    for is_pattern, where, body in parts:
        if re.search(where, address) if is_pattern else where != "/" and address.startswith(where):
            return body
    return next(body for _, where, body in parts if where == "/")


@pytest.mark.parametrize(
    ("view", "zone", "largest"),
    [
        ("portal:login", "login", ""),
        ("portal:login_code", "login", ""),
        ("portal:forgotten_password", "login", ""),
        ("portal:sign_up", "login", ""),
        ("portal:sign_up_code", "login", ""),
        ("portal:progress", "asked", ""),
        ("portal:verify", "asked", ""),
        ("deposits:upload", "all", "25m"),
        ("deposits:unit_opening", "all", "22m"),
        ("portal:personal_home", "all", ""),
    ],
)
def test_nginx_rates_and_bodies_by_address(view: str, zone: str, largest: str) -> None:
    """登录、要验证码、凭编号查的各有限速；只有收名单、开户材料的地方收得下大文件；其余也有限速。"""
    body = _location(reverse(view))  # 页面自己的地址，改了名就对不上
    assert f"limit_req zone={zone} " in body
    assert re.findall(r"client_max_body_size (\w+);", body) == ([largest] if largest else [])
    assert f"zone={zone}:10m" in NGINX


def test_nginx_lets_no_slow_connection_stay() -> None:
    """慢慢发头、发体、收答复的都有时限，每个来源的连接有数，收完整个请求才交给网站。"""
    for name, limit in (("client_header_timeout", 10), ("client_body_timeout", 15), ("send_timeout", 30)):
        assert int(re.findall(rf"{name} (\d+)s;", NGINX)[0]) <= limit
    assert re.search(r"limit_conn each \d+;", NGINX)
    assert "proxy_request_buffering on;" in NGINX
    # 网站自己收的一般提交不比 nginx 的大，不然网站答得了的话轮不到它说
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < 6 * 1024 * 1024


def test_braces_of_nginx_are_balanced_and_every_directive_ends() -> None:
    """nginx 配置的结构：括号成对，每条指令以分号结束。"""
    depth = 0
    for number, line in enumerate(NGINX.splitlines(), 1):
        code = line.split("#")[0].strip()
        depth += code.count("{") - code.count("}")
        assert depth >= 0, number
        assert not code or code[-1] in "{};", f"第 {number} 行：{code}"
    assert depth == 0


def test_what_nginx_answers_itself_is_chinese_and_says_what_to_do() -> None:
    """太大、太快、网站没有应答：网页和接口各有一份，同一个编码，说清怎么了、钱怎么样、怎么办；页面目录挂进了容器。"""
    assert "./deploy/pages:/etc/nginx/pages:ro" in service("nginx")["volumes"]
    answered = re.findall(r"error_page ([0-9 ]+)(?:=\d+ )?/nginx-says/(\w+)\.\$answer;", NGINX)
    assert {code for codes, _ in answered for code in codes.split()} == {"413", "429", "502", "503", "504"}
    for _, name in answered:
        told = json.loads((ROOT / "deploy" / "pages" / f"{name}.json").read_text())
        page = (ROOT / "deploy" / "pages" / f"{name}.html").read_text()
        for part in ("title", "detail", "money", "fix"):
            assert re.search("[一-龥]", told[part])
            assert told[part] in page
        assert told["code"]
    headers = _location("/nginx-says/")
    for name in ("Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy"):
        assert re.search(rf"add_header {name} .+ always;", headers), name


def test_only_strong_ciphers_are_offered() -> None:
    """TLS 1.2 只留有前向保密的 AEAD 套件；再早的版本不开。"""
    (offered,) = re.findall(r"ssl_ciphers ([^;]+);", NGINX)
    assert all(one.startswith("ECDHE-") and ("GCM" in one or "CHACHA20" in one) for one in offered.split(":"))
    assert re.findall(r"ssl_protocols ([^;]+);", NGINX) == ["TLSv1.2 TLSv1.3"]

#!/bin/sh
# 数据库第一次初始化：两个角色和一个库。gjj_owner 建表、做迁移；gjj_app 办业务，没有建表和改账的权。
set -eu
psql --username postgres --set ON_ERROR_STOP=1 --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
CREATE ROLE gjj_owner LOGIN PASSWORD :'owner';
CREATE ROLE gjj_app LOGIN PASSWORD :'app';
CREATE DATABASE gjj OWNER gjj_owner;
REVOKE ALL ON DATABASE gjj FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE gjj TO gjj_app;
SQL

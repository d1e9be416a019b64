"""审计的动作。"""

from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("audit.view", "查审计记录", frozenset({"auditor", "system_admin"})),)

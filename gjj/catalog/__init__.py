"""事项与渠道：哪些事能办、在哪个渠道能办、暂停到什么时候、为什么。

声明写在各业务线的 ``items.py``（``gjj.declarations.items.ServiceItem``），``manage.py sync`` 把没有的补成行，从不覆盖；
行上可以改的是承诺时限。暂停（``Closure``）是一段时间：整个事项、整个渠道，或某事项在某渠道；恢复是给它补上终点。
页面和接口在办事之前问 ``catalog.services.require_open``：暂停中的抛 ``item_closed``，带原因和恢复时间；已受理的照办。
"""

"""大厅的地址。"""

urlpatterns: list = []

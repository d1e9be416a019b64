"""测试：读起来像规则。规则在 rules/，办事在 services/，页面在 halls/，接口在 api/，公布的算例在 examples/，故障在 faults/。"""

"""表驱动的状态机。"""

from collections.abc import Mapping
from dataclasses import dataclass


class IllegalTransition(Exception):
    """表里没有的一步。"""

    def __init__(self, machine: str, source: str, target: str) -> None:
        super().__init__(f"{machine}: {source} -> {target}")
        self.machine, self.source, self.target = machine, source, target


@dataclass(frozen=True)
class Edge:
    """一步：从哪个状态到哪个状态、哪个动作、中文说法。"""

    source: str
    target: str
    action: str
    title: str


@dataclass(frozen=True)
class Machine:
    """一个对象的全部状态和全部允许的步子。"""

    name: str
    statuses: Mapping[str, str]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        for edge in self.edges:
            if edge.source not in self.statuses or edge.target not in self.statuses:
                raise ValueError(f"{self.name} 的一步 {edge.source}→{edge.target} 用了没有的状态")

    def allows(self, source: str, target: str) -> bool:
        """这一步允许不允许。"""
        return any(edge.source == source and edge.target == target for edge in self.edges)

    def require(self, source: str, target: str) -> Edge:
        """允许时给出这一步；不允许抛 IllegalTransition。"""
        for edge in self.edges:
            if edge.source == source and edge.target == target:
                return edge
        raise IllegalTransition(self.name, source, target)

    def targets(self, source: str) -> tuple[str, ...]:
        """从某个状态能到的状态。"""
        return tuple(edge.target for edge in self.edges if edge.source == source)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """全部允许的（来，去），给数据库触发器用。"""
        return tuple(dict.fromkeys((edge.source, edge.target) for edge in self.edges))

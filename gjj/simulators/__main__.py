"""入口：python -m gjj.simulators {bank|sms|police|cards|face|scanner} --port 端口 --data 目录。"""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from gjj.simulators import scanner
from gjj.simulators.bank import Bank
from gjj.simulators.exchange import Cards, Face, Police
from gjj.simulators.server import serve
from gjj.simulators.sms import Sms

KINDS = {"bank": Bank, "sms": Sms, "police": Police, "cards": Cards, "face": Face}


def _stop(signum: int, frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    """起一个模拟器，直到收到 SIGTERM。"""
    parser = argparse.ArgumentParser(prog="python -m gjj.simulators", description="外部系统的模拟器")
    parser.add_argument("kind", choices=sorted((*KINDS, "scanner")))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    options.data.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, _stop)
    if options.kind == "scanner":
        scanner.serve(options.port)
    serve(KINDS[options.kind](options.data), options.port)


if __name__ == "__main__":
    main()

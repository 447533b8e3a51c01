"""Medians and ratios."""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 30


def median_ms(action: Callable, rounds: int = ROUNDS) -> float:
    """The median of `rounds` runs after three to warm up, in milliseconds."""
    for _ in range(3):
        action()
    return statistics.median(seconds(action) for _ in range(rounds)) * 1000


def seconds(action: Callable) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def most_memory(process: str = "self") -> float:
    """The most megabytes this process, or one with another id, ever held. Raises FileNotFoundError when it ended."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())[1]) / 1024


def report(title: str, figures: dict[str, float], unit: str, base: str, *, more_is_better: bool = False) -> None:
    """One line each: the figure, and its ratio to `base` in this same run."""
    print(f"\n  {title}")
    for name, figure in figures.items():
        ratio = figures[base] / figure if more_is_better else figure / figures[base]
        print(f"    {name:58} {figure:10.2f} {unit:12} × {ratio:7.2f}")

"""How long `reporter validate` takes, as a ratio to importing its libraries alone, in one run of alternating starts.

`python benchmarks/validate.py [ROUNDS]`. Budget: 1.5 times the libraries with their models' base class.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIBRARIES = "import yaml, click; from pydantic import BaseModel"
MODELS = "import yaml, click, reporter.spec.workspace"
CASES = {
    "libraries": ["-c", LIBRARIES],
    "libraries and models": ["-c", MODELS],
    "validate": ["-m", "reporter", "validate", "reports/weekly.yaml"],
}


def main() -> None:
    """Start each case in turn, several rounds, and print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    seconds: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(rounds + 1):
        for name, arguments in CASES.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(times[1:]) for name, times in seconds.items()}
    for name, median in medians.items():
        ratios = " ".join(f"{median / other:5.2f} x {base}" for base, other in medians.items() if base != name)
        print(f"{name:22} {median * 1000:6.0f} ms   {ratios}")


if __name__ == "__main__":
    main()

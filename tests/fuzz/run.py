"""Coverage-guided fuzzing: `make fuzz`, or `python -m tests.fuzz.run TARGET [SECONDS]`.

Inputs that reach new code stay in tests/fuzz/corpus/TARGET/, and what crashes in tests/fuzz/found/TARGET-…: make a test of it.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(target: str, seconds: str = "120") -> None:
    import atheris  # only `make fuzz` installs it

    with atheris.instrument_imports(include=["digest"]):
        from tests.fuzz.targets import TARGETS

    corpus, found = HERE / "corpus" / target, HERE / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        "-max_len=2048",
        "-timeout=20",
        "-rss_limit_mb=1500",
        f"-artifact_prefix={found}/{target}-",
    ]
    atheris.Setup(["fuzz", str(corpus), *options, "-print_final_stats=1"], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

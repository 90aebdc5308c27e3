"""How well and how fast quotations are found: predictions for the anchoring benchmark, and a stop-watch.

    python -m benchmarks.anchoring --cases DIR --out FILE --mode proved|suggested
    python -m benchmarks.anchoring --speed

DIR holds `cases.jsonl` (id, text, exact, prefix, suffix, position; more is not read) and `texts.jsonl` (id, text). FILE gets
one JSON object a line: `{"id", "start", "end"}` in code points of the text, null for not there, "ambiguous" for several.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.text.fold import Folded, fold
from digest.text.quote import find
from digest.text.suggest import suggest


def proved(source: Folded, case: dict[str, Any]) -> dict[str, Any]:
    places = find(source, case["exact"], case["prefix"] or "", case["suffix"] or "")
    if len(places) == 1:
        return {"start": places[0].start, "end": places[0].end}
    return {"start": "ambiguous" if places else None, "end": None}


def suggested(source: Folded, case: dict[str, Any]) -> dict[str, Any]:
    position = tuple(case["position"]) if case["position"] else None
    suggestion = suggest(source, case["exact"], case["prefix"] or "", case["suffix"] or "", position)
    if suggestion.verdict == "found":
        return {"start": suggestion.places[0].start, "end": suggestion.places[0].end}
    return {"start": "ambiguous" if suggestion.verdict == "several" else None, "end": None}


def predictions(cases: Path, mode: str) -> Iterator[dict[str, Any]]:
    predict = proved if mode == "proved" else suggested
    texts = {text["id"]: text["text"] for text in _lines(cases / "texts.jsonl")}
    folded: dict[str, Folded] = {}
    for case in _lines(cases / "cases.jsonl"):
        source = folded.setdefault(case["text"], fold(texts[case["text"]]))
        yield {"id": case["id"], **predict(source, case)}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--mode", choices=("proved", "suggested"), default="suggested")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    if arguments.speed:
        from benchmarks.anchoring_speed import report

        report()
    else:
        lines = (json.dumps(each) + "\n" for each in predictions(arguments.cases, arguments.mode))
        arguments.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

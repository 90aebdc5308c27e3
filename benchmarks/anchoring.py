"""How well and how fast quotations are found: predictions for the anchoring benchmark, and a stop-watch.

    python -m benchmarks.anchoring --cases DIR --out FILE --mode proved|suggested
    python -m benchmarks.anchoring --speed

DIR holds `cases.jsonl` (id, text, exact, prefix, suffix, position; more is not read) and `texts.jsonl` (id, text). FILE gets
one JSON object a line: `{"id", "start", "end"}` in code points of the text, null for not there, "ambiguous" for several.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.corpus import lines
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
    texts = {text["id"]: text["text"] for text in lines(cases / "texts.jsonl")}
    folded: dict[str, Folded] = {}
    for case in lines(cases / "cases.jsonl"):
        source = folded.setdefault(case["text"], fold(texts[case["text"]]))
        yield {"id": case["id"], **predict(source, case)}


# --- the stop-watch -----------------------------------------------------------------------------------------------------

SEED = 20261122
SYLLABLES = (
    "ba be bi da den der di el en er ge ha hin ich in ka ke la len li ma mit na nen no on ra re ri sa sche se ta te ten ti un"
    " ver zu"
).split()


def synthetic(characters: int, draw: random.Random) -> list[str]:
    """Sentences of eight to twenty-two words, of about so many characters together; a few words are frequent, most are rare."""
    words = ["".join(draw.choices(SYLLABLES, k=draw.choice((1, 2, 2, 3, 3, 4)))) for _ in range(4000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    sentences: list[str] = []
    while characters > 0:
        sentence = " ".join(draw.choices(words, weights, k=draw.randint(8, 22))).capitalize() + "."
        sentences.append(sentence)
        characters -= len(sentence) + 1
    return sentences


def mistyped(sentence: str, draw: random.Random, rate: float = 0.03) -> str:
    """The sentence with this share of its characters exchanged, doubled or left out, one at least."""
    characters = list(sentence)
    for _ in range(max(1, round(rate * len(characters)))):
        at = draw.randrange(len(characters))
        characters[at] = draw.choice((draw.choice("abcdefghijklmnoprstuvwz"), characters[at] * 2, ""))
    return "".join(characters)


def mixture(sentences: list[str], absent: list[str], count: int, draw: random.Random) -> list[str]:
    """30 % verbatim, 40 % with 3 % typing errors, 30 % not there."""
    return [
        draw.choice(sentences) if share < 0.3 else mistyped(draw.choice(sentences), draw) if share < 0.7 else draw.choice(absent)
        for share in (draw.random() for _ in range(count))
    ]


def speeds() -> Iterator[str]:
    for characters, count in ((5_000, 3_000), (200_000, 1_000)):
        draw = random.Random(SEED)
        sentences = synthetic(characters, draw)
        absent = synthetic(characters // 2, draw)
        text = "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))
        source = fold(text)
        mixed = mixture(sentences, absent, count, draw)
        there = [draw.choice(sentences) for _ in range(count)]
        yield f"text of {len(text):,} characters"
        yield _timed("  proved, all there", there, partial(find, source))
        yield _timed("  proved, mixture", mixed, partial(find, source))
        started = time.process_time()
        suggest(source, absent[0])
        yield f"  index, once: {1000 * (time.process_time() - started):.1f} ms"
        yield _timed("  suggested, mixture", mixed, partial(suggest, source))


def _timed(name: str, quotations: list[str], work: Callable[[str], object]) -> str:
    """The best of three rounds, in processor time: other processes on the machine do not count."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for exact in quotations:
            work(exact)
        best = min(best, time.process_time() - started)
    return f"{name}: {len(quotations) / best:,.0f} a second"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--mode", choices=("proved", "suggested"), default="suggested")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    if arguments.speed:
        print("\n".join(speeds()))
    else:
        lines = (json.dumps(each) + "\n" for each in predictions(arguments.cases, arguments.mode))
        arguments.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

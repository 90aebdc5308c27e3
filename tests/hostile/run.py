"""Every hostile case in a process of its own: `make hostile`, or `python -m tests.hostile.run [--quick] [CLASS[/NAME] …]`.

A case must end with 0, 1 or 2 and a message, without a traceback; touch nothing but the site and the memory; leave what people
wrote as it was; start no program and ask no host; and what it publishes must be fit for a browser. An audit hook (PEP 578)
sees what it opens, whatever it does with it.
"""

import os
import re
import resource
import signal
import socket
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from digest import cli
from tests.hostile import walker
from tests.hostile.case import Case
from tests.hostile.cases import everything, quick
from tests.making import SOUND, build, make

MEMORY = 1_500_000_000  # bytes of address space
CANARY = "do not read me"
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ERROR = re.compile(r"^(\S[^\n]*?): error\[D\d\d\d\]|^Error: ", re.MULTILINE)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = {
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.symlink",
    "os.link",
    "os.chmod",
    "os.truncate",
    "sqlite3.connect",
}
_FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "urllib.",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: what is wrong with that, the exit codes, and what it took."""

    case: Case
    faults: tuple[str, ...]
    codes: tuple[int, ...]
    said: str
    seconds: float  # of the processor
    megabytes: int


def run(case: Case) -> Outcome:
    """Runs the case's commands one after the other on a digest made for it."""
    with TemporaryDirectory(prefix="hostile-") as folder:
        root, outside = Path(folder) / "digest", Path(folder) / "outside"
        make(outside, {"canary.txt": CANARY, "canary.md": CANARY, "deep/canary.txt": CANARY})
        make(root, {**SOUND, **case.files})
        for name, target in case.links.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(target.replace("OUTSIDE", str(outside)))
        for name in case.pipes:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            os.mkfifo(root / name)
        for name in case.sockets:
            with socket.socket(socket.AF_UNIX) as one:
                one.bind(str(root / name))
        before = _listed(Path(folder))
        codes, said, seconds, most = [], "", 0.0, 0
        faults: list[str] = []
        for command in case.commands:
            code, words, seen, usage = _child(root, command, case.seconds)
            codes.append(code)
            said += words
            faults += seen
            seconds += usage.ru_utime + usage.ru_stime
            most = max(most, usage.ru_maxrss // 1024)
        faults += _judged(case, codes, said)
        after = _listed(Path(folder))
        writable = ("digest/site", "digest/.digest", *(f"digest/{name}" for name in case.writes))
        for path in sorted(before.keys() | after.keys()):
            if before.get(path) != after.get(path) and not path.startswith(writable):
                faults.append(f"{path} was changed")
        # What others put into the site stays there and is named; it is not ours.
        if (root / "site").exists() and not any(name.startswith("site") for name in (*case.links, *case.pipes, *case.files)):
            faults += walker.faults(root / "site")
            leaks = [p for p in (root / "site").rglob("*") if p.is_file() and CANARY.encode() in p.read_bytes()]
            faults += [f"{place.name} has what lies outside" for place in leaks]
        if codes[0] == 0 and case.commands[0][0] == "build" and case.commands[-1][0] != "clean":
            wanted = ("index.html", "annotations/flood/index.html", "sources/speech/index.html")
            faults += [f"no {path}" for path in wanted if not (root / "site" / path).is_file()]
    return Outcome(case, tuple(faults), tuple(codes), said, seconds, most)


def _judged(case: Case, codes: Sequence[int], said: str) -> list[str]:
    faults = []
    if any(code not in (0, 1, 2) for code in codes):
        faults.append(f"ended with {codes}")
    if "Traceback" in said or "Error: [Errno" in said:
        faults.append("a traceback")
    if any(codes) and not _ERROR.search(said):
        faults.append("no message")
    if obeyed := _OBEYED.search(said):
        faults.append(f"said U+{ord(obeyed[0]):04X}")
    untouched = {name for name in SOUND if name not in case.files and not case.blames_others}
    faults += [
        f"a sound file is blamed: {each[0]}" for each in _ERROR.finditer(said) if (each[1] or "").partition(":")[0] in untouched
    ]
    return faults


def _child(root: Path, command: Sequence[str], seconds: int) -> tuple[int, str, list[str], Any]:
    """Exit code, words, forbidden doings, and usage of one command in a forked process with little to use up."""
    words, doings = root.parent / "said.txt", root.parent / "doings.txt"
    for each in (words, doings):
        each.write_bytes(b"")
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os._exit(_inside(root, command, seconds, words, doings))
    _, status, usage = os.wait4(pid, 0)
    said, done = words.read_text("utf-8", "replace"), doings.read_text("utf-8", "replace").splitlines()
    for each in (words, doings):
        each.unlink()
    return os.waitstatus_to_exitcode(status), said, done, usage


def _inside(root: Path, command: Sequence[str], seconds: int, words: Path, doings: Path) -> int:
    code = 99
    stream = os.open(words, os.O_WRONLY | os.O_APPEND)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.chdir(root)
    sys.dont_write_bytecode = True  # what Python keeps of modules is no doing of a command's
    log = os.open(doings, os.O_WRONLY | os.O_APPEND)
    place = str(root.resolve())
    outside = str((root.parent / "outside").resolve())
    sys.addaudithook(lambda event, arguments: _watched(event, arguments, place, outside, log))
    try:
        cli.cli.main([*command], prog_name="digest")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 99
    except BaseException:  # noqa: BLE001  # whatever it is, it is what this looks for
        traceback.print_exc()
    sys.stdout.flush()
    return code


def _watched(event: str, arguments: tuple[Any, ...], root: str, outside: str, log: int) -> None:
    """Writes down what a command must not do."""
    if event.startswith(_FORBIDDEN):
        os.write(log, f"{event} {arguments!r}\n".encode("utf-8", "replace"))
    if event != "open" and event not in _CHANGING and event not in ("os.scandir", "os.listdir"):
        return
    path = arguments[0]
    if not isinstance(path, str | bytes | os.PathLike):
        return
    given = os.path.abspath(os.fsdecode(path))
    is_changing = event in _CHANGING or (event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & _WRITING))
    real = os.path.realpath(given)
    # An entry that is removed or moved is itself meant, not what it leads to; so is one that is opened if it is no link.
    no_follow = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & os.O_NOFOLLOW)
    if event in _CHANGING or no_follow:
        real = os.path.join(os.path.realpath(os.path.dirname(given)), os.path.basename(given))
    is_below = real == root or real.startswith(root + "/")
    is_led_out = given.startswith(root + "/") and not is_below
    if real.startswith(outside) or (is_led_out and not no_follow) or (is_changing and not is_below and given != "/dev/null"):
        os.write(log, f"{event} {given!r} → {real!r}\n".encode("utf-8", "replace"))


def _listed(folder: Path) -> dict[str, str]:
    """What lies below the folder: kind, and bytes of files."""
    found = {}
    for place in sorted(folder.rglob("*")):
        path = place.relative_to(folder).as_posix()
        if place.is_symlink():
            found[path] = f"link {os.readlink(place)}"
        elif place.is_file():
            found[path] = f"file {hash(place.read_bytes())}"
        else:
            found[path] = "folder or other"
    return found


def warm() -> None:
    """Builds a sound digest here, so that every process that is forked has all it needs."""
    with TemporaryDirectory(prefix="hostile-") as folder:
        build(make(Path(folder), SOUND))


def main(wanted: Iterable[str]) -> int:
    classes = set(wanted)
    is_quick = "--quick" in classes
    classes.discard("--quick")
    warm()
    count: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    most: dict[str, tuple[float, int]] = {}
    start = time.perf_counter()
    chosen = quick() if is_quick else everything()
    with suppress(KeyboardInterrupt):  # what was tried until then is told
        for case in chosen:
            if classes and not classes & {case.kind, f"{case.kind}/{case.name}"}:
                continue
            outcome = run(case)
            count[case.kind] += 1
            seconds, megabytes = most.get(case.kind, (0.0, 0))
            most[case.kind] = max(seconds, outcome.seconds), max(megabytes, outcome.megabytes)
            if outcome.faults:
                failed[case.kind] += 1
                print(f"{case.kind}/{case.name}: {outcome.codes}", *outcome.faults[:6], sep="\n    ")
                print("    " + outcome.said[-1500:].replace("\n", "\n    "), flush=True)
    print(f"{'class':<16} cases failed  most CPU s  most MB")
    for kind, number in count.items():
        print(f"{kind:<16} {number:>5} {failed[kind]:>6} {most[kind][0]:>11.1f} {most[kind][1]:>8}")
    print(f"{count.total()} cases, {failed.total()} failed, in {time.perf_counter() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name, value in {"TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1796083200"}.items():
        os.environ[name] = value
    sys.exit(main(sys.argv[1:]))

"""Builds that are killed, starved, interrupted and disturbed: `make crash`, or `python -m tests.crash.run [KILLS]`.

After each, what a person wrote is as it was; every file of the site is entirely old or entirely new; the next build ends well and
leaves the site that a clean build makes, byte for byte, and no litter.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from digest.store.atomic import PART
from tests.making import CARD, NOTE, SETTINGS, SOUND, SPEECH, UNPRIVILEGED, Files, make, site

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1796083200"}
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
# A shell starts what goes on in the background deaf to Ctrl-C; a program in a terminal hears it.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
EDITED = "content/annotations/n1.md"
# A program's first lines, after which it does not plan a whole site.
SHORT = "import digest.compose; digest.compose.planned = None\n"
ANOTHER = "content/annotations/another.md"
# A preview that stands, and waits for a line; and a save in it that must not take the long way.
PREVIEW = """
import sys
from pathlib import Path
from digest.cli.common import options_for
from digest.resident import Resident
from digest.store import project
from digest.store.pool import Pool
root = Path(sys.argv[1])
resident = Resident(root / ".digest/memory.sqlite", root / "site", Pool)
def given():
    found = project.load(root)
    return found, options_for(found.value)
resident.build(*given(), lambda *_: None)
resident.look(*given(), lambda *_: None)
print("ready", flush=True)
sys.stdin.readline()
"""
SAVE = """
Resident.build = None
assert resident.save(*given(), [sys.argv[2]], lambda *_: None).written
"""
PROGRAM = "import sys; from digest.cli import main; sys.argv[0] = 'digest'; main()"


def content(version: int, notes: int = 24) -> dict[str, str | bytes]:
    """A digest whose every page is another in each version, and in which pages come and go."""
    files: dict[str, str | bytes] = {
        "digest.toml": SETTINGS.replace("A digest", f"Digest {version}"),
        "seeds/speech.txt": SPEECH,
        "content/sources/speech.md": CARD.replace("introduction", f"introduction {version}"),
        "content/static/data.bin": bytes([version % 256]) * 200_000,
    }
    for n in range(notes):
        # Every third note is there in every other version only.
        draft = "true" if n % 3 == 0 and version % 2 else "false"
        head = f"---\ntitle: Note {n} of {version}\ndate: 20{10 + n % 5}\nsource: speech\n"
        text = f"{head}quote: The river rose\npeople: [P{n % 7}, V{version}]\n"
        files[f"content/annotations/n{n}.md"] = (
            f"{text}published: 2026-11-20\ndraft: {draft}\n---\nNote {n}, version {version}.\n"
        )
    return files


class Ground:
    """A digest that was built once in an old version and is to become a new one."""

    def __init__(self, folder: Path, version: int = 1) -> None:
        self.folder, self.root, self.version, self.files = folder, folder / "digest", version, content(version)
        make(self.root, self.files)
        self.ran("build", "-q")
        self.old = site(self.root / "site")
        self.advance()

    def advance(self) -> None:
        """The next version lies in the folders, unbuilt; `new` is what a clean build makes of it."""
        self.version += 1
        self.changed_to(content(self.version))

    def edit(self) -> None:
        """The words of one note are others: few pages are exchanged, and the rest of the site is not even looked at."""
        self.version += 1
        text = self.files[EDITED]
        assert isinstance(text, str)
        self.changed_to({**self.files, EDITED: re.sub(r"(?<=title: Note 1 of )\d+|(?<=, version )\d+", str(self.version), text)})

    def changed_to(self, files: dict[str, str | bytes]) -> None:
        self.old = site(self.root / "site")
        make(self.root, {path: data for path, data in files.items() if self.files.get(path) != data})
        for path in self.files.keys() - files.keys():
            (self.root / path).unlink()
        self.files = files
        clean = self.folder / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        self.ran("build", "-q", "--no-cache", "-o", str(clean))
        self.new = site(clean)

    def started(self, *arguments: str, before: str = "", jobs: str = "1") -> subprocess.Popen[str]:
        if jobs != "1":
            before = f"from digest.store import pool; pool.PATIENCE = 8\n{before}"  # a small digest's jobs are few
        helpers = ("-j", jobs) if arguments[0] == "build" else ()
        command = [sys.executable, "-c", HEARING + before + PROGRAM, *arguments, *helpers]
        place = {"cwd": self.root, "env": {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}}
        process: subprocess.Popen[str] = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **place,  # type: ignore[call-overload]
        )
        return process

    def ran(self, *arguments: str, before: str = "", code: int = 0) -> str:
        process = self.started(*arguments, before=before)
        said: str = process.communicate(timeout=300)[1]
        assert process.returncode == code, f"{arguments} ended with {process.returncode}:\n{said}"
        assert "Traceback" not in said, said
        return said

    def is_whole(self) -> None:
        """Every file of the site is an old one or a new one, and nobody's file was changed."""
        for path, data in site(self.root / "site").items():
            if PART in path or path == "integrity.json" or path.startswith("integrity/"):
                continue
            assert data in (self.old.get(path), self.new.get(path)), f"{path} is neither old nor new"
        self.is_untouched()

    def is_untouched(self) -> None:
        for path, data in self.files.items():
            assert (self.root / path).read_bytes() == (data if isinstance(data, bytes) else data.encode()), f"{path} was changed"

    def recovers(self) -> None:
        """The next build makes the clean site, and nothing else is left."""
        self.ran("build", "-q")
        found = site(self.root / "site")
        assert found.keys() == self.new.keys(), sorted(found.keys() ^ self.new.keys())
        assert [path for path in found if found[path] != self.new[path]] == []
        litter = [place for place in self.root.rglob("*") if PART in place.name]
        assert not litter, litter
        assert {each.name for each in (self.root / ".digest").iterdir()} <= {"memory.sqlite", "memory.sqlite-journal"}
        self.is_untouched()


@contextmanager
def ground() -> Iterator[Ground]:
    with TemporaryDirectory(prefix="crash-") as folder:
        yield Ground(Path(folder))


# ------------------------------------------------------------------------------------------------------------ kills


def kills(count: int, seed: int = 1, jobs: str = "1", change: Callable[[Ground], None] = Ground.advance) -> str:
    """Builds that are killed at random moments, from the first import to the last file."""
    chance = random.Random(seed)
    with ground() as here:
        here.recovers()
        change(here)
        start = time.perf_counter()
        here.ran("build", "-q")
        span = time.perf_counter() - start
        landed = 0
        for _ in range(count):
            change(here)
            process = here.started("build", "-q", jobs=jobs)
            # Rather late than early, for it is at its end that a build writes.
            try:
                process.wait(timeout=span * chance.triangular(0.05, 1.2, 0.8))
            except subprocess.TimeoutExpired:
                landed += 1
            os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
            process.communicate()
            here.is_whole()
            here.recovers()
    return f"{count} builds, {landed} of them killed under way"


def _ending(step: int, root: Path) -> str:
    """A program's first lines, after which it ends itself before so many changes below the root."""
    return (
        f"import os, sys\nleft = {step}\ndef watch(event, arguments):\n    global left\n"
        "    if event in ('os.rename', 'os.remove', 'os.mkdir', 'os.rmdir', 'os.link', 'os.chmod') or (event == 'open' and"
        f" isinstance(arguments[2], int) and arguments[2] & os.O_WRONLY and str(arguments[0]).startswith({str(root)!r})):\n"
        "        left -= 1\n        if left < 0: os._exit(9)\nsys.addaudithook(watch)\n"
    )


def killed_writing(count: int) -> str:
    """Builds that end themselves after so many changes on disk: every moment of writing is met."""
    with ground() as here:
        step = 0
        for _ in range(count):
            here.advance()
            process = here.started("build", "-q", before=_ending(step, here.root))
            process.communicate()
            here.is_whole()
            here.recovers()
            step = 0 if process.returncode == 0 else step + max(1, 230 // count)
    return f"{count} builds"


def killed_exchanging(stride: int = 1) -> str:
    """Builds of one edited note, which exchange a few files in their places, ended before each of their changes on disk."""
    with ground() as here:
        here.recovers()
        for step in range(0, 1000, stride):
            here.edit()
            process = here.started("build", "-q", before=_ending(step, here.root) + SHORT)
            said = process.communicate()[1]
            assert process.returncode in (0, 9), said
            here.is_whole()
            here.recovers()
            if process.returncode == 0:
                return f"{step // stride} ends"
    raise AssertionError("no end to its changes")


def killed_rearranging(stride: int = 1) -> str:
    """Previews in which a note comes or goes, and with it folders of the site, ended before each of their changes on disk."""
    with ground() as here:
        here.recovers()
        came = {**here.files, ANOTHER: NOTE.replace("source:", "people: [Somebody new]\nsource:")}
        ended = 0
        for step in range(0, 1000, stride):
            codes = []
            for files in (came, {path: data for path, data in came.items() if path != ANOTHER}):
                program = PREVIEW + _ending(step, here.root) + SAVE
                command = [sys.executable, "-c", program, str(here.root), ANOTHER]
                preview = subprocess.Popen(
                    command, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                assert preview.stdout
                assert preview.stdout.readline() == "ready\n"
                here.changed_to(files)
                preview.communicate("\n", timeout=300)
                assert preview.returncode in (0, 9)
                here.is_whole()
                here.recovers()
                codes.append(preview.returncode)
                ended += 1
            if codes == [0, 0]:
                return f"{ended} ends"
    raise AssertionError("no end to its changes")


PAGE = "<title>Bridge closed</title><article><h1>Bridge closed</h1>" + "".join(
    f"<p>Paragraph {n} of the long story about the harbour bridge, which has {n} cracks by now.</p>" for n in range(30)
)
WEB = (
    '{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation","id":"https://a.example/1","body":{"type":"TextualBody",'
    '"value":"A remark"},"target":{"source":"https://digest.example/sources/speech/","selector":{"type":"TextQuoteSelector",'
    '"exact":"The river rose"}}}'
)
# What writes into the folders of people: a command, and what it is given.
WRITERS: Mapping[str, tuple[Sequence[str], Files]] = {
    "takedown": (("takedown", "speech", "--reason", "At the request of the publisher."), {}),
    "fix": (
        ("check", "--fix=all", "--min-confidence", "0.5", "-q"),
        {f"content/annotations/m{n}.md": NOTE.replace("The river rose", f"The river rise{'d' * n}") for n in range(2)},
    ),
    "page": (("import", "in/p.html"), {"in/p.html": PAGE}),
    "annotations": (("import", "in/a.jsonld"), {"in/a.jsonld": WEB}),
    "new": (("new", "annotation", "Hello"), {}),
}


def killed_editing(stride: int = 1) -> str:
    """Commands that write where people write, ended before each of their changes on disk: no byte of what was there is lost,
    every file is old or new, the command can be given again, and the next build leaves no litter.
    """
    ends = 0
    for name, (command, given) in WRITERS.items():
        with TemporaryDirectory(prefix="crash-") as folder:
            sound = {**SOUND, **given}
            wanted = _written(make(Path(folder) / "whole", sound), command, "")
            for step in range(0, 1000, stride):
                root = make(Path(folder) / f"d{step}", sound)
                found = _written(root, command, _ending(step, root))
                old = _kept(make(Path(folder) / "old", sound))
                for path in old.keys() | found.keys():
                    if PART not in path:
                        assert found.get(path) in (old.get(path), wanted.get(path)), f"{name}, {step}: {path}"
                assert old.keys() <= found.keys(), f"{name}, {step}: {old.keys() - found.keys()} is lost"
                if PART not in str(sorted(found)) and found == wanted:
                    break
                ends += 1
                again = _written(root, command, "")
                assert {path: data for path, data in again.items() if PART not in path} == wanted, f"{name}, {step}: not again"
                _written(root, ("build", "-q"), "")
                litter = [place for place in root.rglob("*") if PART in place.name]
                assert not litter, f"{name}, {step}: {litter}"
    return f"{ends} ends of {len(WRITERS)} commands"


def _written(root: Path, command: Sequence[str], before: str) -> dict[str, bytes]:
    """What people's folders hold after the command."""
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", before + PROGRAM, *command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in (0, 1, 2, 9), done.stderr
    return _kept(root)


def _kept(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in site(root).items() if path.startswith(("content/", "seeds/"))}


# ----------------------------------------------------------------------------------------------------------- the rest


def full_disk() -> str:
    """No file may grow beyond a limit: what is too large for it, the memory or a page, cannot be written."""
    with ground() as here:
        limits = (0, 1, 5_000, 20_000, 100_000, 150_000)
        for limit in limits:
            limited = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit},) * 2)\n"
            before = f"import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); {limited}"
            said = here.ran("build", "-q", before=before, code=1)
            assert "D601" in said or "Error: " in said, said
            here.is_whole()
            here.recovers()
            here.advance()
    return f"{len(limits)} limits"


def full_tmpfs() -> str:
    """The digest's own file system is full: needs root, and is done without it elsewhere."""
    sizes = ("700k", "1200k", "2200k")
    done = 0
    for size in sizes:
        with TemporaryDirectory(prefix="crash-") as folder:
            disk = Path(folder) / "disk"
            disk.mkdir()
            if subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(disk)], check=False, capture_output=True
            ).returncode:
                return "not allowed to mount"
            try:
                make(disk / "digest", content(1))
                here = Ground.__new__(Ground)
                here.folder, here.root, here.version, here.old = Path(folder), disk / "digest", 1, {}
                here.files = content(1)
                here.ran("build", "-q", "--no-cache", "-o", str(Path(folder) / "clean"))
                here.new = site(Path(folder) / "clean")
                process = here.started("build", "-q")
                said = process.communicate(timeout=300)[1]
                assert process.returncode in (0, 1), said
                assert "Traceback" not in said, said
                here.is_whole()
                subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
                here.recovers()
                done += 1
            finally:
                subprocess.run(["umount", str(disk)], check=True)
    return f"{done} sizes"


def read_only() -> str:
    """Folders that cannot be written to."""
    with ground() as here:
        for folder in ("site", "site/annotations", ".digest", "site/integrity.json"):
            place = here.root / folder
            mode = place.stat().st_mode & 0o777
            place.chmod(mode & 0o555)
            process = here.started("build", "-q", before=UNPRIVILEGED + "\n")
            said = process.communicate(timeout=300)[1]
            place.chmod(mode)
            assert "Traceback" not in said, said
            assert process.returncode in (0, 1), said
            assert process.returncode == 0 or "D601" in said or "Error: " in said, said
            here.is_whole()
            here.recovers()
            here.advance()
    return "4 folders"


def two_at_once(rounds: int = 3) -> str:
    """Builds that start together: with a memory already there, without one, and with nothing remembered."""
    with ground() as here:
        for n in range(rounds):
            if n % 3 == 1:
                shutil.rmtree(here.root / ".digest")
            if n % 3 == 2:
                shutil.rmtree(here.root / "site")
            both = [here.started("build", "-q") for _ in range(3)]
            ends = [(each.communicate(timeout=300)[1], each.returncode) for each in both]
            assert all("Traceback" not in said and code == 0 for said, code in ends), ends
            here.is_whole()
            here.recovers()
            here.advance()
    return f"{rounds} times 3"


def busy() -> str:
    """A build that does not end: the second one says so."""
    hold = "import digest.store.cache as c; c.Memory.__init__.__defaults__ = (0.2,)\n"
    with ground() as here:
        holder = subprocess.Popen(
            [
                sys.executable,
                "-c",
                HOLDER,
                str(here.root / ".digest/memory.sqlite"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout
        holder.stdout.readline()
        said = here.ran("build", "-q", before=hold, code=1)
        assert said == "Error: another build of this digest is at work: wait for it, or end it, and build again\n", said
        assert site(here.root / "site") == here.old
        holder.communicate("")
        here.recovers()
    return "1 build"


def interrupted(count: int, jobs: str = "1") -> str:
    """Ctrl-C, to the whole group as a terminal does it."""
    chance = random.Random(3)
    with ground() as here:
        start = time.perf_counter()
        here.ran("build", "-q")
        span = time.perf_counter() - start
        for _ in range(count):
            here.advance()
            process = here.started("build", "-q", jobs=jobs)
            try:
                process.wait(timeout=span * chance.uniform(0.3, 1.1))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGINT)
            said = process.communicate(timeout=60)[1]
            assert "Traceback" not in said, said
            # Before Python takes over, and when it has handed back, the signal itself ends the process.
            assert process.returncode in (0, 1, 130, -signal.SIGINT), (process.returncode, said)
            here.is_whole()
            litter = [place for place in (here.root / "site").rglob("*") if PART in place.name]
            assert not litter, litter
            here.recovers()
    return f"{count} times"


TO_ALL, TO_ITSELF = "os.killpg(0, signal.SIGINT)", "os.kill(os.getpid(), signal.SIGKILL)"


def _sending(signal: str, step: int) -> str:
    """A program's first lines, after which it sends a signal at so many calls into what starts and leads helpers."""
    return (
        f"import os, signal, sys\nleft = {step}\ndef watch(frame, event, argument):\n    global left\n"
        "    name = frame.f_code.co_filename\n"
        "    if event == 'call' and any(each in name for each in ('/multiprocessing/', '/concurrent/futures/', '/pool.py')):\n"
        f"        left -= 1\n        if left == 0: {signal}\nsys.setprofile(watch)\n"
    )


def calling(signal_: str, steps: Iterable[int]) -> str:
    """A signal at each of these moments in which helpers are called, led and sent home, up to the first that never comes."""
    ends = 0
    with ground() as here:
        for step in steps:
            process = here.started("build", "-q", before=_sending(signal_, step), jobs="2")
            # It ends when every process that holds the other end has ended.
            said = process.communicate(timeout=60)[1]
            # Of one that is killed Python's own tracker tells that it cleared up.
            assert signal_ != TO_ALL or said in ("", "\nAborted!\n"), f"step {step}: {said}"
            assert process.returncode in (0, 1, 130, -signal.SIGINT, -signal.SIGKILL), (step, process.returncode)
            here.is_whole()
            if process.returncode == 0:
                break
            ends += 1
        here.recovers()
    return f"{ends} moments"


def disturbed(count: int) -> str:
    """Files that are changed, removed, and turned into other things while a build reads them."""
    chance = random.Random(5)
    with ground() as here:
        files = list(here.files)
        for _ in range(count):
            process = here.started("build", "-q")
            while process.poll() is None:
                place = here.root / chance.choice(files)
                deed = chance.choice(("cut", "remove", "link", "folder", "restore"))
                if place.is_dir():
                    place.rmdir()
                elif deed != "cut":
                    place.unlink(missing_ok=True)
                if deed == "cut":
                    place.write_bytes(b"---\ntitle: ")
                elif deed == "link":
                    place.symlink_to("/etc/passwd")
                elif deed == "folder":
                    place.mkdir()
                elif deed == "restore":
                    make(here.root, {k: v for k, v in here.files.items() if here.root / k == place})
                try:
                    process.wait(0.01)
                except subprocess.TimeoutExpired:
                    continue
            said = process.communicate()[1]
            assert "Traceback" not in said, said
            assert process.returncode in (0, 1, 2), said
            for name in files:
                place = here.root / name
                place.rmdir() if place.is_dir() else place.unlink(missing_ok=True)
            make(here.root, here.files)
            here.recovers()
            here.advance()
    return f"{count} builds"


def damaged() -> str:
    """A memory that is not one, or not ours: rebuilt in silence."""

    def scrambled(data: bytes) -> bytes:
        return bytes(byte ^ 0x55 if n % 997 == 0 else byte for n, byte in enumerate(data))

    doings: Mapping[str, Callable[[bytes], bytes]] = {
        "empty": lambda _: b"",
        "text": lambda _: b"not a database",
        "half": lambda data: data[: len(data) // 2],
        "head": lambda data: data[:50],
        "zeros": lambda data: bytes(len(data)),
        "scrambled": scrambled,
        "tail": lambda data: data[:-8192] + bytes(8192),
        "long": lambda data: data + data,
        "version": lambda data: data.replace(b"1 ", b"9 "),
    }
    with ground() as here:
        for doing in doings.values():
            place = here.root / ".digest/memory.sqlite"
            place.write_bytes(doing(place.read_bytes()))
            assert here.ran("build", "-q") == ""
            here.recovers()
            here.advance()
        (here.root / ".digest/memory.sqlite").unlink()
        (here.root / ".digest/memory.sqlite").mkdir()
        assert here.ran("build", "-q") == ""
        (here.root / ".digest/memory.sqlite").rmdir()
        here.recovers()
    return f"{len(doings) + 1} kinds"


def main(count: int) -> int:
    failed = 0
    whole: Mapping[str, Callable[[], str]] = {
        "kills": lambda: kills(count),
        "kills of an edit": lambda: kills(max(1, count // 5), 4, change=Ground.edit),
        "kills of several processes": lambda: kills(max(1, count // 20), 2, "2"),
        "commands that end while they write": killed_editing,
        "ends while writing": lambda: killed_writing(max(1, count // 5)),
        "ends while exchanging pages": lambda: killed_exchanging(max(1, 200 // count)),
        "ends of a preview while a note comes or goes": lambda: killed_rearranging(max(1, 200 // count)),
        "file size limit": full_disk,
        "full disk": full_tmpfs,
        "read-only": read_only,
        "two at once": lambda: two_at_once(6),
        "busy": busy,
        "Ctrl-C": lambda: interrupted(max(1, count // 10)),
        "Ctrl-C to several": lambda: interrupted(max(1, count // 20), "2"),
        "Ctrl-C while helpers are called": lambda: calling(TO_ALL, range(1, 1000, max(1, 4000 // count))),
        "helpers that are left alone": lambda: calling(TO_ITSELF, range(5, 1000, max(1, 4000 // count))),
        "disturbed": lambda: disturbed(max(1, count // 10)),
        "damaged memory": damaged,
    }
    for name, test in whole.items():
        start = time.perf_counter()
        try:
            came = test()
        except AssertionError as problem:
            failed += 1
            came = f"FAILED: {problem}"
        print(f"{name}: {came} ({time.perf_counter() - start:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))

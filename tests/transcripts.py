"""Documents replayed: what a document shows of the program must be what the program says.

`replayed` runs a Markdown document and gives it back with every shown output as it really is. Remarks (HTML comments on a
line of their own, which readers do not see) say what is meant:

    in: nothing | a new digest | the bundled digest      begin again in a fresh folder with that in it
    file: PATH                                           the next fenced block is this file: write it
    bytes: PATH = TEXT                                   write this file; TEXT is Latin-1 with Python's escapes
    size: PATH = N                                       write this file of N bytes
    link: PATH = TARGET                                  make this symbolic link
    edit: PATH = OLD -> NEW                              put NEW in the place of OLD, wherever it stands in this file
    run: COMMAND                                         run this; what it prints is not shown
    help: COMMAND                                        the next fenced block is what `digest COMMAND --help` prints
    found: CODE  or  found: CODE by digest build -o out  the next fenced block is what is said under this code

After an `in:`, a fence called `console` holds commands after `$ `, each followed by what it prints. Commands are `digest …`,
`cd`, `cat`, `ls` and `echo $?`. To bring the documents up to date: `python -m tests.transcripts README.md docs/*.md`.
"""

import contextlib
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from digest.cli import cli

ROOT = Path(__file__).parents[1]
REMARK = re.compile(r"<!-- (in|file|bytes|size|link|edit|run|help|found): (.*) -->")
MESSAGE = re.compile(r"^\S.*?: (?:error|warning|note)\[(D\d{3})\] ")
SECONDS = re.compile(r"\bin \d+\.\d\d s$", re.MULTILINE)


def replayed(text: str, folder: Path) -> str:
    """The document with its outputs as they are; `folder` is an empty place to work in."""
    return "".join(_Replay(folder).lines(text.splitlines(keepends=True)))


class _Replay:
    """One run through a document. What one block leaves behind, the next one finds, until a remark begins again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here = folder
        self.scenes = 0
        self.last = 0

    def lines(self, lines: list[str]) -> Iterator[str]:
        remark = ("", "")
        rest = iter(lines)
        for line in rest:
            yield line
            said = REMARK.fullmatch(line.strip())
            if said:
                remark = (said[1], said[2])
                self.arrange(*remark)
            elif line.startswith("```"):
                block = list(_until_closed(rest, line))
                yield from self.block(line.strip("`\n"), remark, block[:-1])
                yield block[-1]
                remark = ("", "")

    def arrange(self, what: str, value: str) -> None:
        name, _, content = value.partition(" = ")
        match what:
            case "in":
                self.begin(value)
            case "bytes":
                self.write(name, content.encode().decode("unicode_escape").encode("latin-1"))
            case "size":
                self.write(name, b"x" * int(content))
            case "link":
                (self.here / name).symlink_to(content)
            case "edit":
                old, _, new = content.partition(" -> ")
                data = (self.here / name).read_bytes()
                assert old.encode() in data, f"{name} has no {old!r}"
                self.write(name, data.replace(old.encode(), new.encode()))
            case "run":
                self.run(value)
            case _:
                pass

    def begin(self, scene: str) -> None:
        self.scenes += 1
        self.here = self.folder / str(self.scenes)
        self.here.mkdir()
        if scene == "a new digest":
            self.run("digest init")
        elif scene == "the bundled digest":
            for name in ("content", "seeds"):
                shutil.copytree(ROOT / name, self.here / name)
            shutil.copy(ROOT / "digest.toml", self.here)
        else:
            assert scene == "nothing", scene

    def write(self, name: str, data: bytes) -> None:
        place = self.here / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)

    def block(self, language: str, remark: tuple[str, str], block: list[str]) -> list[str]:
        match remark:
            case ("file", path):
                self.write(path, "".join(block).encode())
                return block
            case ("help", command):
                return _lines(self.run(f"digest {command.removeprefix('digest').strip()} --help"))
            case ("found", said):
                code, _, command = said.partition(" by ")
                return _lines(_messages(self.run(command or "digest check"), code))
            case _:
                # A document that never says where it begins shows commands, and no more.
                return list(self.console(block)) if language == "console" and self.scenes else block

    def console(self, block: list[str]) -> Iterator[str]:
        for line in block:
            if line.startswith("$ "):
                yield line
                yield from _lines(self.run(line[2:].partition("  #")[0].strip()))

    def run(self, command: str) -> str:
        """What the command prints, warnings and errors included."""
        name, *arguments = shlex.split(command)
        match name:
            case "digest":
                with contextlib.chdir(self.here):
                    result = CliRunner().invoke(cli, arguments, prog_name="digest")
                if result.exception is not None and not isinstance(result.exception, SystemExit):
                    raise result.exception
                self.last = result.exit_code
                return SECONDS.sub("in 0.40 s", result.output)
            case "cd":
                self.here = self.here / arguments[0]
                return ""
            case "cat":
                return "".join((self.here / each).read_text("utf-8") for each in arguments)
            case "ls":
                return "".join(f"{each}\n" for each in sorted(os.listdir(self.here / "".join(arguments))))
            case "echo":
                return f"{self.last}\n"
            case _:
                raise ValueError(f"a transcript cannot say {command!r}")


def _until_closed(rest: Iterator[str], fence: str) -> Iterator[str]:
    """The lines of a block, the closing fence included."""
    closing = fence[: len(fence) - len(fence.lstrip("`"))]
    for line in rest:
        yield line
        if line.rstrip() == closing:
            return
    raise ValueError(f"{fence!r} is never closed")


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _messages(output: str, code: str) -> str:
    """The messages with this code, with their excerpts and hints."""
    kept, current = [], ""
    for line in _lines(output):
        said = MESSAGE.match(line)
        current = said[1] if said else current if line.startswith(" ") else ""
        if current == code:
            kept.append(line)
    assert kept, f"{code} is not among:\n{output}"
    return "".join(kept)


def main(paths: list[str]) -> None:
    from tests.conftest import ENVIRONMENT

    os.environ.update(ENVIRONMENT)
    for path in map(Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            old = path.read_text("utf-8")
            new = replayed(old, Path(folder))
        if new != old:
            path.write_text(new, "utf-8")
            print(path)


if __name__ == "__main__":
    main(sys.argv[1:])

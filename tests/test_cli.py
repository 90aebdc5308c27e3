"""The command line: what it says, what it writes, and how it ends."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from tests.making import NOTE, SETTINGS, SOUND, build, make, note, site

ROOT = Path(__file__).parents[1]

WARNED = {**SOUND, "content/annotations/flood.md": NOTE.replace("title", "peeple: [Ann]\ntitle")}
WRONG = {**SOUND, "content/annotations/flood.md": NOTE.replace("speech", "speach")}


def _digest(*arguments: str | Path, env: dict[str, str] | None = None, tty: bool = False) -> Result:
    """The command's exit code and what it said; on a terminal that shows colours where `tty` is true."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], prog_name="digest", env=env, color=tty)


def _without_time(text: str) -> str:
    return re.sub(r"in \d+\.\d\d s", "in N s", text)


# -------------------------------------------------------------------------------------------------------------- exit codes


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        (SOUND, ["build"], 0),
        (SOUND, ["build", "--strict"], 0),
        (WARNED, ["build"], 0),
        (WARNED, ["build", "--strict"], 1),
        (WRONG, ["build"], 1),
        (SOUND, ["check"], 0),
        (WARNED, ["check"], 0),
        (WARNED, ["check", "--strict"], 1),
        (WRONG, ["check"], 1),
        (SOUND, ["build", "--no-such-option"], 2),
        (SOUND, ["build", "--base-url", "example.org"], 2),
        (SOUND, ["clean"], 0),
    ],
)
def test_the_exit_code_says_how_it_went(tmp_path: Path, files: dict[str, str], arguments: list[str], code: int) -> None:
    result = _digest(*arguments, "--root", make(tmp_path, files))

    assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (code, True)


@pytest.mark.parametrize("arguments", [["build"], ["build", "--strict"], ["check"]])
def test_a_finding_leaves_nothing_written(tmp_path: Path, arguments: list[str]) -> None:
    files = WARNED if "--strict" in arguments else WRONG

    _digest(*arguments, "--root", make(tmp_path, files))

    assert {path.name for path in tmp_path.iterdir()} - {".digest"} == {"content", "digest.toml", "seeds"}


def test_a_check_looks_at_drafts_and_scheduled_items_and_writes_nothing(tmp_path: Path) -> None:
    files = {**SOUND, "content/annotations/later.md": note(published="2099-01-01", date="2021", related="[nothing]")}

    assert _digest("build", "--root", make(tmp_path / "built", files)).exit_code == 0
    assert _digest("check", "--root", make(tmp_path / "checked", files)).exit_code == 1
    assert not (tmp_path / "checked/site").exists()


# -------------------------------------------------------------------------------------------------------------- what it says


def test_a_build_says_what_it_did(tmp_path: Path) -> None:
    result = _digest("build", "--root", make(tmp_path, SOUND))

    files = len(site(tmp_path / "site"))
    assert result.stderr == ""
    assert re.fullmatch(
        rf"\d+ pages into \S+/site, 1 quotation proved, {files - 1} files written, 0 removed in \d\.\d\d s\n", result.stdout
    )


def test_a_build_with_nothing_to_do_says_so(tmp_path: Path) -> None:
    _digest("build", "--root", make(tmp_path, SOUND))

    assert "written" not in _digest("build", "--root", tmp_path).stdout


def test_a_message_shows_the_line_and_what_to_do(tmp_path: Path) -> None:
    result = _digest("build", "--root", make(tmp_path, WRONG))

    assert result.stderr == (
        "content/annotations/flood.md:4:9: error[D302] there is no source “speach”\n"
        "    4 | source: speach\n"
        "      |         ^^^^^^\n"
        "  hint: did you mean “speech”?\n"
    )
    assert re.fullmatch(r"\d+ pages not built, 0 quotations proved, 1 error, 0 warnings in \d\.\d\d s\n", result.stdout)


def test_quiet_says_errors_only(tmp_path: Path) -> None:
    warned = _digest("build", "-q", "--root", make(tmp_path / "a", WARNED))
    wrong = _digest("build", "-q", "--root", make(tmp_path / "b", WRONG))

    assert (warned.stdout, warned.stderr, warned.exit_code) == ("", "", 0)
    assert (wrong.stdout, wrong.exit_code) == ("", 1)
    assert "D302" in wrong.stderr


def test_verbose_names_every_file_that_changed(tmp_path: Path) -> None:
    _digest("build", "--root", make(tmp_path, SOUND))
    make(tmp_path, {"content/annotations/flood.md": NOTE.replace("title", "slug: ebb\ntitle")})

    said = _digest("build", "-v", "--root", tmp_path).stdout.splitlines()

    assert "wrote annotations/ebb/index.html" in said
    assert "removed annotations/flood/index.html" in said
    assert "wrote assets/digest.css" not in said


def test_colours_are_for_terminals_that_want_them(tmp_path: Path) -> None:
    make(tmp_path, WRONG)

    assert "\x1b[" in _digest("build", "--root", tmp_path, env={"NO_COLOR": None}, tty=True).stderr  # type: ignore[dict-item]
    assert "\x1b[" not in _digest("build", "--root", tmp_path, env={"NO_COLOR": "1"}, tty=True).stderr
    assert "\x1b[" not in _digest("build", "--root", tmp_path).stderr


def test_nothing_in_a_file_can_command_the_terminal(tmp_path: Path) -> None:
    evil = NOTE.replace("Flood", '"\\e]0;title\\a\\e[2J"').replace("speech", '"\\e[31mspeach"')
    result = _digest("build", "--root", make(tmp_path, {**SOUND, "content/annotations/flood.md": evil}))

    assert "\x1b" not in result.output
    assert "there is no source “<U+001B>[31mspeach”" in result.stderr


def test_strict_says_that_a_site_was_written_where_it_was(tmp_path: Path) -> None:
    """A stranger's file is found only when the site is written."""
    make(tmp_path, {**SOUND, "site/theirs.txt": "theirs"})

    result = _digest("build", "--strict", "--root", tmp_path)

    assert result.exit_code == 1
    assert " pages into " in result.stdout
    assert "site/theirs.txt:1:1: warning[D604] no build wrote this file" in result.stderr


# ------------------------------------------------------------------------------------------------------------------ formats


def test_findings_as_json(tmp_path: Path) -> None:
    result = _digest("check", "--format", "json", "--root", make(tmp_path, WRONG))

    (finding,) = json.loads(result.stdout)
    assert finding | {"fix": None, "related": []} == {
        "code": "D302",
        "severity": "error",
        "message": "there is no source “speach”",
        "span": {"path": "content/annotations/flood.md", "line": 4, "column": 9, "end_line": 4, "end_column": 15},
        "hint": "did you mean “speech”?",
        "related": [],
        "fix": None,
    }
    assert (result.stderr, result.exit_code) == ("", 1)


def test_no_findings_as_json(tmp_path: Path) -> None:
    whole = {**SOUND, "content/annotations/flood.md": NOTE.replace("rose", "rose on Monday.")}

    assert json.loads(_digest("check", "--format", "json", "--root", make(tmp_path, whole)).stdout) == []


def test_findings_as_workflow_commands_of_github(tmp_path: Path) -> None:
    files = {**WRONG, "digest.toml": SETTINGS + 'titel = "50%"\n', "content/annotations/a,b:c.md": note(date="2021")}

    result = _digest("check", "--format", "github", "--root", make(tmp_path, files))

    assert result.stdout.splitlines() == [
        (
            "::error file=content/annotations/a%2Cb%3Ac.md,line=2,col=1,title=D124::the file’s name “a,b:c” cannot be an address"
            "%0Awrite “id: a-b-c”"
        ),
        "::error file=content/annotations/flood.md,line=4,col=9,title=D302::there is no source “speach”%0Adid you mean “speech”?",
        "::warning file=digest.toml,line=4,col=1,title=D141::digest.toml has no setting “titel”%0Adid you mean “title”?",
    ]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("arguments", [["build"], ["check"], ["check", "--format", "json"], ["check", "--format", "github"]])
def test_no_terminal_is_too_old_to_be_told(tmp_path: Path, arguments: list[str], encoding: str) -> None:
    make(tmp_path, {**WRONG, "content/annotations/flood.md": NOTE.replace("speech", "Речь")})
    environment = {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT), "PATH": ""}

    done = subprocess.run(
        [sys.executable, "-m", "digest", *arguments, "--root", str(tmp_path)],
        capture_output=True,
        check=False,
        env=environment,
    )

    assert (done.returncode, b"Traceback" in done.stderr, b"D302" in done.stderr + done.stdout) == (1, False, True)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_takes_the_place_of_a_stream_that_was_closed(tmp_path: Path, closed: str) -> None:
    make(tmp_path, SOUND)
    command = f'exec "$0" -m digest build --root "$1" {closed}'

    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(tmp_path)], check=False, capture_output=True, env={"PYTHONPATH": str(ROOT)}
    )

    assert (done.returncode, b"Error" in done.stdout + done.stderr) == (0, False)
    assert (tmp_path / "site/index.html").read_text("utf-8").endswith("</html>\n")


# -------------------------------------------------------------------------------------------------------- where things are


def test_the_nearest_digest_upwards_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, SOUND)
    monkeypatch.chdir(tmp_path / "content/annotations")

    result = _digest("build")

    assert result.exit_code == 0
    assert (tmp_path / "site/index.html").is_file()


def test_without_a_digest_one_is_told_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    result = _digest("build")

    assert (result.exit_code, result.output) == (
        2,
        "Error: there is no digest.toml in this folder or any above it: “digest init” makes a new digest\n",
    )


def test_a_root_must_be_the_digests_own_folder(tmp_path: Path) -> None:
    make(tmp_path, SOUND)

    assert _digest("build", "--root", tmp_path / "content").exit_code == 2
    assert _digest("build", "--root", tmp_path).exit_code == 0


def test_the_site_can_go_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "root", SOUND)
    monkeypatch.chdir(tmp_path)

    result = _digest("build", "--root", "root", "-o", "public/deep")

    assert "pages into public/deep," in result.stdout
    assert (tmp_path / "public/deep/index.html").is_file()
    assert not (tmp_path / "root/site").exists()


@pytest.mark.parametrize("folder", [".", "..", "content", "seeds/new", "templates", "content/../"])
@pytest.mark.parametrize("command", ["build", "clean"])
def test_the_site_never_goes_where_hand_written_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, folder: str
) -> None:
    root = make(tmp_path / "root", SOUND)
    monkeypatch.chdir(root)
    before = site(root)

    result = _digest(command, "-o", folder)

    assert result.exit_code == 2
    assert "where the digest’s own files are" in result.output
    assert site(root) == before


def test_the_address_of_the_site_can_be_given(tmp_path: Path) -> None:
    _digest("build", "--base-url", "https://other.example/folder", "--root", make(tmp_path, SOUND))

    built = site(tmp_path / "site")
    assert b"https://other.example/folder/annotations/flood/" in built["sitemap.xml"]
    assert b"digest.example" not in b"".join(built.values())


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org/", "https://", "https://[x", "https://a b/", "https://x/?q"])
def test_an_address_that_is_none_is_misuse(tmp_path: Path, url: str) -> None:
    result = _digest("build", "--base-url", url, "--root", make(tmp_path, SOUND))

    assert (result.exit_code, result.output) == (
        2,
        f"Error: --base-url must be an address such as https://example.org/folder/, not “{url}”\n",
    )


# ----------------------------------------------------------------------------------------------------------------- the clock

SCHEDULED = {**SOUND, "content/annotations/later.md": note(date="2021", published="2026-12-01")}


@pytest.mark.parametrize(
    ("epoch", "zone", "is_out"),
    [
        ("1796083200", "UTC", True),  # 2026-12-01T00:00Z
        ("1796083199", "UTC", False),
        ("1796083199", "Europe/Berlin", True),
        ("1796083200", "America/New_York", False),
    ],
)
def test_source_date_epoch_in_the_sites_own_zone_is_the_date_of_the_build(
    tmp_path: Path, epoch: str, zone: str, is_out: bool
) -> None:
    make(tmp_path, {**SCHEDULED, "digest.toml": f'{SETTINGS}timezone = "{zone}"\n'})

    _digest("build", "--root", tmp_path, env={"SOURCE_DATE_EPOCH": epoch})

    assert ("annotations/later/index.html" in site(tmp_path / "site")) == is_out


@pytest.mark.parametrize("epoch", ["tomorrow", "-1", "1.5", "9" * 5000, "999999999999"])
def test_an_epoch_that_is_none_is_misuse(tmp_path: Path, epoch: str) -> None:
    result = _digest("build", "--root", make(tmp_path, SOUND), env={"SOURCE_DATE_EPOCH": epoch})

    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH must be a number of seconds" in result.output


@pytest.mark.parametrize("zone", ["Europe", "Nowhere/Here", "../etc/passwd", "/etc/passwd", ""])
def test_a_zone_that_is_none_is_misuse(tmp_path: Path, zone: str) -> None:
    result = _digest("build", "--root", make(tmp_path, {**SOUND, "digest.toml": f'{SETTINGS}timezone = "{zone}"\n'}))

    assert (result.exit_code, result.output) == (
        2,
        f"Error: digest.toml: “{zone}” is no time zone: write one such as “Europe/Berlin”\n",
    )


def test_flags_let_out_what_is_not_published_yet(tmp_path: Path) -> None:
    make(tmp_path, {**SCHEDULED, "content/annotations/draft.md": note(date="2021", draft="true")})
    early = {"SOURCE_DATE_EPOCH": "1700000000"}

    plain = _digest("build", "--root", tmp_path, env=early)
    assert "1 draft and 2 scheduled" in plain.stdout
    _digest("build", "--root", tmp_path, "--drafts", "--future", "-o", tmp_path / "all", env=early)

    assert {path for path in site(tmp_path / "all") if path.startswith("annotations/") and path.endswith("index.html")} == {
        f"annotations/{id}/index.html" for id in ("flood", "later", "draft")
    }


# -------------------------------------------------------------------------------------------------------------------- help


def _commands(group: click.Group, *path: str) -> list[tuple[str, ...]]:
    """Every command as the words that call it."""
    found: list[tuple[str, ...]] = [path]
    for name, command in sorted(group.commands.items()):
        found += _commands(command, *path, name) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("command", _commands(cli), ids=" ".join)
def test_the_help_of_every_command_has_an_example(command: tuple[str, ...]) -> None:
    result = _digest(*command, "--help")

    assert result.exit_code == 0
    assert re.search(rf"^  {' '.join(('digest', *command))}\b", result.stdout.partition("\n\n")[2], re.MULTILINE)
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_the_version_is_said() -> None:
    assert re.fullmatch(r"digest, version \d+\.\d+\.\d+\n", _digest("--version").stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "--stric"], "No such option '--stric'. Did you mean '--strict'?"),
        (["biuld"], "No such command 'biuld'. Did you mean 'build'?"),
        (["check", "--format", "jsn"], "Invalid value for '--format': 'jsn' is not one of 'text', 'json', 'github'."),
        (["build", "extra"], "Got unexpected extra argument (extra)"),
        (["serve", "--port", "99999"], "Invalid value for '--port': 99999 is not in the range 1<=x<=65535."),
        (["new", "annotation"], "Missing argument 'TITLE'."),
    ],
)
def test_misuse_is_answered_with_what_was_meant(arguments: list[str], message: str) -> None:
    result = _digest(*arguments)

    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"Error: {message}")


# ------------------------------------------------------------------------------------------------------------- init and new


def test_a_new_digest_is_sound_and_says_what_comes_next(tmp_path: Path) -> None:
    made = _digest("init", tmp_path / "mine")

    assert made.exit_code == 0
    assert (
        made.stdout.splitlines()[-1] == f"A new digest lies in {tmp_path}/mine. Next: digest serve --open --root {tmp_path}/mine"
    )
    built = _digest("build", "--strict", "--root", tmp_path / "mine")
    assert (built.exit_code, built.stderr) == (0, "")
    assert "3 quotations proved" in built.stdout


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    make(tmp_path, {"content/pages/about.md": "mine"})

    result = _digest("init", tmp_path)

    assert (result.exit_code, result.output) == (
        2,
        f"Error: {tmp_path}/content/pages/about.md exists already: choose an empty folder\n",
    )
    assert site(tmp_path) == {"content/pages/about.md": b"mine"}


def test_what_new_begins_builds(tmp_path: Path) -> None:
    make(tmp_path, {**SOUND, "seeds/talk.txt": "A talk\n\nWords.\n"})
    root = ("--root", tmp_path)

    made = [
        _digest("new", "source", "A talk: part 1", "--seed", "talk.txt", *root),
        _digest("new", "annotation", 'Said "so" # here', "--source", "a-talk-part-1", "--date", "2021-12~", *root),
        _digest("new", "annotation", "Bare", *root),
        _digest("new", "page", "Über uns", *root),
    ]

    assert [each.exit_code for each in made] == [0, 0, 0, 0]
    assert {path for path in site(tmp_path) if path not in SOUND and path != "seeds/talk.txt"} == {
        "content/sources/a-talk-part-1.md",
        "content/annotations/said-so-here.md",
        "content/annotations/bare.md",
        "content/pages/uber-uns.md",
    }
    result = build(tmp_path)
    assert (result.errors, result.drafts) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["annotation", "Flood"], "content/annotations/flood.md exists already: nothing was changed"),
        (["annotation", "New", "--date", "2021-13"], "“2021-13” is not a date: there is no month 13"),
        (["source", "New", "--seed", "nothing.txt"], "there is no file seeds/nothing.txt"),
        (["source", "New", "--seed", "../digest.toml"], "there is no file seeds/../digest.toml"),
    ],
)
def test_new_changes_nothing_where_it_cannot_begin(tmp_path: Path, arguments: list[str], message: str) -> None:
    before = site(make(tmp_path, SOUND))

    result = _digest("new", *arguments, "--root", tmp_path)

    assert result.exit_code == 2
    assert message in result.output
    assert site(tmp_path) == before


# ------------------------------------------------------------------------------------------------------------------- clean


def test_clean_removes_the_site_and_the_memory_but_no_strangers_file(tmp_path: Path) -> None:
    _digest("build", "--root", make(tmp_path, {**SOUND, ".digest/memory": "x"}))
    files = len(site(tmp_path / "site"))
    make(tmp_path, {"site/theirs.txt": "theirs"})

    result = _digest("clean", "--root", tmp_path)

    assert result.stdout == f"{files - 1} files removed\n"
    assert set(site(tmp_path)) == {*SOUND, "site/theirs.txt"}


def test_a_pipe_among_the_seeds_holds_nothing_up(tmp_path: Path) -> None:
    root = make(tmp_path, SOUND)
    os.mkfifo(root / "seeds/pipe.txt")
    done = subprocess.run(
        [sys.executable, "-m", "digest", "build", "--root", root], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, "warning[D151]" in done.stderr) == (0, True)

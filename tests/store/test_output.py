"""Only what changed is written, only what a build wrote is removed, and a build may be killed at any moment."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model.page import Artifact
from digest.store.atomic import PART
from digest.store.listing import INTEGRITY
from digest.store.output import Present, Written, clean, listed, write
from digest.store.tree import FRESH
from tests.making import NOTE, SETTINGS, SOUND, SPEECH, UNPRIVILEGED, build, make, note, said, site

ROOT = Path(__file__).parents[2]


def _artifacts(**files: str) -> tuple[Artifact, ...]:
    """Files named by their stems; `__` stands for `/`."""
    return tuple(Artifact(name.replace("__", "/") + ".html", data.encode()) for name, data in sorted(files.items()))


def _did(written: Written) -> tuple[object, ...]:
    return written.changed, written.removed, written.unchanged, written.diagnostics


def _texts(folder: Path) -> dict[str, str]:
    return {path: data.decode() for path, data in site(folder).items() if path != INTEGRITY}


def test_a_first_write_makes_the_folder_hold_the_artifacts(tmp_path: Path) -> None:
    written = write(tmp_path / "deep/site", _artifacts(index="home", a__b="below"))

    assert _did(written) == (("a/b.html", "index.html"), (), 0, ())
    assert _texts(tmp_path / "deep/site") == {"index.html": "home", "a/b.html": "below"}


def test_integrity_names_every_other_file_with_its_sum(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(a="", b="home"))

    assert json.loads((tmp_path / INTEGRITY).read_bytes()) == {
        "schema": 1,
        "algorithm": "SHA-256",
        "files": {
            "a.html": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "b.html": "4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942",
        },
    }


PATHS = ("index.html", "a", "a/index.html", "a/b/index.html", "b/c", "c")


@given(st.lists(st.dictionaries(st.sampled_from(PATHS), st.sampled_from(["1", "2"])), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_lies_there_afterwards_is_told_without_looking_at_everything(sites: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "site"
        make(Path(place), {"site/theirs/note.txt": "theirs"})
        for asked in sites:
            files = {path: data for path, data in asked.items() if not any(each.startswith(f"{path}/") for each in asked)}
            artifacts = [Artifact(path, data.encode()) for path, data in sorted(files.items())]

            written = write(folder, artifacts, {}, listed(folder))

            assert _plain(written.present) == _plain(listed(folder))
            assert _texts(folder) == {**files, "theirs/note.txt": "theirs"}


def _plain(present: Present) -> list[dict[str, str]]:
    """Without the mark of what is so fresh that its stamp proves nothing."""
    return [{path: stamp.removesuffix(FRESH) for path, stamp in each.items()} for each in present]


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(same="same", other="old"))
    for path in tmp_path.iterdir():
        os.utime(path, ns=(1, 1))

    written = write(tmp_path, _artifacts(same="same", other="new"))

    assert _did(written) == (("other.html",), (), 1, ())
    assert (tmp_path / "same.html").stat().st_mtime_ns == 1
    assert (tmp_path / "other.html").stat().st_mtime_ns != 1


def test_nothing_is_touched_where_nothing_changed(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(a="1", b__c="2"))
    for path in tmp_path.rglob("*"):
        os.utime(path, ns=(1, 1))

    assert _did(write(tmp_path, _artifacts(a="1", b__c="2"))) == ((), (), 2, ())
    assert {path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == {1}


def test_a_file_that_a_build_wrote_and_somebody_changed_is_written_again(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(a="ours"))
    (tmp_path / "a.html").write_text("0urs")

    assert write(tmp_path, _artifacts(a="ours")).changed == ("a.html",)
    assert _texts(tmp_path) == {"a.html": "ours"}


def test_what_is_no_longer_part_of_the_site_is_removed_with_its_empty_folders(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(keep="1", gone="2", a__b__c="3", a__d="4"))

    written = write(tmp_path, _artifacts(keep="1", a__d="4"))

    assert _did(written) == ((), ("a/b/c.html", "gone.html"), 2, ())
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "d.html", INTEGRITY, "keep.html"]


def test_what_others_put_into_the_folder_stays_and_is_named(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(a__b="1", c="2"))
    (tmp_path / "a/theirs.txt").write_text("theirs")
    (tmp_path / ".nojekyll").touch()
    make(tmp_path, {".git/HEAD": "ref"})

    written = write(tmp_path, _artifacts(c="2"))

    assert said(written.diagnostics) == [f"{tmp_path.name}/a/theirs.txt: warning[D604] no build wrote this file"]
    assert written.removed == ("a/b.html",)
    assert _texts(tmp_path) == {"c.html": "2", "a/theirs.txt": "theirs", ".nojekyll": "", ".git/HEAD": "ref"}


def test_a_strangers_file_is_never_written_over(tmp_path: Path) -> None:
    make(tmp_path, {"a.html": "theirs", "same.html": "same"})

    written = write(tmp_path, _artifacts(a="ours", b="ours", same="same"))

    assert said(written.diagnostics) == [f"{tmp_path.name}/a.html: error[D603] this file is in the way"]
    assert _texts(tmp_path) == {"a.html": "theirs", "same.html": "same"}
    assert not (tmp_path / INTEGRITY).exists()


@pytest.mark.parametrize(
    "integrity", [None, b"", b"{", b"[]", b'{"files": []}', b'{"files": null}', b"\xff", b'{"files": {"a.html": 1}}']
)
def test_without_its_list_of_files_a_build_owns_nothing(tmp_path: Path, integrity: bytes | None) -> None:
    """What it would write anyway it may take for its own; all else is reported and left."""
    write(tmp_path, _artifacts(a="1", gone="2"))
    if integrity is None:
        (tmp_path / INTEGRITY).unlink()
    else:
        (tmp_path / INTEGRITY).write_bytes(integrity)

    written = write(tmp_path, _artifacts(a="1"))

    assert said(written.diagnostics) == [f"{tmp_path.name}/gone.html: warning[D604] no build wrote this file"]
    assert _texts(tmp_path) == {"a.html": "1", "gone.html": "2"}
    assert write(tmp_path, _artifacts(a="new")).changed == ("a.html",)


def test_a_list_of_files_cannot_make_a_build_remove_what_lies_outside(tmp_path: Path) -> None:
    make(tmp_path, {"outside.txt": "theirs", "other/x.txt": "theirs"})
    folder = tmp_path / "site"
    write(folder, _artifacts(a="1"))
    (folder / "linked").symlink_to(tmp_path / "other")
    names = ["../outside.txt", str(tmp_path / "outside.txt"), "linked/x.txt", "..", "", "a/../../outside.txt", "nul\0"]
    (folder / INTEGRITY).write_text(json.dumps({"files": dict.fromkeys(names, "0" * 64)}))

    assert write(folder, _artifacts(a="1")).removed == ()
    assert clean(folder).removed == ("a.html",)

    assert (tmp_path / "outside.txt").read_text() == (tmp_path / "other/x.txt").read_text() == "theirs"


def test_a_link_in_place_of_the_list_of_files_leads_nowhere(tmp_path: Path) -> None:
    """The parts of the list were looked for behind a link, and removed there."""
    make(tmp_path, {"other/theirs.json": "{}", "list.json": '{"files": {"theirs.txt": ""}}', "site/theirs.txt": "theirs"})
    folder = tmp_path / "site"
    (folder / "integrity").symlink_to(tmp_path / "other")
    (folder / INTEGRITY).symlink_to(tmp_path / "list.json")

    write(folder, _artifacts(a="1"))
    clean(folder)

    assert (tmp_path / "other/theirs.json").read_text() == "{}"
    assert (folder / "theirs.txt").read_text() == "theirs"


def test_a_folder_of_the_site_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    elsewhere = make(tmp_path / "elsewhere", {"kept.txt": "kept"})
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a").symlink_to(elsewhere)

    written = write(folder, _artifacts(a__b="1", a__c="2"))

    assert said(written.diagnostics) == ["site/a: error[D602] a folder of the site is taken by something else"]
    assert sorted(path.name for path in elsewhere.iterdir()) == ["kept.txt"]


def test_a_file_where_a_folder_must_be_is_refused(tmp_path: Path) -> None:
    make(tmp_path, {"a": "theirs"})

    written = write(tmp_path, _artifacts(a__b="1"))

    assert [each.code for each in written.diagnostics] == ["D602"]
    assert (tmp_path / "a").read_text() == "theirs"


def test_a_link_in_place_of_a_file_is_in_the_way(tmp_path: Path) -> None:
    make(tmp_path, {"elsewhere.txt": "1"})
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.html").symlink_to(tmp_path / "elsewhere.txt")

    assert [each.code for each in write(folder, _artifacts(a="1")).diagnostics] == ["D603"]
    assert (tmp_path / "elsewhere.txt").read_text() == "1"


def test_a_page_can_become_a_folder_and_a_folder_a_page(tmp_path: Path) -> None:
    page, folder = (Artifact("a", b"page"),), (Artifact("a/b", b"below"),)
    write(tmp_path, page)

    assert _did(write(tmp_path, folder)) == (("a/b",), ("a",), 0, ())
    assert _texts(tmp_path) == {"a/b": "below"}
    assert _did(write(tmp_path, page)) == (("a",), ("a/b",), 0, ())
    assert _texts(tmp_path) == {"a": "page"}


def test_a_folder_with_a_strangers_file_does_not_become_a_page(tmp_path: Path) -> None:
    write(tmp_path, (Artifact("a/b", b"below"),))
    make(tmp_path, {"a/theirs": "theirs"})

    written = write(tmp_path, (Artifact("a", b"page"),))

    assert [each.severity for each in written.diagnostics] == ["error"]
    assert (tmp_path / "a/theirs").read_text() == "theirs"


def test_a_name_that_changes_only_in_case_goes_before_it_comes(tmp_path: Path) -> None:
    """Else a file system that ignores case would lose it."""
    write(tmp_path, _artifacts(Logo="1", Deep__x="2"))

    assert _did(write(tmp_path, _artifacts(logo="1", deep__x="2"))) == (
        ("deep/x.html", "logo.html"),
        ("Deep/x.html", "Logo.html"),
        0,
        (),
    )
    assert _texts(tmp_path) == {"logo.html": "1", "deep/x.html": "2"}


# ---------------------------------------------------------------------------------------------------------- killed builds


def test_a_folder_that_a_killed_build_had_just_made_or_emptied_is_cleaned(tmp_path: Path) -> None:
    (tmp_path / ".digest-part-abc").mkdir()

    write(tmp_path, _artifacts(index="home"))

    assert not (tmp_path / ".digest-part-abc").exists()


def test_the_litter_of_a_killed_build_is_cleaned(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(a__b="1"))
    make(tmp_path, {f"{PART}x1": "half", f"a/{PART}x2": "half"})

    written = write(tmp_path, _artifacts(a__b="1"))

    assert written.diagnostics == ()
    assert _texts(tmp_path) == {"a/b.html": "1"}
    # Otherwise the next build would find that something changed.
    assert written.present.files.keys() == listed(tmp_path).files.keys()


OLD = {"index": "old", "gone": "old", "deep__gone": "old", "same": "same"}
NEW = {"index": "new", "same": "same", "fresh": "new", "deep__fresh": "new"}


@pytest.mark.parametrize("calls", range(8))
def test_a_build_that_is_killed_leaves_nothing_the_next_one_does_not_know(tmp_path: Path, calls: int) -> None:
    """A write replaces or removes one file after the other; after any number of these steps the process may end."""
    write(tmp_path / "killed", _artifacts(**OLD))
    write(tmp_path / "clean", _artifacts(**NEW))
    program = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from digest.store import output
from tests.store.test_output import NEW, _artifacts
left = {calls}
def counted(step):
    def run(*arguments):
        global left
        if not left:
            os._exit(9)
        left -= 1
        return step(*arguments)
    return run
os.replace, Path.unlink = counted(os.replace), counted(Path.unlink)
output.write(Path(sys.argv[1]), _artifacts(**NEW))
"""
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "killed")], check=False)
    # 1 list of files, 3 pages, 2 removed, 1 list of files
    assert done.returncode == (9 if calls < 7 else 0)

    written = write(tmp_path / "killed", _artifacts(**NEW))

    assert written.diagnostics == ()
    assert site(tmp_path / "killed") == site(tmp_path / "clean")


def test_readers_see_whole_files_only(tmp_path: Path) -> None:
    """The old file keeps its bytes for those who opened it before."""
    write(tmp_path, _artifacts(a="old"))
    with (tmp_path / "a.html").open() as reader:
        write(tmp_path, _artifacts(a="new"))

        assert reader.read() == "old"
    assert _texts(tmp_path) == {"a.html": "new"}


READ_ONLY = """
import sys
from pathlib import Path
from tests.making import said
from tests.store.test_output import _artifacts
from digest.store.output import write
print(*said(write(Path(sys.argv[1]), _artifacts(a="new", b="new")).diagnostics), sep="\\n")
"""


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, _artifacts(people__a="1"))
    (folder / "people/a.html").unlink()
    make(folder, {"people/a.html/theirs.txt": "theirs"})

    written = write(folder, _artifacts(people__a="2"))

    assert said(written.diagnostics) == ["site/people/a.html: error[D601] the site could not be written: Is a directory"]
    assert (folder / "people/a.html" / "theirs.txt").read_text() == "theirs"


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(folder, _artifacts(a="old"))
    before = site(folder)
    folder.chmod(0o555)

    try:
        command = [sys.executable, "-c", UNPRIVILEGED + READ_ONLY, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    finally:
        folder.chmod(0o755)

    assert done.stdout.endswith("error[D601] the site could not be written: Permission denied\n")
    assert "/" not in done.stdout.partition(":")[0]
    assert site(folder) == before


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    make(tmp_path, {"site": "a file"})

    assert said(write(tmp_path / "site", _artifacts(a="1")).diagnostics) == [
        "site: error[D601] the site could not be written: File exists"
    ]


# ------------------------------------------------------------------------------------------------------------------ clean


def test_clean_removes_what_builds_wrote_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, _artifacts(a__b="1", c="2"))
    make(tmp_path, {"a/theirs.txt": "theirs"})

    assert clean(tmp_path).removed == ("a/b.html", "c.html")
    assert _texts(tmp_path) == {"a/theirs.txt": "theirs"}
    assert clean(tmp_path / "nowhere") == Written()


# ------------------------------------------------------------------------------------------------ any sequence of edits

NAMES = ("a", "b", "c")
EDITS = st.one_of(
    st.tuples(st.just("note"), st.sampled_from(NAMES), st.sampled_from(["2021", "2022-05-01", "", "2023/.."])),
    st.tuples(st.just("title"), st.sampled_from(NAMES), st.sampled_from(["Flood", "Ebb & <flow>"])),
    st.tuples(st.just("slug"), st.sampled_from(NAMES), st.sampled_from(["Old", "old", "new"])),
    st.tuples(st.just("term"), st.sampled_from(NAMES), st.sampled_from(["[Ann]", "[Bob, Ann]"])),
    st.tuples(st.just("draft"), st.sampled_from(NAMES), st.sampled_from(["true", "false"])),
    st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
    st.tuples(st.just("rights"), st.just(""), st.sampled_from(["excerpt", "link", "private", "{mode: full, basis: ours}"])),
    st.tuples(st.just("seed"), st.just(""), st.sampled_from([SPEECH, SPEECH + "\nMore of it.\n", "Speech\n\nOther words.\n"])),
    st.tuples(st.just("settings"), st.just(""), st.sampled_from(['language = "de"', 'order = "oldest-first"', ""])),
    st.tuples(st.just("static"), st.sampled_from(NAMES), st.sampled_from(["1", "2"])),
    st.tuples(st.just("litter"), st.sampled_from(NAMES), st.just("")),
)


def _apply(edit: tuple[str, str, str], root: Path, notes: dict[str, dict[str, str]]) -> None:
    """Carries out one edit, as a person with an editor would."""
    what, name, value = edit
    match what:
        case "note":
            notes[name] = {"date": value, "source": "speech", "quote": "The river rose"}
        case "title" | "slug" | "draft" if name in notes:
            notes[name][what] = f"'{value}'" if what == "title" else value
        case "term" if name in notes:
            notes[name]["people"] = value
        case "remove":
            notes.pop(name, None)
            (root / f"content/annotations/{name}.md").unlink(missing_ok=True)
        case "rights":
            make(root, {"content/sources/speech.md": f"---\nseed: speech.txt\nrights: {value}\n---\n"})
        case "seed":
            make(root, {"seeds/speech.txt": value})
        case "settings":
            make(root, {"digest.toml": f"{SETTINGS}{value}\n"})
        case "static":
            make(root, {f"content/static/{name}/{value}.txt": value})
        case "litter":
            make(root, {f"content/annotations/{name}.md~": "nonsense: ["})
        case _:
            pass
    make(root, {f"content/annotations/{name}.md": note(**fields) for name, fields in notes.items()})


@settings(max_examples=12)
@given(st.lists(EDITS, min_size=1, max_size=5))
def test_after_any_edits_the_site_is_what_a_clean_build_makes(edits: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        root, fresh = make(Path(folder) / "root", SOUND), Path(folder) / "fresh"
        notes: dict[str, dict[str, str]] = {}
        build(root)
        for edit in edits:
            _apply(edit, root, notes)
            before = site(root / "site")
            report = build(root)
            if report.errors:
                assert site(root / "site") == before
        if not report.errors:
            assert not build(root, fresh).errors
            assert site(root / "site") == site(fresh)
        assert build(root).changed == ()


def test_the_memory_of_a_build_can_be_thrown_away(tmp_path: Path) -> None:
    build(make(tmp_path, {**SOUND, ".digest/anything": "x"}))
    (tmp_path / ".digest/anything").unlink()
    (tmp_path / "content/annotations/flood.md").write_text(NOTE.replace("title", "slug: ebb\ntitle"))

    report = build(tmp_path)

    assert "annotations/flood/index.html" in report.removed
    assert "annotations/ebb/index.html" in report.changed
    assert report.diagnostics == ()

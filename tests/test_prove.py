"""Quotations proved in the whole digest: second looks, notes that quote in passing, sources that changed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import cli

SEED = """The council decides | Local

The council did not vote on Tuesday. It will never sell the bus line, the mayor said. Everybody was there, and all were glad.

“Nobody should walk home,” said Ana Reyes.
"""
CARD = "---\nseed: bus.txt\n{more}rights: {{mode: full, basis: ours}}\n---\n"


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    write(tmp_path, "digest.toml", 'schema = 1\ntitle = "T"\nbase_url = "https://example.org/"\n')
    write(tmp_path, "seeds/bus.txt", SEED)
    write(tmp_path, "content/sources/bus.md", CARD.format(more=""))
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def note(root: Path, fields: str, body: str = "") -> None:
    write(root, "content/annotations/a.md", f"---\ntitle: A\ndate: 2026\npublished: 2026\n{fields}\n---\n{body}\n")


def found(root: Path, *words: str) -> list[tuple[str, str, int, str]]:
    result = CliRunner().invoke(cli, ["check", "--root", str(root), "--format", "json", *words])
    return [(each["code"], each["severity"], each["span"]["line"], each["hint"]) for each in json.loads(result.stdout)]


@pytest.mark.parametrize(
    ("quote", "looks"),
    [
        ("The council did not vote on Tuesday.", []),
        ("vote on Tuesday. It will never sell the bus line, the mayor said.", [("D231", "before it: “The council did not …”")]),
        ("Everybody was there", [("D231", "after it: “… , and all were glad.”"), ("D232", "quote the sentence")]),
        ("The council […] vote on Tuesday.", [("D233", "“[…]” stands for: “did not”")]),
        ("Nobody should walk home", [("D231", "after it")]),
    ],
)
def test_a_proved_quotation_can_deserve_a_second_look(digest: Path, quote: str, looks: list[tuple[str, str]]) -> None:
    note(digest, f"source: bus\nquote: '{quote}'")
    diagnostics = found(digest)
    assert [(code, severity) for code, severity, *_ in diagnostics] == [(code, "note") for code, _ in looks]
    assert all(hint in said for (_, hint), (*_, said) in zip(looks, diagnostics, strict=True))


def test_a_build_and_a_strict_check_do_not_mind_notes(digest: Path) -> None:
    note(digest, "source: bus\nquote: Everybody was there")
    assert CliRunner().invoke(cli, ["check", "--strict", "--root", str(digest)]).exit_code == 0
    built = CliRunner().invoke(cli, ["build", "--strict", "--root", str(digest)])
    assert (built.exit_code, "note[" in built.output) == (0, False)


def test_words_quoted_in_a_note_lead_to_their_place(digest: Path) -> None:
    note(digest, "source: bus", "She says “Nobody should walk home”, and the report “It will never sell the bus line”.")
    assert found(digest) == []
    CliRunner().invoke(cli, ["build", "--root", str(digest)])
    page = (digest / "site/annotations/a/index.html").read_text("utf-8")
    source = (digest / "site/sources/bus/index.html").read_text("utf-8")
    for n, words in ((1, "Nobody should walk home"), (2, "It will never sell the bus line")):
        assert f'<a href="../../sources/bus/#q-a-{n}">{words}</a>' in page
        assert f'id="q-a-{n}"' in source
    receipts = json.loads((digest / "site/quotes.json").read_text("utf-8"))["quotations"]
    assert [each["exact"] for each in receipts] == ["Nobody should walk home", "It will never sell the bus line"]


def test_words_within_a_listed_quotation_lead_to_it(digest: Path) -> None:
    note(
        digest,
        "source: bus\nquote: It will never sell the bus line, the mayor said.",
        "It is “never sell the bus line” that counts.",
    )
    CliRunner().invoke(cli, ["build", "--root", str(digest)])
    assert 'href="../../sources/bus/#q-a-1">never sell the bus line</a>' in (digest / "site/annotations/a/index.html").read_text(
        "utf-8"
    )
    assert len(json.loads((digest / "site/quotes.json").read_text("utf-8"))["quotations"]) == 1


def test_words_of_another_source_are_found_there(digest: Path) -> None:
    write(digest, "seeds/other.txt", "Other\n\nQuite another document has these words.\n")
    note(digest, "source: bus", "As they say, “another document has these words”.")
    assert found(digest) == []


@pytest.mark.parametrize(
    ("fields", "body", "codes"),
    [
        ("source: bus", "“It will always sell the bus line”", ["D205"]),
        ("source: bus\nreferences: [{url: https://example.org/}]", "“It will always sell the bus line”", []),
        ("source: bus", "“It will always sell the bus line” <!-- quoted elsewhere -->", []),
        ("source: bus", "“It will always sell the bus line” ([there](https://example.org/))", []),
    ],
)
def test_words_that_no_source_has_are_a_warning(digest: Path, fields: str, body: str, codes: list[str]) -> None:
    note(digest, fields, body)
    diagnostics = found(digest)
    assert [code for code, *_ in diagnostics] == codes
    assert all((severity, line) == ("warning", 7) for _, severity, line, _ in diagnostics)


def test_words_of_a_private_source_are_not_looked_for(digest: Path) -> None:
    write(digest, "content/sources/bus.md", "---\nseed: bus.txt\nrights: private\n---\n")
    note(digest, "source: bus", "“It will never sell the bus line”")
    assert [code for code, *_ in found(digest)] == ["D205"]


def test_a_changed_seed_says_what_became_of_each_quotation(digest: Path) -> None:
    import hashlib

    before = hashlib.sha256(SEED.encode()).hexdigest()
    write(digest, "content/sources/bus.md", CARD.format(more=f"sha256: {before}\n"))
    write(
        digest,
        "content/annotations/a.md",
        "---\ntitle: A\ndate: 2026\npublished: 2026\nquotes:\n"
        "  - {source: bus, exact: The council did not vote on Tuesday.}\n"
        "  - {source: bus, exact: “It will never sell the bus line}\n".replace("“", "")
        + "  - {source: bus, exact: Everybody was there}\n---\n",
    )
    assert CliRunner().invoke(cli, ["build", "--root", str(digest)]).exit_code == 0
    write(
        digest,
        "seeds/bus.txt",
        SEED.replace("on Tuesday. It", "on Tuesday, we hear. It").replace("Everybody", "Nearly everybody"),
    )
    result = CliRunner().invoke(cli, ["check", "--root", str(digest)])
    assert result.exit_code == 1
    assert "error[D133]" in result.output
    assert "a.md:6:26: this quotation does not hold any more" in result.output
    assert "a.md:7:26: this quotation moved to seeds/bus.txt:3:47" in result.output
    assert "a.md:8:26: this quotation does not hold any more" in result.output
    assert "keep both as two sources" in result.output


def test_a_changed_seed_in_which_all_holds_is_accepted_by_hand_alone(digest: Path) -> None:
    card = CARD.format(more=f"sha256: {'0' * 64}\n")
    write(digest, "content/sources/bus.md", card)
    note(digest, "source: bus\nquote: The council did not vote on Tuesday.")
    result = CliRunner().invoke(cli, ["check", "--root", str(digest), "--fix=all"])
    assert (result.exit_code, "0 of 0 suggestions applied" in result.output) == (1, True)
    assert "if the change is meant, write the new sum" in result.output
    assert (digest / "content/sources/bus.md").read_text("utf-8") == card


def test_a_draft_may_name_what_is_not_there_yet(digest: Path) -> None:
    note(digest, "source: bsu\nquote: Not yet\nrelated: [later]\ndraft: true")
    assert [(code, severity) for code, severity, *_ in found(digest)] == [("D302", "warning"), ("D304", "warning")]
    note(digest, "source: bsu\nrelated: [later]\ndraft: true")
    assert CliRunner().invoke(cli, ["build", "--drafts", "--root", str(digest)]).exit_code == 0
    note(digest, "source: bsu\nquote: Not yet\nrelated: [later]")
    assert [(code, severity) for code, severity, *_ in found(digest)] == [("D302", "error"), ("D304", "error")]

"""Words in, words out: turns a command line into one call, prints what was found, picks the exit code.

0: clean, or warnings only; 1: findings; 2: misuse. What a command needs is imported when it runs, so that `--help` and a
build with nothing to do stay quick.
"""

import os
import sys
from io import TextIOWrapper

import click

from digest import __version__
from digest.cli import begin, exchange, site, trust
from digest.cli.common import FINDINGS

STANDARD_ERROR = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest")
def cli() -> None:
    """Annotated news digests as static sites, every quotation proved against its source.

    \b
    digest init my-digest                 make a new digest
    digest new annotation "The vote"      begin an annotation
    digest serve --open                   write with a live preview
    digest build                          build the site into site/
    digest check                          look for mistakes without building
    """


for command in (
    begin.init,
    begin.new,
    site.build,
    site.check,
    site.serve,
    exchange.verify,
    trust.takedown,
    exchange.import_,
    exchange.export,
    site.clean,
):
    cli.add_command(command)


def main() -> None:
    """The entry point `digest`. What a terminal's encoding lacks is spelt out; what the machine refuses is said in a line."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli.main(prog_name="digest")
    except OSError as problem:
        from digest.text.message import visible

        about = f"{problem.filename}: " if problem.filename else ""
        click.echo(f"Error: {visible(f'{about}{problem.strerror or problem}')}", err=True)
        sys.exit(FINDINGS)


def _open_streams() -> None:
    """Opens the standard streams that whoever started us had closed: the next file to be opened would take the place of one."""
    while (place := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        os.set_inheritable(place, True)
    os.close(place)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # open to the end
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # open to the end

"""A few files of a site exchanged for others, at a price that does not grow with the site: the short way of `output`."""

import os
import stat
import time
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from digest.model.page import Artifact
from digest.store import atomic, tree
from digest.store.cache import Output
from digest.store.listing import Listing
from digest.store.output import Present, Written, remove


def amend(output: Path, artifacts: Sequence[Artifact], gone: Collection[str], listing: Listing) -> Written | None:
    """Writes the artifacts and removes what is `gone`, in a site that is otherwise as `listing` says. None where that cannot be
    done, or not be believed: then `output.write` does it from whatever lies there.
    """
    made = {each.path: sha256(each.data).hexdigest() for each in artifacts}
    new = made.keys() - listing.digests.keys()
    changed = [each for each in artifacts if made[each.path] != listing.digests.get(each.path)]
    try:
        if not all(_is_free(output, path) if path in new else _is_ours(output, path) for path in (*made, *gone)):
            return None
        if new:  # whoever is killed now leaves nothing that the next build does not know as ours
            named = listing.change({path: made[path] for path in new})
            if named is None:
                return None
            _write(output, named)
        for each in changed:
            if each.path in new:
                (output / each.path).parent.mkdir(parents=True, exist_ok=True)
            atomic.write(output / each.path, each.data)
        named = listing.change(made, gone)
        if named is None:
            return None
        for path in gone:
            remove(output, path)
        _write(output, named)
        now = time.time_ns()
        stamps = {path: tree.stamp(os.lstat(output / path), now) for path in (*(each.path for each in changed), *named)}
    except OSError:
        return None
    outputs = {path: Output(stamp, made.get(path, "")) for path, stamp in stamps.items()}
    paths = tuple(sorted(each.path for each in changed))
    return Written(paths, tuple(sorted(gone)), len(artifacts) - len(changed), (), outputs, Present(stamps, {}))


def _write(output: Path, files: Mapping[str, bytes]) -> None:
    """The parts of the list before the index that names them."""
    for path in sorted(files, reverse=True):
        atomic.write(output / path, files[path])


def _is_ours(output: Path, path: str) -> bool:
    return stat.S_ISREG(os.lstat(output / path).st_mode)


def _is_free(output: Path, path: str) -> bool:
    """Whether nothing lies there, and the way there is of folders, some of which may not be there yet."""
    folders = (output / path).relative_to(output).parents
    nearest = next(output / folder for folder in folders if os.path.lexists(output / folder))
    return not os.path.lexists(output / path) and stat.S_ISDIR(os.lstat(nearest).st_mode)

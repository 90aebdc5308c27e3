"""Changes in a digest's files → builds, one after another.

The thread that watches only notes what changed; the thread that builds takes the note and builds. So whatever happens during a
build leads to exactly one more, and the last build has seen the last change. When it is quiet, everything is looked at once more:
the system may have told of a change too late, or not at all.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic

import watchfiles
from livereload.watcher import Watcher

from digest.store import theme as built_in
from digest.store.project import SETTINGS
from digest.store.tree import is_left_out

FOLDERS = ("seeds", "content", "templates")

# Milliseconds. What is saved at once (an editor's temporary file and its renaming, a checkout) is one change: it is over
# when nothing more comes for QUIET, or after PATIENCE.
QUIET = 5
PATIENCE = 200

# So many paths at once are a checkout, which may take longer than a build: it is over when nothing comes for SETTLED seconds.
MANY = 20
SETTLED = 0.15
LONGEST = 5.0

# Seconds without a change after which there is time to look at everything.
REST = 2.0

# Seconds that a stopping preview waits for its threads, each of which ends at its next step.
FAREWELL = 2

# Seconds between attempts to watch
RETRY = 0.1


Rebuild = Callable[[frozenset[Path] | None], object]


class TreeWatcher(Watcher):  # type: ignore[misc]  # livereload carries no types
    """Watches the files that a site is made of. After every change it calls `rebuild` in a thread of its own, with the paths that
    changed, or None where anything may have; and `look` when it has been quiet for a while after that.

    The first call comes as soon as the watch is on, so no change is missed between a first build and the watch.
    """

    def __init__(self, root: Path, rebuild: Rebuild, look: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._tasks: dict[str, dict[str, object]] = {str(root): {}}  # without any, livereload would watch the working directory
        self._root = root
        self._rebuild, self._look = rebuild, look
        self.changed = Event()
        self._named: set[Path] | None = None  # what changed since the last build began; None for everything
        self._noting = Lock()
        self._stopping = Event()
        self.threads = [Thread(target=work, name=work.__name__, daemon=True) for work in (self._watch, self._build)]

    def start(self, callback: Callable[[], None]) -> bool:
        """True: livereload need not poll."""
        for thread in self.threads:
            thread.start()
        return True

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        self._stopping.set()
        self.changed.set()
        for thread in self.threads:
            if thread.is_alive():
                thread.join(FAREWELL)

    def _build(self) -> None:
        """Builds what changed; after each burst of changes, looks at everything once."""
        rest: float | None = None
        while True:
            is_change = self.changed.wait(rest)
            if self.is_stopping:
                return
            if is_change:
                self.changed.clear()
                self._settle()
                self._rebuild(self._taken())
                rest = REST
            else:
                rest = None
                self._look()

    def note(self, paths: Iterable[Path] | None) -> None:
        """Has these files built, or everything."""
        with self._noting:
            self._named = None if paths is None or self._named is None else self._named.union(paths)
        self.changed.set()

    def _taken(self) -> frozenset[Path] | None:
        with self._noting:
            named, self._named = self._named, set()
        return None if named is None else frozenset(named)

    def _settle(self) -> None:
        """Waits until a checkout seems to be over, so that it is built once; a single save is built at once."""
        end = monotonic() + LONGEST
        while self._is_checkout() and monotonic() < end and self.changed.wait(SETTLED) and not self.is_stopping:
            self.changed.clear()

    def _is_checkout(self) -> bool:
        return self._named is not None and len(self._named) >= MANY

    def _watch(self) -> None:
        """Watches every folder by itself and starts anew when folders come or go.

        So a settings file that is replaced, a `templates/` that is made later and a `content/` that goes and comes back
        are all seen, and nothing is asked of folders such as `.git` or `.venv` beside them.
        """
        polling: bool | None = None  # where the system can tell of changes, it does
        while not self.is_stopping:
            folders = list(self._folders())
            changes = watchfiles.watch(
                *folders,
                watch_filter=self._matters,
                recursive=False,
                step=QUIET,
                debounce=PATIENCE,
                rust_timeout=0,
                stop_event=_Question(partial(self._begin, folders), self._stopping),
                raise_interrupt=False,
                force_polling=polling,
                ignore_permission_denied=True,
            )
            try:
                for batch in changes:
                    self.note(Path(path) for _, path in batch)
                    # A folder that went and came back is watched no more.
                    if list(self._folders()) != folders or any(Path(path) in folders for _, path in batch):
                        break
            except FileNotFoundError:
                # A folder went between its being listed and its being watched.
                self._stopping.wait(RETRY)
            except (OSError, RuntimeError):
                # The system has no watches left, or none for this file system.
                polling = True
                self._stopping.wait(RETRY)

    def _begin(self, folders: list[Path]) -> bool:
        """Has everything built as it is now that the watch is on; True where it began too early to know of a new folder."""
        self.note(None)
        return list(self._folders()) != folders

    def _folders(self) -> Iterator[Path]:
        yield self._root
        for folder in self._homes():
            for place, below, _ in os.walk(folder):
                below[:] = sorted(name for name in below if self._is_read(Path(place, name)))
                yield Path(place)

    def _homes(self) -> list[Path]:
        """The folders that matter with all that is in them; the built-in theme too when it lies in a checkout."""
        return [*(self._root / name for name in FOLDERS), *theme()]

    def _matters(self, change: watchfiles.Change, path: str) -> bool:
        place = Path(path)
        if place == self._root / SETTINGS:
            return True
        return self._is_read(place)

    def _is_read(self, place: Path) -> bool:
        """True for what a build reads: hidden files and editors' litter do not count, but for those among the static files."""
        home = next((home for home in self._homes() if place.is_relative_to(home)), None)
        if home is None:
            return False
        steps = (place, *(above for above in place.parents if above.is_relative_to(home) and above != home))
        return not any(is_left_out(self._from_root(each), each.name) for each in steps)

    def _from_root(self, place: Path) -> str:
        return place.relative_to(self._root).as_posix() if place.is_relative_to(self._root) else place.name


class _Question:
    """What a watch asks in every step: whether it is to stop. The first time, it has just begun, and `begin` decides."""

    def __init__(self, begin: Callable[[], bool], stopping: Event) -> None:
        self._begin, self._stopping, self._is_first = begin, stopping, True

    def is_set(self) -> bool:
        if self._is_first:
            self._is_first = False
            return self._begin()
        return self._stopping.is_set()


def theme() -> list[Path]:
    """The folder of the built-in theme."""
    home = built_in.home()
    return [home] if isinstance(home, Path) else []

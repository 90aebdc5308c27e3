"""The generators that are compared, by the name of their column."""

from benchmarks.peers.base import Peer
from benchmarks.peers.digest import Digest, DigestWhole
from benchmarks.peers.eleventy import Eleventy
from benchmarks.peers.floor import Floor, FloorTwice
from benchmarks.peers.hugo import Hugo, HugoFiles
from benchmarks.peers.mkdocs import MkDocs
from benchmarks.peers.pelican import Pelican
from benchmarks.peers.zensical import Zensical

_ALL = (Hugo, HugoFiles, Digest, DigestWhole, Floor, FloorTwice, Eleventy, Pelican, MkDocs, Zensical)
PEERS: dict[str, type[Peer]] = {peer.name: peer for peer in _ALL}

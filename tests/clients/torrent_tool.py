"""Makes .torrent files, and tells their info hashes, by libtorrent instead of our own code."""

import json
import sys

import libtorrent as lt

PIECE_BYTES = 64 * 1024


def make(form, folder, parent, out):
    flags = {
        "v1": lt.create_torrent.v1_only,
        "v2": lt.create_torrent.v2_only,
        "hybrid": 0,
    }
    files = lt.file_storage()
    lt.add_files(files, folder)
    torrent = lt.create_torrent(files, PIECE_BYTES, flags[form])
    # Foreign marks, as an upload from elsewhere has them: the site replaces them with its own.
    torrent.add_tracker("http://elsewhere.test/announce")
    torrent.set_creator("elsewhere")
    lt.set_piece_hashes(torrent, parent)
    with open(out, "wb") as file:
        file.write(lt.bencode(torrent.generate()))


def hashes(path):
    """Hex, v1 first; the v2 hash cut to 20 bytes as it goes over the wire (BEP 52)."""
    info = lt.torrent_info(path).info_hashes()
    found = []
    if info.has_v1():
        found.append(str(info.v1))
    if info.has_v2():
        found.append(str(info.v2)[:40])
    print(json.dumps(found))


{"make": make, "hashes": hashes}[sys.argv[1]](*sys.argv[2:])

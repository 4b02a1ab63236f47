"""Checks a whole log from outside, with Python's standard library alone.

BATON_URL=http://localhost:3000 BATON_API_KEY=... python3 check_log.py [LOG]

Fetches checkpoint, entry bundles and hash tiles as c2sp.org/tlog-tiles describes them, hashes every entry, and
compares the root, every full tile's root included; then says how many entries of each type there are, to be held against
what a source says that it sent. Signatures need Ed25519, which the standard library lacks.
"""

import base64
import collections
import hashlib
import json
import os
import sys
import urllib.request


def fetch(path):
    log = sys.argv[1] if len(sys.argv) > 1 else "baton"
    request = urllib.request.Request(f"{os.environ['BATON_URL']}/log/{log}/{path}")
    request.add_header("authorization", f"Bearer {os.environ['BATON_API_KEY']}")
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.read()


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """RFC 6962, 2.1."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node(root_of(hashes[:middle]), root_of(hashes[middle:]))


def paths(level, count):
    for index in range((count + 255) // 256):
        digits = str(index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        width = min(256, count - 256 * index)
        partial = "" if width == 256 else f".p/{width}"
        yield f"tile/{level}/" + "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:]) + partial


def entries(size):
    for path in paths("entries", size):
        bundle = fetch(path)
        at = 0
        while at < len(bundle):
            length = int.from_bytes(bundle[at : at + 2], "big")
            yield bundle[at + 2 : at + 2 + length]
            at += 2 + length


def main():
    origin, size, root = fetch("checkpoint").decode().split("\n")[:3]
    size = int(size)
    hashes = []
    types = collections.Counter()
    for entry in entries(size):
        hashes.append(hashlib.sha256(b"\x00" + entry).digest())
        types[json.loads(entry)["t"]] += 1
    if len(hashes) != size or root_of(hashes) != base64.b64decode(root, validate=True):
        sys.exit("the entries are not those that the checkpoint signs")
    level = 0
    while hashes:
        if b"".join(fetch(path) for path in paths(level, len(hashes))) != b"".join(hashes):
            sys.exit(f"the tiles of level {level} are not those of the entries")
        full = len(hashes) // 256
        hashes = [root_of(hashes[256 * i : 256 * i + 256]) for i in range(full)]
        level += 1
    print(f"{origin}: {size} entries, {level} levels of tiles, root {root}")
    for name, found in sorted(types.items()):
        print(f"{found:>9} {name}")


main()

"""Checks an evidence pack with Python's standard library: python3 verify_pack.py PACK.zip

Digests, leaves, paths to the checkpoint's root and commitments. Python's library has no Ed25519: the signature of the
checkpoint is NOT checked here.
"""
import base64, hashlib, json, struct, sys, zipfile

def sha(data): return hashlib.sha256(data).digest()

def root_of(leaf, index, size, path):  # RFC 9162, 2.1.3.2
    node, last = index, size - 1
    for sibling in path:
        assert last > 0, 'the path is too long'
        if node & 1 or node == last:
            leaf = sha(b'\1' + sibling + leaf)
            while not node & 1 and node: node, last = node >> 1, last >> 1
        else:
            leaf = sha(b'\1' + leaf + sibling)
        node, last = node >> 1, last >> 1
    assert last == 0, 'the path is too short'
    return leaf

pack = zipfile.ZipFile(sys.argv[1])
files = {name: pack.read(name) for name in pack.namelist()}
stated = json.loads(files.pop('manifest.json'))['manifest']
assert {name: hashlib.sha256(data).hexdigest() for name, data in files.items()} == stated['files'], 'a file was changed'
origin, size, root = files['checkpoint'].decode().split('\n')[:3]
values = 0
for index in sorted(int(name[8:-5]) for name in files if name.startswith('entries/')):
    entry, proof = files[f'entries/{index}.json'], files[f'proofs/{index}.tlog-proof'].decode()
    head, note = proof.split('\n\n', 1)
    assert note.encode() == files['checkpoint'], f'{index} is proved against another checkpoint'
    assert head.split('\n')[:2] == ['c2sp.org/tlog-proof@v1', f'index {index}'], f'{index} has another proof'
    path = [base64.b64decode(line) for line in head.split('\n')[2:]]
    assert root_of(sha(b'\0' + entry), index, int(size), path) == base64.b64decode(root), f'{index} is not in the tree'
    leaf = json.loads(entry)
    for field in json.loads(files[f'disclosed/{index}.json']):
        pointer, value, salt = field['pointer'].encode(), field['value'].encode(), base64.b64decode(field['salt'])
        text = struct.pack('>H', len(pointer)) + pointer + struct.pack('>I', len(value)) + value
        digest = base64.urlsafe_b64encode(sha(b'handoff-ledger/field/v1\0' + salt + text)).decode().rstrip('=')
        assert digest == ({**leaf['c'], '#id': leaf['eid']})[field['pointer']], f'{index} {field["pointer"]} was changed'
        values += 1
print(f'{stated["counts"]["entries"]} entries are in {origin} of {size} entries, {values} values are as committed.')
print('The signature was not checked.')

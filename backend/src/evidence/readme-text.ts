import type { PackHead } from './pack-head.js';

/** `README.txt` of a pack. */
export const readmeText = ({ checkpoint, disclose }: PackHead): string => `EVIDENCE PACK

Records from the ledger ${checkpoint.origin}, with what is needed to check that they are in it and were not changed
since. The ledger had ${checkpoint.size} entries when its state was signed (${checkpoint.signedAt.toISOString()}).

  summary.html             the records, to be read or printed
  entries/N.json           the exact bytes of entry N of the ledger
  proofs/N.tlog-proof      proof that entry N is in the ledger (c2sp.org/tlog-proof@v1)
  disclosed/N.json         personal fields of entry N with their salts; empty where erased${disclose ? '' : ' (all withheld here)'}
  checkpoint               the signed state of the ledger (c2sp.org/tlog-checkpoint)
  vkey.txt                 the keys that signed the ledger, one per line
  manifest.json            what the pack is about, and the SHA-256 of every file
  verify.mjs               checks all of this; needs Node 18 and nothing else


HOW TO CHECK IT

Have a key of the ledger from elsewhere: its owner's publication, an earlier pack, your own notes. A key that comes
with a pack shows only that the pack agrees with itself.

1. With verify.mjs, in this folder or for the zip:

     node verify.mjs --vkey '${checkpoint.origin}+...'
     node verify.mjs pack.zip --vkey '...' --checkpoint checkpoint-that-you-kept

   It is one file to be read. If you do not trust the one in the pack, take it from Baton's source
   (backend/src/evidence/verify.mjs) and compare, or use one of the next two.

2. With Go, other people's code: golang.org/x/mod/sumdb/note opens the checkpoint with the key,
   github.com/transparency-dev/merkle/proof verifies a proof:

     n, err := note.Open(checkpoint, note.VerifierList(verifier))       // verifier from note.NewVerifier(vkey)
     hash := rfc6962.DefaultHasher.HashLeaf(entryBytes)                 // bytes of entries/N.json
     err = proof.VerifyInclusion(rfc6962.DefaultHasher, N, size, hash, path, root)

   path: the base64 lines of proofs/N.tlog-proof after "index"; size and root: lines 2 and 3 of checkpoint.

3. By hand, with any SHA-256. Leaf: SHA-256 of a zero byte and the entry. Node: SHA-256 of a one byte, left and right.
   Whether a hash of the path stands left or right follows from the index (RFC 9162, 2.1.3.2). A disclosed field:

     SHA-256("handoff-ledger/field/v1", 0x00, salt, length of pointer as 2 bytes, pointer, length of value as 4 bytes,
     value), in base64url, is what the entry has under "c" at that pointer ("#id": under "eid").

The ledger holds an entry of type record.exported with the SHA-256 of this very zip: who holds the zip can ask for it.


WHAT IT DOES NOT PROVE

- That nothing was left out: a pack of a conversation or a person proves what is in it. Only a pack of a range of
  entries is checked for gaps. To see that nothing is missing, verify the whole ledger.
- That what a source reported is true. It proves what was received, and when the ledger's owner says it was.
- That the ledger was not replaced as a whole by somebody who has its key, if nobody kept an earlier checkpoint.
- Anything about erased fields, but that they were there.
- summary.html and the words about who asked and why: they are there to be read, the rest to be checked.
`;

// Checks an evidence pack made by Baton. Needs Node 18 or newer and nothing else: no package, no network.
//
//   node verify.mjs [FOLDER_OR_ZIP] [--vkey VKEY] [--checkpoint FILE]
//
// This file is written to be read. It shares no code with the program that made the pack, on purpose: it was written
// anew from the formats below, so that a mistake there does not excuse itself here.
//
//   entries/N.json          the exact bytes of leaf N: one JSON object in canonical form (RFC 8785)
//   proofs/N.tlog-proof     c2sp.org/tlog-proof@v1: the path from leaf N to the root in the checkpoint
//   disclosed/N.json        [{ pointer, salt, value }]: what commitments in leaf N open to; empty when erased or withheld
//   checkpoint              c2sp.org/tlog-checkpoint: origin, size and root, signed with Ed25519 (c2sp.org/signed-note)
//   manifest.json           what the pack is about, and the SHA-256 of every other file
//
//   leaf hash  = SHA-256(0x00 | entry)            node hash = SHA-256(0x01 | left | right)          (RFC 6962)
//   commitment = SHA-256("handoff-ledger/field/v1" | 0x00 | salt[32] | u16 length | pointer | u32 length | value)
//
// Exit code 0: everything holds. 1: something does not, and is named. 2: the call is wrong.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inflateRawSync } from 'node:zlib';

const usage = 'node verify.mjs [FOLDER_OR_ZIP] [--vkey VKEY] [--checkpoint FILE]';
const single = ['README.txt', 'summary.html', 'checkpoint', 'vkey.txt', 'manifest.json', 'verify.mjs'];
const perEntry = /^(?:entries\/(\d+)\.json|disclosed\/(\d+)\.json|proofs\/(\d+)\.tlog-proof)$/;
const mostFiles = 65_535;
const mostBytes = 1 << 30;

/** Something that does not hold; `file` is the member that shows it. */
class Refusal extends Error {
  constructor(file, what) {
    super(what);
    this.file = file;
  }
}
const refuse = (file, what) => {
  throw new Refusal(file, what);
};
const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const leafTag = Buffer.of(0);
const nodeTag = Buffer.of(1);

// ---------------------------------------------------------------- text that must be exact

/** Bytes to text; anything that is not UTF-8 is refused instead of replaced. */
function textOf(file, bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(file, 'is not UTF-8');
  }
}

/** Text of a member that must be there. */
const read = (files, file) => textOf(file, files.get(file) ?? refuse(file, 'is missing'));
const linesOf = (text) => text.split('\n').slice(0, -1);

/** Base64 of this many bytes, written in the one way there is. */
function base64(file, text, length) {
  const bytes = Buffer.from(String(text), 'base64');
  if (bytes.toString('base64') === text && bytes.length === length) return bytes;
  return refuse(file, `${JSON.stringify(text)} is not the base64 of ${length} bytes`);
}

/** RFC 8785: members sorted by UTF-16 units, numbers and strings as ECMAScript writes them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** JSON in canonical form: no byte of it can change without a change of meaning. */
function canonicalJson(file, text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(file, 'is not JSON');
  }
  // A string of its own cannot be out of order; what JSON.parse merges or rounds shows up here.
  if (canonical(value) !== text) refuse(file, 'is not in canonical form (RFC 8785)');
  return value;
}

const hasMembers = (value, ...names) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).sort().join() === names.sort().join();

// ---------------------------------------------------------------- reading a folder or a zip

function readFolder(folder, prefix = '', files = new Map()) {
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    const path = prefix ? `${prefix}/${name}` : name;
    const stats = lstatSync(join(folder, path));
    if (stats.isDirectory()) readFolder(folder, path, files);
    else if (!stats.isFile()) refuse(path, 'is not a plain file');
    else if (files.size >= mostFiles || stats.size > mostBytes) refuse(path, 'is more than a pack holds');
    else files.set(path, readFileSync(join(folder, path)));
  }
  return files;
}

/**
 * Members must follow one another from the first byte to the directory, and nothing may follow the directory's end:
 * so there is no second reading of the same bytes, and no room for anything that is not shown.
 */
function readZip(bytes) {
  const zip = 'the zip';
  const end = bytes.length - 22;
  const isEnd = end >= 0 && bytes.readUInt32LE(end) === 0x06054b50 && bytes.readUInt16LE(end + 20) === 0;
  if (!isEnd) refuse(zip, 'does not end where a zip ends: it was cut, or something was added');
  const count = bytes.readUInt16LE(end + 10);
  const directory = bytes.readUInt32LE(end + 16);
  if (bytes.readUInt32LE(end + 4) !== 0 || bytes.readUInt16LE(end + 8) !== count) refuse(zip, 'is split');
  if (directory + bytes.readUInt32LE(end + 12) !== end) refuse(zip, 'has a directory of another length');
  const files = new Map();
  let total = 0;
  let next = 0;
  let at = directory;
  for (let i = 0; i < count; i += 1) {
    const member = readDirectoryEntry(bytes, at, end);
    at = member.end;
    if (member.offset !== next) refuse(member.name, 'overlaps another member, or leaves a gap');
    if (files.has(member.name)) refuse(member.name, 'is there twice');
    total += member.size;
    if (total > mostBytes) refuse(member.name, 'unpacks to more than a pack holds');
    const [data, after] = readMember(bytes, member, directory);
    next = after;
    files.set(member.name, data);
  }
  if (at !== end || next !== directory) refuse(zip, 'holds bytes that belong to no member');
  return files;
}

function readDirectoryEntry(bytes, at, end) {
  if (at + 46 > end || bytes.readUInt32LE(at) !== 0x02014b50) refuse('the zip', 'has a broken directory');
  const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
  const last = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  if (last > end) refuse('the zip', 'has a broken directory');
  const name = textOf('the zip', bytes.subarray(at + 46, nameEnd));
  if (!single.includes(name) && !perEntry.test(name)) refuse(name, 'does not belong into a pack');
  return {
    name,
    end: last,
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    sums: bytes.subarray(at + 16, at + 28), // CRC-32, packed size, size
    packed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    offset: bytes.readUInt32LE(at + 42),
  };
}

/** Content of a member, and where it ends. Header, directory and descriptor must say the same. */
function readMember(bytes, { name, flags, method, sums, packed, size, offset }, limit) {
  const headerEnd = offset + 30;
  if (headerEnd > limit || bytes.readUInt32LE(offset) !== 0x04034b50) refuse(name, 'has no header');
  const start = headerEnd + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const ownName = bytes.subarray(headerEnd, headerEnd + bytes.readUInt16LE(offset + 26)).toString('latin1');
  const streamed = (flags & 8) !== 0;
  const after = start + packed + (streamed ? 16 : 0);
  if (after > limit) refuse(name, 'reaches past its place');
  const same = bytes.readUInt16LE(offset + 6) === flags && bytes.readUInt16LE(offset + 8) === method;
  if (ownName !== name || !same || flags & 1) refuse(name, 'is described in two ways');
  const stated = streamed ? bytes.subarray(after - 12, after) : bytes.subarray(offset + 14, offset + 26);
  if (!stated.equals(sums)) refuse(name, 'has two sizes or sums');
  if (streamed && bytes.readUInt32LE(after - 16) !== 0x08074b50) refuse(name, 'has no descriptor');
  const data = unpack(name, method, bytes.subarray(start, start + packed), size);
  if (crc32(data) !== sums.readUInt32LE(0)) refuse(name, 'is damaged: its check sum differs');
  return [data, after];
}

function unpack(name, method, packed, size) {
  if (method === 0) return packed.length === size ? packed : refuse(name, 'has another size than stated');
  if (method !== 8) refuse(name, 'is packed in an unknown way');
  try {
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength: Math.max(size, 1), info: true });
    if (buffer.length === size && engine.bytesWritten === packed.length) return buffer;
  } catch {
    refuse(name, 'cannot be unpacked to its stated size');
  }
  return refuse(name, 'has another size than stated');
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Files of a pack by name, from a folder, a zip or its bytes; `sha256` is the zip's own. */
export function readPack(pack) {
  if (typeof pack === 'string' && statSync(pack).isDirectory()) return { files: readFolder(pack) };
  const bytes = typeof pack === 'string' ? readFileSync(pack) : pack;
  return { files: readZip(bytes), sha256: sha256(bytes).toString('hex') };
}

// ---------------------------------------------------------------- the checks

/** Everything that must be there is, nothing else is, and every digest is right. */
function checkManifest(files, report) {
  for (const name of single) if (!files.has(name)) report.wrong(name, 'is missing');
  for (const name of files.keys()) {
    if (!single.includes(name) && !perEntry.test(name)) report.wrong(name, 'does not belong into a pack');
  }
  const file = 'manifest.json';
  const stated = canonicalJson(file, read(files, file));
  if (!hasMembers(stated, 'manifest', 'sha256')) refuse(file, 'is no manifest');
  const { manifest } = stated;
  if (stated.sha256 !== sha256(canonical(manifest)).toString('hex')) refuse(file, 'was changed');
  if (manifest?.format !== 'baton-evidence/1') refuse(file, 'is of another format');
  if (!Array.isArray(manifest.erased) || typeof manifest.files !== 'object') refuse(file, 'is no manifest');
  const { withheld } = manifest;
  if (typeof withheld !== 'object' || withheld === null || !Object.values(withheld).every(Array.isArray)) {
    refuse(file, 'does not say what is withheld');
  }
  for (const [name, digest] of Object.entries(manifest.files)) {
    const bytes = files.get(name);
    if (!bytes) report.wrong(name, 'is missing');
    else if (sha256(bytes).toString('hex') !== digest) report.wrong(name, 'was changed');
  }
  for (const name of files.keys()) {
    if (name !== file && !Object.hasOwn(manifest.files, name)) report.wrong(name, 'is not in the manifest');
  }
  return manifest;
}

/** `name+keyid+base64(0x01 | public key)`; the id is the beginning of a hash of the rest. */
function readVkey(file, vkey) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(vkey) ?? [];
  if (!name) refuse(file, `${JSON.stringify(vkey)} is no verifier key`);
  const typed = base64(file, encoded, 33);
  if (typed[0] !== 1) refuse(file, 'holds a key that is not Ed25519');
  if (sha256(`${name}\n`, typed).toString('hex', 0, 4) !== id) refuse(file, 'holds a key with another id');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]);
  return { vkey, name, id, key: createPublicKey({ key: spki, format: 'der', type: 'spki' }) };
}

/** Origin, size and root of a checkpoint, and the signatures below it. */
function readCheckpoint(file, note) {
  const form = /^((\S[^\n]*)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n)\n((?:— \S+ [A-Za-z0-9+/=]+\n)+)$/;
  const [, text, origin, size, root, lines] = form.exec(note) ?? refuse(file, 'is no signed checkpoint');
  const signatures = linesOf(lines).map((line) => {
    const [, name, encoded] = line.split(' ');
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes.toString('base64') !== encoded) refuse(file, 'has a signature that is not base64');
    return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) };
  });
  return { note, text, origin, size: Number(size), root: base64(file, root, 32), signatures };
}

/** The keys that signed it. Signatures of others are left alone, a wrong one of a known key is not. */
function signersOf(file, { text, origin, signatures }, keys) {
  return keys.filter(({ name, id, key }) => {
    const own = signatures.filter((signature) => signature.name === name && signature.id === id);
    const good = own.filter(({ bytes }) => verifySignature(null, Buffer.from(text), key, bytes));
    if (own.length !== good.length) refuse(file, `has a wrong signature by ${name}`);
    return good.length > 0 && name === origin;
  });
}

function checkCheckpoint(files, options, report) {
  const file = 'checkpoint';
  const keyLines = read(files, 'vkey.txt');
  if (!keyLines.endsWith('\n')) refuse('vkey.txt', 'does not end with a line break');
  const packed = linesOf(keyLines).map((line) => readVkey('vkey.txt', line));
  const keys = options.vkey ? [readVkey('--vkey', options.vkey)] : packed;
  const checkpoint = readCheckpoint(file, read(files, file));
  const [signer] = signersOf(file, checkpoint, keys);
  if (!signer) refuse(file, `was not signed by ${options.vkey ? 'the given key' : 'a key in vkey.txt'}`);
  if (options.checkpoint !== undefined) {
    const own = readCheckpoint('--checkpoint', options.checkpoint);
    if (!signersOf('--checkpoint', own, keys)[0]) refuse('--checkpoint', 'was not signed by that key');
    // Two sizes of one log need a consistency proof: ask the log for it, and for a pack against yours.
    if (own.text !== checkpoint.text) refuse(file, `has ${checkpoint.size} entries, yours ${own.size}`);
    report.ok('checkpoint is the same that you hold');
  }
  report.ok(`checkpoint: ${checkpoint.origin}, ${checkpoint.size} entries, signed by ${signer.vkey}`);
  return checkpoint;
}

/** Strict: header, index, hashes, blank line, checkpoint, and nothing else. */
function readProof(file, text) {
  const form = /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n([\s\S]+)$/;
  const [, index, hashes, note] = form.exec(text) ?? refuse(file, 'is no tlog-proof');
  return { index: Number(index), path: linesOf(hashes).map((line) => base64(file, line, 32)), note };
}

/** RFC 9162, 2.1.3.2: the root that a leaf and its path lead to; undefined when the path has another length. */
function rootOf(leaf, index, size, path) {
  let [hash, position, last] = [leaf, index, size - 1];
  for (const sibling of path) {
    if (last === 0) return undefined;
    const isRight = position % 2 === 1;
    hash = isRight || position === last ? sha256(nodeTag, sibling, hash) : sha256(nodeTag, hash, sibling);
    while (!isRight && position === last && position % 2 === 0 && position > 0) {
      [position, last] = [position / 2, last / 2];
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}

function checkEntry(index, files, checkpoint) {
  const file = `entries/${index}.json`;
  const bytes = files.get(file) ?? refuse(file, 'is missing');
  const entry = canonicalJson(file, textOf(file, bytes));
  const isEntry = hasMembers(entry, 'at', 'c', 'eid', 'pub', 'rx', 'sch', 'src', 't', 'v') && entry.v === 1;
  if (!isEntry || typeof entry.c !== 'object' || entry.c === null) refuse(file, 'is no entry of version 1');
  const proofFile = `proofs/${index}.tlog-proof`;
  const proof = readProof(proofFile, read(files, proofFile));
  if (proof.index !== index) refuse(proofFile, `proves entry ${proof.index}`);
  if (proof.note !== checkpoint.note) refuse(proofFile, 'is against another checkpoint than the pack');
  if (index >= checkpoint.size) refuse(proofFile, 'is for an entry that the checkpoint does not cover');
  const root = rootOf(sha256(leafTag, bytes), index, checkpoint.size, proof.path);
  if (!root?.equals(checkpoint.root)) refuse(file, `and ${proofFile} do not lead to the checkpoint's root`);
  return entry;
}

function commitmentOf(salt, pointer, value) {
  const lengths = [Buffer.alloc(2), Buffer.alloc(4)];
  lengths[0].writeUInt16BE(Buffer.byteLength(pointer));
  lengths[1].writeUInt32BE(Buffer.byteLength(value));
  const digest = sha256('handoff-ledger/field/v1\0', salt, lengths[0], pointer, lengths[1], value);
  return digest.toString('base64url');
}

/** Number of disclosed values. All that an entry commits is disclosed, but what the manifest says is closed. */
function checkDisclosed(index, files, entry, isClosed, withheld) {
  const file = `disclosed/${index}.json`;
  const fields = canonicalJson(file, read(files, file));
  const committed = new Map([...Object.entries(entry.c), ['#id', entry.eid]]);
  if (!Array.isArray(fields)) refuse(file, 'is no list of fields');
  for (const field of fields) {
    if (!hasMembers(field, 'pointer', 'salt', 'value')) refuse(file, 'holds something that is no field');
    const { pointer, salt, value } = field;
    if (!committed.has(pointer)) refuse(file, `${JSON.stringify(pointer)} is not committed, or there twice`);
    if (commitmentOf(base64(file, salt, 32), pointer, String(value)) !== committed.get(pointer)) {
      refuse(file, `${JSON.stringify(pointer)} is not what was committed`);
    }
    canonicalJson(file, value);
    committed.delete(pointer);
  }
  if (isClosed && fields.length > 0) refuse(file, 'discloses what the manifest calls erased or withheld');
  const missing = [...committed.keys()].filter((pointer) => !withheld.includes(pointer));
  if (!isClosed && missing.length > 0) refuse(file, 'does not disclose all that the manifest promises');
  if (withheld.some((pointer) => !committed.has(pointer)))
    refuse(file, 'discloses what the manifest withholds');
  return fields.length;
}

function checkEntries(files, manifest, checkpoint, report) {
  const indices = new Set();
  for (const name of files.keys()) {
    const [, ...digits] = perEntry.exec(name) ?? [];
    const index = digits.find((one) => one !== undefined);
    if (index !== undefined && String(Number(index)) === index) indices.add(Number(index));
    else if (index !== undefined) report.wrong(name, 'has a number that is written in another way');
  }
  const erased = new Set(manifest.erased);
  const withheld = manifest.withheld;
  for (const index of erased) if (!indices.has(index)) report.wrong('manifest.json', `lacks erased ${index}`);
  let [whole, values] = [0, 0];
  for (const index of indices) {
    report.attempt(() => {
      const entry = checkEntry(index, files, checkpoint);
      values += checkDisclosed(
        index,
        files,
        entry,
        erased.has(index) || manifest.disclose !== true,
        withheld[index] ?? [],
      );
      whole += 1;
    });
  }
  checkScope(manifest, indices, report);
  report.ok(`entries: ${whole} of ${indices.size} lead to the root of the checkpoint`);
  report.ok(`disclosed: ${values} values are what was committed`);
  if (erased.size > 0)
    report.note(`what ${erased.size} entries said was erased; that they were there is proved`);
  const partly = Object.keys(withheld).length;
  if (partly > 0) report.note(`some values of ${partly} entries are withheld for want of consent`);
  if (manifest.disclose !== true) report.note('values were withheld when the pack was made');
}

/** A range must be whole. That nothing of a conversation or person was left out cannot be proved by a pack. */
function checkScope({ scope, counts, origin, size, root }, indices, report) {
  const file = 'manifest.json';
  if (counts?.entries !== indices.size) report.wrong(file, 'counts other entries');
  const tree = report.checkpoint;
  const isSame = origin === tree.origin && size === tree.size && root === tree.root.toString('base64');
  if (!isSame) report.wrong(file, 'is of another tree');
  if (scope?.kind !== 'range') return;
  for (let index = scope.first; index <= scope.last; index += 1) {
    if (!indices.has(index)) return report.wrong(`entries/${index}.json`, 'is missing from the range');
  }
  if (indices.size !== scope.last - scope.first + 1) report.wrong(file, 'holds more than the range');
}

/** Checks the files of a pack. `options.vkey`: a key that you trust; `options.checkpoint`: text of one that you hold. */
export function verifyPack(files, options = {}) {
  const report = {
    lines: [],
    problems: [],
    ok: (text) => report.lines.push(text),
    note: (text) => report.lines.push(`note: ${text}`),
    wrong: (file, what) => report.problems.push({ file, what }),
    attempt(work) {
      try {
        return work();
      } catch (error) {
        // Whatever else goes wrong, goes wrong because of what the pack holds.
        return void report.wrong(error.file ?? 'the pack', error.message);
      }
    },
  };
  const manifest = report.attempt(() => checkManifest(files, report));
  if (manifest) report.ok(`manifest: ${files.size} files, none missing or added`);
  report.checkpoint = report.attempt(() => checkCheckpoint(files, options, report));
  const { checkpoint } = report;
  if (manifest && checkpoint) report.attempt(() => checkEntries(files, manifest, checkpoint, report));
  if (!options.vkey) report.note('the key came with the pack: compare it with one from elsewhere (--vkey)');
  return { ok: report.problems.length === 0, lines: report.lines, problems: report.problems };
}

/** Gives the exit code. */
export function main(args, print = (line) => void process.stdout.write(`${line}\n`)) {
  const quit = (code, text) => {
    print(text);
    return code;
  };
  const text = { type: 'string' };
  let [options, pack] = [];
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { vkey: text, checkpoint: text },
    });
    if (positionals.length > 1) return quit(2, usage);
    const { vkey, checkpoint: file } = values;
    options = { vkey, checkpoint: file === undefined ? undefined : readFileSync(file, 'utf8') };
    pack = readPack(positionals[0] ?? fileURLToPath(new URL('.', import.meta.url)));
  } catch (error) {
    if (!(error instanceof Refusal)) return quit(2, `${error.message}\n${usage}`);
    return quit(1, `WRONG  ${error.file}: ${error.message}\n\nThe pack was changed.`);
  }
  if (pack.sha256) print(`       sha256:${pack.sha256} (the ledger's record.exported names it)`);
  const { ok, lines, problems } = verifyPack(pack.files, options);
  for (const line of lines) print(ok ? `ok     ${line}` : `       ${line}`);
  for (const { file, what } of problems.slice(0, 20)) print(`WRONG  ${file}: ${what}`);
  if (problems.length > 20) print(`       and ${problems.length - 20} more`);
  if (!ok) return quit(1, '\nThe pack was changed.');
  return quit(0, '\nThe pack is whole: every entry is in the ledger that signed this checkpoint.');
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}

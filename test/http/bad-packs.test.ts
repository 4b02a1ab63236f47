import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPack, verifyPack } from '../../backend/src/evidence/verify.mjs';
import { makeSigner, signCheckpoint } from '../../backend/src/ledger/note.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import {
  type Files,
  fetchPack,
  flip,
  jsonOf,
  manifestOf,
  reseal,
  swapped,
  unpack,
  writeZip,
} from '../support/pack.js';
import { takeEvents } from '../support/sample-app.js';

let app: TestApp;
let vkey: string;
let zip: Buffer;
let files: Files;
/** A pack of the same entries against a later checkpoint. */
let later: Files;
const range = { scope: { kind: 'range', first: 1, last: 5 } };
beforeAll(async () => {
  app = await startTestApp();
  const log = new EventLog('c-1').started(0).customer(1, { text: 'hello' }).bot(2, { text: 'hi' });
  log.escalated(3, { handoff_id: 'h-1' }).accepted(4).resolved(5).ended(6);
  await takeEvents(app, log.events);
  const call = await app.as('auditor');
  vkey = (await call<{ vkey: string }>('GET', '/api/ledger')).body.vkey;
  ({ files, zip } = await fetchPack(app, range));
  await takeEvents(app, new EventLog('c-2').started(9).events);
  ({ files: later } = await fetchPack(app, range));
});
afterAll(() => app.close());

const check = (changed: Files) => verifyPack(changed, { vkey });
const named = (changed: Files) => check(changed).problems.map(({ file }) => file);
const without = (name: string): Files => new Map([...files].filter(([each]) => each !== name));
const withFile = (name: string, content: Buffer | string): Files =>
  new Map(files).set(name, Buffer.from(content));
const contentOf = (name: string): Buffer => files.get(name) ?? Buffer.alloc(0);

test('the pack itself is good, as files and as a zip', () => {
  expect(check(files)).toMatchObject({ ok: true, problems: [] });
  expect(check(later)).toMatchObject({ ok: true });
  expect(verifyPack(files)).toMatchObject({ ok: true });
});

describe('a changed file is named', () => {
  const evidence = () =>
    [...files.keys()].filter((name) => /^(entries|proofs|disclosed)|checkpoint/.test(name));

  test('whichever bit of whichever file was flipped', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (which, where) => {
        const name = [...files.keys()][which % files.size] ?? '';
        const bytes = contentOf(name);
        expect(named(withFile(name, flip(bytes, where % (bytes.length * 8))))).toContain(name);
      }),
      { numRuns: 500 },
    );
  });

  test('also when the manifest was made to fit, for everything that proves something', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (which, where) => {
        const names = evidence();
        const name = names[which % names.length] ?? '';
        const bytes = contentOf(name);
        const found = named(reseal(withFile(name, flip(bytes, where % (bytes.length * 8)))));
        const number = /\d+/.exec(name)?.[0];
        expect(found.some((file) => file === name || (number && file.includes(number)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('when it was cut, or has more at its end', () => {
    for (const name of files.keys()) {
      const bytes = contentOf(name);
      expect(named(withFile(name, bytes.subarray(0, -1)))).toContain(name);
      expect(named(withFile(name, Buffer.concat([bytes, Buffer.from('\n')])))).toContain(name);
    }
    for (const name of evidence()) {
      const longer = Buffer.concat([contentOf(name), Buffer.from('\n')]);
      expect(check(reseal(withFile(name, longer))).ok).toBe(false);
    }
  });

  test('when it is missing, or was added', () => {
    for (const name of files.keys()) expect(named(without(name))).toContain(name);
    expect(named(withFile('entries/99.json', '{}'))).toContain('entries/99.json');
    expect(named(reseal(withFile('entries/99.json', '{}')))).toContain('entries/99.json');
    expect(named(reseal(withFile('notes.txt', 'x')))).toContain('notes.txt');
    expect(named(reseal(withFile('entries/01.json', contentOf('entries/1.json'))))).toContain(
      'entries/01.json',
    );
  });

  test('when an entry was taken out of a range with everything that belongs to it', () => {
    const gone = new Map([...files].filter(([name]) => !/\/3\./.test(name)));
    const counts = { entries: 4, open: 4, withheld: 0, erased: 0 };
    expect(named(reseal(gone, { counts }))).toContain('entries/3.json');
  });
});

describe('what was put in place of something else is refused', () => {
  test('two proofs, two entries, the disclosed fields of two entries', () => {
    for (const kind of ['proofs/*.tlog-proof', 'entries/*.json', 'disclosed/*.json']) {
      const [one, two] = ['1', '2'].map((index) => kind.replace('*', index)) as [string, string];
      expect(named(reseal(swapped(files, one, two)))).toEqual([one, two]);
    }
  });

  test('a proof against another checkpoint of the same log', () => {
    const name = 'proofs/2.tlog-proof';
    expect(named(reseal(withFile(name, later.get(name) ?? '')))).toEqual([name]);
    const both = reseal(new Map(later).set('checkpoint', contentOf('checkpoint')));
    expect(check(both).ok).toBe(false);
  });

  test('a value or a salt, and a field that is left out or there twice', () => {
    const name = 'disclosed/2.json';
    type Fields = { pointer: string; salt: string; value: string }[];
    const change = (edit: (fields: Fields) => unknown) => {
      const fields = jsonOf(files, name) as Fields;
      return named(reseal(withFile(name, JSON.stringify(edit(fields)))));
    };
    expect(change((fields) => fields)).toEqual([]);
    expect(change((fields) => fields.map((field) => ({ ...field, value: '"no"' })))).toEqual([name]);
    const salt = Buffer.alloc(32).toString('base64');
    expect(change((fields) => fields.map((field) => ({ ...field, salt })))).toEqual([name]);
    expect(change((fields) => fields.slice(1))).toEqual([name]);
    expect(change((fields) => [...fields, fields[0]])).toEqual([name]);
    expect(change(() => [])).toEqual([name]);
    expect(change(() => 'x')).toEqual([name]);
    expect(change(() => [null])).toEqual([name]);
  });

  test('a checkpoint of another log, of another key, or of another size under the right name', () => {
    const { origin, size, root } = manifestOf(files);
    const other = makeSigner(origin, Buffer.alloc(32, 'o'));
    const note = signCheckpoint({ origin, size, root: Buffer.from(root, 'base64') }, other);
    const forged = new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes)]));
    const original = contentOf('checkpoint').toString();
    for (const [name, bytes] of forged) {
      if (name === 'checkpoint' || name.startsWith('proofs/'))
        forged.set(name, Buffer.from(bytes.toString().replace(original, note)));
    }
    forged.set('vkey.txt', Buffer.from(`${other.vkey}\n`));
    const sealed = reseal(forged);
    // It agrees with itself: that is why a key from elsewhere is asked for.
    expect(verifyPack(sealed)).toMatchObject({ ok: true });
    expect(verifyPack(sealed).lines.join()).toContain('came with the pack');
    expect(named(sealed)).toEqual(['checkpoint']);
    const larger = original.replace(`\n${size}\n`, `\n${size + 1}\n`);
    expect(named(reseal(withFile('checkpoint', larger)))).toContain('checkpoint');
  });

  test('a key that is none, and a checkpoint that is not the one that was kept', () => {
    const wrong = makeSigner('elsewhere.example/log', Buffer.alloc(32, 'o')).vkey;
    expect(verifyPack(files, { vkey: wrong }).problems).toMatchObject([{ file: 'checkpoint' }]);
    expect(verifyPack(files, { vkey: `${vkey.slice(0, -4)}AAA=` }).problems).toMatchObject([
      { file: '--vkey' },
    ]);
    expect(verifyPack(files, { vkey: 'nonsense' }).problems).toMatchObject([{ file: '--vkey' }]);
    const checkpoint = contentOf('checkpoint').toString();
    expect(verifyPack(files, { vkey, checkpoint })).toMatchObject({ ok: true });
    const newer = later.get('checkpoint')?.toString();
    expect(verifyPack(files, { vkey, checkpoint: newer }).problems).toMatchObject([{ file: 'checkpoint' }]);
    expect(verifyPack(files, { vkey, checkpoint: 'x' }).problems).toMatchObject([{ file: '--checkpoint' }]);
  });

  test('an entry that is not canonical, is deeply nested, or is no entry at all', () => {
    const odd = [
      '{"v": 1}',
      '{"v":1}',
      '[]',
      'null',
      `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
      '\u{feff}{}',
      '',
    ];
    for (const text of odd) expect(check(reseal(withFile('entries/2.json', text))).ok).toBe(false);
    for (const text of odd) expect(check(withFile('manifest.json', text)).ok).toBe(false);
  });
});

describe('a zip that was tampered with', () => {
  const read = (bytes: Buffer) => readPack(bytes).files;
  const end = () => zip.length - 22;
  const directory = () => zip.readUInt32LE(end() + 16);
  const edit = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(zip);
    change(bytes);
    return bytes;
  };

  test('is refused, or unpacks to the very same files, whichever bit was flipped', () => {
    fc.assert(
      fc.property(fc.nat(), (where) => {
        let unpacked: Files;
        try {
          unpacked = read(flip(zip, where % (zip.length * 8)));
        } catch {
          return;
        }
        expect([...unpacked]).toEqual([...files]);
      }),
      { numRuns: 600 },
    );
  });

  test('is refused when it was cut, or bytes stand before, after or between its members', () => {
    for (const length of [0, 1, 21, 22, 100, zip.length - 1])
      expect(() => read(zip.subarray(0, length))).toThrow();
    expect(() => read(Buffer.concat([zip, Buffer.from('x')]))).toThrow('was cut, or something was added');
    expect(() => read(Buffer.concat([Buffer.from('x'), zip]))).toThrow();
    const gap = Buffer.concat([zip.subarray(0, directory()), Buffer.from('x'), zip.subarray(directory())]);
    gap.writeUInt32LE(directory() + 1, gap.length - 6);
    expect(() => read(gap)).toThrow('belong to no member');
  });

  test('is refused when a member is there twice, or two of them share bytes', () => {
    const at = directory();
    const first = zip.subarray(at, at + 46 + zip.readUInt16LE(at + 28));
    const twice = Buffer.concat([zip.subarray(0, at), first, zip.subarray(at)]);
    const tail = twice.length - 22;
    const count = zip.readUInt16LE(end() + 10) + 1;
    twice.writeUInt16LE(count, tail + 8);
    twice.writeUInt16LE(count, tail + 10);
    twice.writeUInt32LE(zip.readUInt32LE(end() + 12) + first.length, tail + 12);
    expect(() => read(twice)).toThrow(/overlaps|twice/);
  });

  test('is refused when a name leads out of the pack', () => {
    for (const name of ['../../x.txt', '/etc/x.txt', 'README.TXT', 'README\u0000txt']) {
      const bytes = edit((changed) => {
        changed.write(name.slice(0, 10).padEnd(10, 'x'), 30, 'latin1');
        changed.write(name.slice(0, 10).padEnd(10, 'x'), directory() + 46, 'latin1');
      });
      expect(() => read(bytes)).toThrow('does not belong');
    }
  });

  test('is refused when a member claims another size than it has: a few bytes must not become gigabytes', () => {
    for (const size of [0, 1, 2 ** 30 + 1, 2 ** 32 - 1]) {
      const bytes = edit((changed) => changed.writeUInt32LE(size, directory() + 24));
      expect(() => read(bytes)).toThrow();
    }
    expect(() => read(edit((changed) => changed.writeUInt16LE(65_535, end() + 10)))).toThrow();
  });
});

describe('the program', () => {
  const source = new URL('../../backend/src/evidence/verify.mjs', import.meta.url).pathname;
  const run = (script: string, ...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    return { status, stdout };
  };

  test('checks a zip, a folder, and the folder that it lies in', () => {
    const path = writeZip(zip);
    expect(run(source, path, '--vkey', vkey)).toMatchObject({ status: 0 });
    const place = unpack(files);
    expect(run(source, place, '--vkey', vkey).status).toBe(0);
    const own = run(join(place, 'verify.mjs'));
    expect(own.status).toBe(0);
    expect(own.stdout).toContain('came with the pack');
    expect(own.stdout).toContain('The pack is whole');
  });

  test('names what was changed and ends with 1', () => {
    const place = unpack(withFile('disclosed/3.json', '[]'));
    const { status, stdout } = run(source, place, '--vkey', vkey);
    expect(status).toBe(1);
    expect(stdout).toContain('WRONG  disclosed/3.json');
    expect(run(source, writeZip(zip.subarray(0, -1))).status).toBe(1);
    cpSync(join(place, 'README.txt'), join(place, 'more.txt'));
    expect(run(source, place).stdout).toContain('WRONG  more.txt');
  });

  test('ends with 2 when the call is wrong', () => {
    for (const args of [['--nonsense'], ['--vkey'], ['a', 'b'], [join(tmpdir(), 'nowhere')]]) {
      expect(run(source, ...args).status).toBe(2);
    }
  });
});

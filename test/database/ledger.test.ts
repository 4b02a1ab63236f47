import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { sql } from '../../backend/src/db/sql.js';
import { leafHash } from '../../backend/src/ledger/merkle.js';
import { openCheckpoint } from '../../backend/src/ledger/note.js';
import { verifyConsistency, verifyInclusion } from '../../backend/src/ledger/proofs.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, testSecrets, turn } from '../support/ledger.js';

let fixture: TestDatabase;
let parts: ReturnType<typeof openLedger>;
beforeAll(async () => {
  fixture = await openTestDatabase();
  parts = openLedger(fixture.database);
});
afterAll(() => fixture.close());

const leaves = async () =>
  fixture.database.query<{ leaf_index: number; leaf_hash: Buffer; entry: Buffer; event_id: string }>(sql`
    select leaf_index, leaf_hash, entry, event_id
    from ledger.leaf
    join ledger.inbox using (log_id, inbox_id)
    order by leaf_index`);

describe('what is appended', () => {
  test('comes back as it was sent, in the order of the request', async () => {
    const { ledger, sequencer } = parts;
    const events = Array.from({ length: 130 }, (_, i) => turn(`a-${i}`, `Grüße ${i} 😀 "\\u0041"\n`));
    expect(await ledger.append(events)).toEqual(events.map(() => 'accepted'));
    await sequencer.run();
    const read = await ledger.readEntries(0, 1000);
    expect(read.map(({ index }) => index)).toEqual(events.map((_, i) => i));
    expect(read.map(({ event }) => event)).toEqual(events);
    expect(read[0]).toMatchObject({
      type: 'turn.recorded',
      source: 'web',
      at: Date.parse('2026-03-02T08:00:00.123Z'),
      pub: { role: 'customer', intent: 'address_change', confidence_bp: 6123 },
    });
    expect(await ledger.head()).toBe(130);
  });

  test('is there once, however often it is sent, in whatever order, from eight connections', async () => {
    const { ledger, sequencer } = parts;
    const events = Array.from({ length: 300 }, (_, i) => turn(`b${i % 9}-${i}`));
    const [deliveries] = fc.sample(
      fc
        .array(fc.shuffledSubarray(events, { minLength: 200 }), { minLength: 16, maxLength: 16 })
        .map((lists) => lists.flatMap((list) => [list.slice(0, 150), list.slice(100)])),
      { numRuns: 1, seed: 7 },
    ) as [CloudEvent[][]];
    deliveries.push(events, events);
    const before = await ledger.head();
    const accepted = new Map<string, number>();
    const queue = [...deliveries];
    const worker = async () => {
      for (let batch = queue.shift(); batch; batch = queue.shift()) {
        const receipts = await ledger.append(batch);
        batch.forEach((event, i) => {
          expect(receipts[i]).toMatch(/accepted|duplicate/);
          if (receipts[i] === 'accepted') accepted.set(event.id, (accepted.get(event.id) ?? 0) + 1);
        });
        await sequencer.run();
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    await sequencer.run();
    expect(await ledger.head()).toBe(before + events.length);
    expect([...accepted.values()]).toEqual(events.map(() => 1));
    const ids = (await leaves()).slice(before).map(({ event_id }) => event_id);
    expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)));
    expect((await parts.verify.run()).problems).toEqual([]);
  });

  test('keeps the first content of an id, refuses another, and remembers the refusal', async () => {
    const { ledger, sequencer } = parts;
    expect(await ledger.append([turn('c-1', 'first'), turn('c-1', 'first'), turn('c-1', 'other')])).toEqual([
      'accepted',
      'duplicate',
      'conflict',
    ]);
    expect(await ledger.append([turn('c-1', 'other'), turn('c-2')])).toEqual(['conflict', 'accepted']);
    await sequencer.run();
    const kept = await ledger.readEntries(await ledger.head().then((head) => head - 3), 3);
    const words = kept.map(({ type, event }) => [type, event?.data.text]);
    expect(words).toEqual([
      ['turn.recorded', 'first'],
      // Its leaf is there once, however often the same is refused.
      ['event.refused', undefined],
      ['turn.recorded', 'words of c-2'],
    ]);
    const conflicts = await fixture.database.query(sql`select from ledger.conflict where event_id = 'c-1'`);
    expect(conflicts).toHaveLength(1);
  });

  test('is a repeat also when its members come in another order', async () => {
    const event = turn('d-1');
    const { ledger } = parts;
    const turned = Object.fromEntries(Object.entries(event).reverse()) as unknown as CloudEvent;
    expect(await ledger.append([event])).toEqual(['accepted']);
    expect(await ledger.append([turned])).toEqual(['duplicate']);
  });

  test('commits many small fields as fewer, and is refused when open fields alone are too long', async () => {
    const { ledger, sequencer } = parts;
    const wide = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`field ${i}`, i]));
    const labels = Array.from({ length: 50 }, () => '😀'.repeat(60));
    const actions = Array.from({ length: 100 }, (_, i) => ({
      id: `${i}`,
      kind: '😀'.repeat(60),
      promised: true,
    }));
    const long = {
      handoff_id: 'h',
      purpose: 'escalation',
      from: { kind: 'bot' },
      to: { kind: 'human' },
      consent_scopes: labels,
      required_actions: [...actions, ...actions, ...actions],
    };
    const receipts = await ledger.append([
      turn('e-1', 'x', { data: { role: 'bot', wide } }),
      turn('e-2', 'x', { type: 'handoff.initiated', data: long }),
    ]);
    expect(receipts).toEqual(['accepted', 'too_long']);
    await sequencer.run();
    const [last] = await ledger.readEntries((await ledger.head()) - 1, 1);
    expect(last?.event?.data.wide).toEqual(wide);
    const [stored] = (await leaves()).slice(-1);
    expect(JSON.parse(stored?.entry.toString() ?? '').c).toHaveProperty('/data/wide');
  });

  test('cannot be changed, deleted or truncated by a statement', async () => {
    const { database } = fixture;
    for (const table of ['log', 'inbox', 'leaf', 'node', 'batch', 'checkpoint', 'conflict']) {
      const name = sql.ident(`ledger.${table}`);
      for (const statement of [
        sql`update ${name} set log_id = 1`,
        sql`delete from ${name}`,
        sql`truncate ${name} cascade`,
      ]) {
        await expect(database.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  test('is read by conversation up to an index', async () => {
    const { ledger, sequencer } = parts;
    await ledger.append([turn('f-1'), turn('g-1'), turn('f-2'), turn('f-3')]);
    await sequencer.run();
    const [probe] = await ledger.readEntries((await ledger.head()) - 4, 1);
    const key = Buffer.from(probe?.link.conversation ?? '', 'base64url');
    const head = await ledger.head();
    const ids = (events: { event: CloudEvent | undefined }[]) => events.map(({ event }) => event?.id);
    expect(ids(await ledger.readConversations([key], head))).toEqual(['f-1', 'f-2', 'f-3']);
    expect(ids(await ledger.readConversations([key], head - 1))).toEqual(['f-1', 'f-2']);
  });
});

describe('the sequencer', () => {
  test('gives one order and one root per size when several run at once', async () => {
    const { database } = fixture;
    const others = Array.from({ length: 4 }, () => openLedger(database));
    const events = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => turn(`h${i}-${j}`)),
    );
    await Promise.all(
      events.map(async (batch, i) => {
        await parts.ledger.append(batch);
        await others[i % 4]?.sequencer.run();
      }),
    );
    await parts.sequencer.run();
    const rows = await leaves();
    expect(rows.map(({ leaf_index }) => leaf_index)).toEqual(rows.map((_, i) => i));
    expect(await parts.verify.run()).toMatchObject({ ok: true, entries: rows.length, problems: [] });
  });

  test('signs after a crash between commit and signature, and the same bytes again', async () => {
    const { database } = fixture;
    const { ledger, sequencer } = parts;
    await ledger.append([turn('i-1')]);
    // The crash: sealed, but nobody came to sign.
    const head = await ledger.head();
    await database.transaction((tx) => sequencer.sealBatch(tx));
    const unsigned = await database.query(sql`select from ledger.checkpoint where size = ${head + 1}`);
    expect(unsigned).toEqual([]);
    await sequencer.run();
    const signed = await database.one<{ note: string }>(
      sql`select note from ledger.checkpoint where size = ${head + 1}`,
    );
    const signer = await openLedger(database).sequencer.signer();
    const checkpoint = openCheckpoint(signed?.note ?? '', signer);
    expect(checkpoint).toMatchObject({ origin: 'ledger.example.com/test', size: head + 1 });
  });

  test('forbids a fork in the table itself', async () => {
    const { database } = fixture;
    const fork = sql`
      insert into ledger.batch (log_id, size, prev_size, root, frontier)
      select log_id, size + 1, prev_size, root, frontier
      from ledger.batch
      order by size desc
      limit 1`;
    await expect(database.query(fork)).rejects.toMatchObject({ code: '23505' });
  });

  test('refuses a ledger that was written with other keys', async () => {
    const other = JSON.parse(testSecrets) as Record<string, string>;
    for (const name of ['kek', 'pepper', 'seed']) {
      const changed = { ...other, [name]: Buffer.alloc(32, 'x').toString('base64') };
      const { sequencer } = openLedger(fixture.database, JSON.stringify(changed));
      await expect(sequencer.signer()).rejects.toThrow('other keys');
    }
  });
});

describe('proofs from the tables', () => {
  test('verify for every checkpoint and any leaf below it', async () => {
    const { tree, sequencer } = parts;
    const signer = await sequencer.signer();
    const rows = await leaves();
    const notes = await fixture.database.query<{ note: string }>(
      sql`select note from ledger.checkpoint where size > 0 order by size`,
    );
    const checkpoints = notes
      .map(({ note }) => openCheckpoint(note, signer))
      .filter((one) => one !== undefined);
    expect(checkpoints).toHaveLength(notes.length);
    const last = checkpoints.at(-1);
    if (!last) throw new Error('nothing was signed');
    for (const { size, root } of checkpoints) {
      const index = Math.floor(size / 2);
      const leaf = leafHash(rows[index]?.entry ?? Buffer.alloc(0));
      expect(verifyInclusion({ index, size, leaf, root, proof: await tree.inclusion(index, size) })).toBe(
        true,
      );
      const proof = await tree.consistency(size, last.size);
      expect(
        verifyConsistency({ first: size, second: last.size, firstRoot: root, secondRoot: last.root, proof }),
      ).toBe(true);
    }
  });
});

import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { patiently } from '../../backend/src/ingest/patient.js';

async function readAll(body: PassThrough, patience: number, slowReader = 0): Promise<number> {
  let received = 0;
  body.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  body.pause();
  let total = 0;
  for await (const piece of patiently(body, body, () => received, patience)) {
    total += piece.length;
    if (slowReader) await pause(slowReader);
  }
  return total;
}

test('a body that comes in pieces is read whole', async () => {
  const body = new PassThrough();
  const reading = readAll(body, 1000);
  for (let i = 0; i < 5; i += 1) body.write(Buffer.alloc(1000));
  body.end();
  expect(await reading).toBe(5000);
});

test('a sender who falls silent is cut off', async () => {
  const body = new PassThrough();
  const reading = readAll(body, 50);
  body.write('x');
  await expect(reading).rejects.toThrow('too slowly');
  expect(body.destroyed).toBe(true);
});

test('a sender of single bytes is cut off though never silent for long', async () => {
  const body = new PassThrough();
  const reading = readAll(body, 100);
  const drip = setInterval(() => body.write('x'), 20);
  await expect(reading).rejects.toThrow('too slowly');
  clearInterval(drip);
});

test('time that the reader takes is not the sender’s', async () => {
  const body = new PassThrough();
  const reading = readAll(body, 100, 80);
  for (let i = 0; i < 4; i += 1) {
    body.write('x');
    await pause(5);
  }
  body.end();
  expect(await reading).toBe(4);
});

import { simulate } from '../../backend/src/simulate/simulator.js';

const bodyEvents = 3_000;
const senders = 4;
const now = Date.parse('2026-03-01T00:00:00Z');

/** Events of the sample contact centre, each once, as bodies of one event per line. */
export function makeBodies(events: number): string[] {
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const { event } of simulate({ seed: 1, now })) {
    const name = `${event.source} ${event.id}`;
    if (seen.has(name)) continue;
    seen.add(name);
    lines.push(JSON.stringify(event));
    if (lines.length === events) break;
  }
  return bodiesOfLines(lines);
}

export function bodiesOfLines(lines: readonly string[]): string[] {
  const bodies: string[] = [];
  for (let at = 0; at < lines.length; at += bodyEvents) {
    bodies.push(`${lines.slice(at, at + bodyEvents).join('\n')}\n`);
  }
  return bodies;
}

/** Sends them by several senders at once; gives the seconds until the last answer. */
export async function sendBodies(url: string, key: string, bodies: readonly string[]): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const queue = [...bodies];
  const begun = performance.now();
  const sender = async () => {
    for (let body = queue.shift(); body; body = queue.shift()) {
      const response = await fetch(`${url}/api/events`, { method: 'POST', headers, body });
      const answer = (await response.json()) as { accepted?: number };
      if (response.status !== 200 || !answer.accepted) throw new Error(`refused: ${JSON.stringify(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return (performance.now() - begun) / 1000;
}

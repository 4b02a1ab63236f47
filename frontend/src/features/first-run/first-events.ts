/** A first conversation that is handed over, as CloudEvents, one per line. */
export function firstEvents(now: number, name: string): string {
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const event = (n: number, type: string, minutes: number, data: object) =>
    JSON.stringify({
      specversion: '1.0',
      id: `${name}-${n}`,
      source: 'first-steps',
      type,
      subject: name,
      time: at(minutes),
      data,
    });
  return [
    event(1, 'conversation.started', -4, { bot: 'my-bot', bot_version: '1', channel: 'web', language: 'en' }),
    event(2, 'turn.recorded', -3, { role: 'customer', text: 'I moved. Please change my address.' }),
    event(3, 'handoff.initiated', -2, {
      handoff_id: `${name}-handoff`,
      purpose: 'escalation',
      from: { kind: 'bot' },
      to: { kind: 'human', queue: 'service' },
      reasons: ['low_confidence'],
    }),
  ].join('\n');
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Sends events with curl: one per line, or as `type` says. */
export function curlLine(
  address: string,
  key: string,
  events: string,
  type = 'application/x-ndjson',
): string {
  return [
    `curl ${quoted(`${address}/api/events`)} \\`,
    `  -H ${quoted(`Authorization: Bearer ${key}`)} \\`,
    `  -H 'Content-Type: ${type}' \\`,
    `  --data-binary ${quoted(events)}`,
  ].join('\n');
}

/** Sends files with the command line client, which tells the format from the first records. */
export const importLine = (address: string, key: string): string =>
  `BATON_URL=${quoted(address)} BATON_API_KEY=${quoted(key)} \\\n  npx baton import FILE...`;

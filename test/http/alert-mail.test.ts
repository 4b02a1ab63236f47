import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { type MailReceiver, openMailReceiver } from '../support/receiver.js';

type Made = AnswerOf<typeof routes.alertChannelCreate>;
type Message = AnswerOf<typeof routes.alertChannelTest>;

let mail: MailReceiver;
/** Offers TLS with a certificate that nobody vouches for. */
let picky: MailReceiver;
let service: TestApp;
let admin: Call;
beforeAll(async () => {
  [mail, picky] = await Promise.all([
    openMailReceiver({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true }),
    openMailReceiver(),
  ]);
  service = await startTestApp({
    config: { alertReceivers: [`127.0.0.1:${mail.port}`, `127.0.0.1:${picky.port}`] },
  });
  admin = await service.withKey('admin');
});
afterAll(async () => {
  await service?.close();
  await Promise.all([mail?.close(), picky?.close()]);
});

async function channel(name: string, destination: object): Promise<Made> {
  const { status, body } = await admin<Made>('POST', '/api/alerts/channels', { name, destination });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
const removeChannel = (id: string) => admin('DELETE', `/api/alerts/channels/${id}`);
const sendTest = async (id: string) => (await admin<Message>('POST', `/api/alerts/channels/${id}/test`)).body;

describe('mail', () => {
  const box = (port: number, also: object = {}) => ({
    ...{ kind: 'email', host: '127.0.0.1', port, security: 'none' },
    ...{ from: 'baton@site.example', to: ['lead@site.example', 'desk@site.example'] },
    ...also,
  });

  test('arrives once, signed in, under the id of its message', async () => {
    const made = await channel('mail', box(mail.port, { user: 'baton', password: 'the mail password' }));
    expect(made.shown).toBe('2 recipients through 127.0.0.1');
    const sent = await sendTest(made.id);
    expect(sent).toMatchObject({ state: 'sent', error: null });
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]).toMatchObject({
      from: 'baton@site.example',
      to: ['lead@site.example', 'desk@site.example'],
      user: 'baton',
    });
    expect(mail.mails[0]?.text.toLowerCase()).toContain(`message-id: <${sent.id}@site.example>`);
    mail.mails.length = 0;
    await removeChannel(made.id);
  });

  test('goes to nobody whose certificate is not verified, nor in clear where TLS is demanded', async () => {
    const startTls = await channel('starttls', box(picky.port, { security: 'starttls' }));
    expect(await sendTest(startTls.id)).toMatchObject({
      state: 'waiting',
      error: expect.stringMatching(/certificate|self.signed/i),
    });
    const clear = await channel('no tls', box(mail.port, { security: 'starttls' }));
    expect((await sendTest(clear.id)).state).toBe('waiting');
    expect([...mail.mails, ...picky.mails]).toEqual([]);
    const body = { name: 'clear', destination: box(587, { host: 'mail.example' }) };
    expect((await admin('POST', '/api/alerts/channels', body)).status).toBe(422);
    await Promise.all([removeChannel(startTls.id), removeChannel(clear.id)]);
  });

  test('with a wrong password is not sent, and the password is not given to another server', async () => {
    const { id } = await channel('mail', box(mail.port, { user: 'baton', password: 'the mail password' }));
    const change = (destination: object) => admin('PATCH', `/api/alerts/channels/${id}`, { destination });
    await change(box(mail.port, { user: 'baton', to: ['one@site.example'] }));
    expect(await sendTest(id)).toMatchObject({ state: 'sent' });
    await change(box(picky.port, { user: 'baton' }));
    expect((await sendTest(id)).state).toBe('waiting');
    await change(box(mail.port, { user: 'baton' }));
    expect((await sendTest(id)).state).toBe('waiting');
    mail.mails.length = 0;
    await removeChannel(id);
  });
});

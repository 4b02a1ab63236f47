import { createTransport } from 'nodemailer';
import type { Destination } from '../contract/alert-channels.js';
import type { Guard } from '../outgoing/guard.js';
import { type Content, plainText } from './message.js';

type Mailbox = Extract<Destination, { kind: 'email' }>;

const patienceMs = 20_000;

/** The same id gives the same Message-ID, by which mail programs show one of two copies. */
const messageId = (id: string, from: string) => `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`;

/**
 * Hands a message to an SMTP server. The guard opens the connection, so that it leads nowhere else; certificates are
 * verified against the name that was typed.
 */
export async function sendMail(id: string, content: Content, box: Mailbox, guard: Guard): Promise<void> {
  const { host, port, security, user, password, from, to } = box;
  guard.expectMail(host, port, security === 'none');
  const connection = await guard.connect(host, port);
  const transport = createTransport({
    ...{ host, port, connection },
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    auth: user === undefined ? undefined : { user, pass: password ?? '' },
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: 'Baton', address: from },
      to,
      subject: `[Baton] ${content.subject}`,
      text: plainText(content),
      messageId: messageId(id, from),
      headers: { 'auto-submitted': 'auto-generated', 'baton-message-id': id },
    });
  } finally {
    transport.close();
    connection.destroy();
  }
}

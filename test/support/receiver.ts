import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface WebReceiver {
  /** As it is written in the allow-list. */
  host: string;
  url: string;
  received: Received[];
  /** How the next requests are answered; 204 when it is empty. `cut`: the connection is, after it was read. */
  answers: (number | 'cut' | { location: string } | { status: number; retryAfter: string })[];
  close(): Promise<void>;
}

/** A real web server on this machine that keeps what it is sent. */
export async function openWebReceiver(): Promise<WebReceiver> {
  const received: Received[] = [];
  const answers: WebReceiver['answers'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const answer = answers.shift() ?? 204;
      if (answer === 'cut') request.socket.destroy();
      else if (typeof answer === 'number') response.writeHead(answer).end();
      else if ('location' in answer) response.writeHead(307, answer).end();
      else response.writeHead(answer.status, { 'retry-after': answer.retryAfter }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    received,
    answers,
    close: () => new Promise((done) => void server.close(() => done())),
  };
}

export interface Mail {
  from: string;
  to: string[];
  text: string;
  /** Whether it came over TLS. */
  secure: boolean;
  user: string | undefined;
}

export interface MailReceiver {
  host: string;
  port: number;
  mails: Mail[];
  close(): Promise<void>;
}

/** A real SMTP server on this machine. */
export async function openMailReceiver(options: SMTPServerOptions = {}): Promise<MailReceiver> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onAuth: ({ username, password }, _, done) =>
      password === 'the mail password' ? done(null, { user: username }) : done(new Error('wrong')),
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text,
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const { port } = server.server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    mails,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

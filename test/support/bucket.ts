import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';

export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** AWS Signature Version 4, computed anew from what arrived. */
function signatureOf({ method, path, headers, body }: Received, secret: string): string {
  const [, scope, signed] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const [day, region, service] = (scope ?? '').split('/');
  const names = (signed ?? '').split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) throw new Error('too little is signed');
  const canonical = [
    method,
    path,
    '',
    ...names.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    signed,
    body === '' ? headers['x-amz-content-sha256'] : sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (from, part) => mac(from, part ?? ''),
    `AWS4${secret}`,
  );
  return mac(key, text).toString('hex');
}

/** A store of objects that checks signatures, and a webhook below /hook; both on this machine only. */
export class TestBucket {
  readonly objects = new Map<string, string>();
  readonly received: Received[] = [];
  /** Answers every request with it while set. */
  failure: number | undefined;
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static readonly access = { accessKeyId: 'AKIDTEST', secretAccessKey: 'a secret', region: 'eu-test-1' };

  static async start(): Promise<TestBucket> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
    const { port } = server.address() as { port: number };
    const bucket = new TestBucket(server, `http://127.0.0.1:${port}`);
    server.on('request', async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { method = '', url: path = '', headers } = request;
      bucket.received.push({ method, path, headers, body });
      const [status, text] = bucket.answer({ method, path, headers, body });
      response.writeHead(status, status === 302 ? { location: `${bucket.url}/elsewhere` } : {}).end(text);
    });
    return bucket;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: Received): [number, string] {
    const { method, path, headers, body } = request;
    if (this.failure !== undefined) return [this.failure, 'no'];
    if (path.startsWith('/hook')) return [204, ''];
    const signature = /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '')?.[1];
    if (signature !== signatureOf(request, TestBucket.access.secretAccessKey))
      return [403, 'SignatureDoesNotMatch'];
    if (method === 'PUT') {
      if (createHash('md5').update(body).digest('base64') !== headers['content-md5'])
        return [400, 'BadDigest'];
      this.objects.set(path, body);
      return [200, ''];
    }
    const found = this.objects.get(path);
    return found === undefined ? [404, 'NoSuchKey'] : [200, found];
  }
}

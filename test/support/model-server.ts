import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface AskedModel {
  path: string;
  authorization: string | undefined;
  body: { model: string; input?: string[]; messages?: { role: string; content: string }[] };
}

/** What the next request gets in place of an answer: a status with headers, a body, or a connection that is cut. */
type Instead = 'cut' | { status?: number; headers?: Record<string, string>; body?: unknown };

export interface ModelServer {
  /** Without a path. */
  url: string;
  asked: AskedModel[];
  instead: Instead[];
  /** Every request gets this, once `instead` is used up. */
  always: Instead | undefined;
  /** Length of its vectors. */
  dimension: number;
  /** What it says in a conversation. */
  says: string;
  close(): Promise<void>;
}

/** A real server on this machine that speaks like OpenAI's, with a model that is the same every time. */
export async function openModelServer(): Promise<ModelServer> {
  const model: ModelServer = {
    url: '',
    asked: [],
    instead: [],
    always: undefined,
    dimension: 64,
    says: '',
    close: () => new Promise((done) => void server.close(() => done())),
  };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const body = JSON.parse(text) as AskedModel['body'];
      model.asked.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      const instead = model.instead.shift() ?? model.always;
      if (instead === 'cut') return void request.socket.destroy();
      if (instead) return answer(response, instead.body, instead.status, instead.headers);
      if (body.messages) {
        return answer(response, { choices: [{ message: { role: 'assistant', content: model.says } }] });
      }
      // In another order than it was asked in: the index says which is which.
      const data = (body.input ?? []).map((said, index) => ({
        index,
        embedding: vectorOf(said, model.dimension),
      }));
      answer(response, { object: 'list', model: body.model, data: data.reverse() });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  model.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return model;
}

function answer(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
}

/** Each word has a direction by its letters. */
function vectorOf(text: string, dimension: number): number[] {
  const vector = new Array<number>(dimension).fill(0.01);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    let hash = 7;
    for (const letter of word) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    const at = (hash >>> 8) % dimension;
    vector[at] = (vector[at] ?? 0) + ((hash & 1) === 0 ? 1 : -1);
  }
  return vector;
}

import type { ProblemCode } from '../../../backend/src/contract/problem.js';
import { type Answer, ApiProblem, address, type CallInput, type SendKey } from './api';

/** Sends a file as it is and says how much of it has left; `fetch` cannot. Throws ApiProblem; abort ends it. */
export function upload<Key extends SendKey>(
  key: Key,
  input: CallInput<Key>,
  file: Blob,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Answer<Key>> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open(key.slice(0, key.indexOf(' ')), address(key, input));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      if (request.status < 300) done(request.response as Answer<Key>);
      else fail(problemOf(request));
    };
    request.onerror = () => fail(new ApiProblem(0, 'unreachable', 'Baton does not answer', undefined));
    request.onabort = () => fail(new DOMException('given up', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function problemOf({ status, statusText, response }: XMLHttpRequest): ApiProblem {
  const { code, title, detail } = (response ?? {}) as Record<string, string | undefined>;
  return new ApiProblem(status, (code ?? 'internal') as ProblemCode, title ?? statusText, detail);
}

import { z } from 'zod';
import type { Endpoint } from '../config.js';
import { type Attempts, askEndpoint, EndpointError } from '../outgoing/ask-endpoint.js';

/** Texts of one request: servers that run on processors refuse more. */
export const textsPerRequest = 32;
/** Requests under way at a time. */
const atOnce = 2;
const mostDimensions = 8_192;

const answer = z.object({
  data: z.array(
    z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1).max(mostDimensions) }),
  ),
});

/**
 * Unit vectors of masked texts, in their order and all of one length, from an OpenAI-compatible `/v1/embeddings`
 * endpoint. What it answers is looked at as if anybody had written it. Throws EndpointError.
 */
export async function embedTexts(
  endpoint: Endpoint,
  texts: readonly string[],
  attempts: Attempts,
): Promise<Float32Array[]> {
  const batches = Array.from({ length: Math.ceil(texts.length / textsPerRequest) }, (_, i) =>
    texts.slice(i * textsPerRequest, (i + 1) * textsPerRequest),
  );
  const found: Float32Array[] = [];
  for (let at = 0; at < batches.length; at += atOnce) {
    const some = batches.slice(at, at + atOnce).map((batch) => embedBatch(endpoint, batch, attempts));
    for (const vectors of await Promise.all(some)) found.push(...vectors);
  }
  if (new Set(found.map(({ length }) => length)).size > 1)
    throw new EndpointError('its vectors are not all of one length');
  return found;
}

async function embedBatch(
  endpoint: Endpoint,
  texts: readonly string[],
  attempts: Attempts,
): Promise<Float32Array[]> {
  const body = { model: endpoint.model, input: texts, encoding_format: 'float' };
  const parsed = answer.safeParse(await askEndpoint(endpoint, body, attempts));
  if (!parsed.success) throw new EndpointError('its answer is not a list of embeddings');
  const vectors = new Map(parsed.data.data.map(({ index, embedding }) => [index, unitOf(embedding)]));
  return texts.map((_, i) => {
    const vector = vectors.get(i);
    if (!vector) throw new EndpointError('it left texts out, or gave them no direction');
    return vector;
  });
}

/** Models differ in whether they do that themselves; the engine takes directions only. */
function unitOf(numbers: readonly number[]): Float32Array | undefined {
  const length = Math.hypot(...numbers);
  return length > 0 && Number.isFinite(length) ? Float32Array.from(numbers, (x) => x / length) : undefined;
}

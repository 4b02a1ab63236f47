import { z } from 'zod';
import type { Endpoint } from '../../config.js';
import { type Attempts, askEndpoint, EndpointError } from '../../outgoing/ask-endpoint.js';

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
 * endpoint; undefined for texts that it takes from nobody. What it answers is looked at as if anybody had written it.
 * Throws EndpointError.
 */
export async function embedTexts(
  endpoint: Endpoint,
  texts: readonly string[],
  attempts: Attempts,
): Promise<(Float32Array | undefined)[]> {
  const batches = Array.from({ length: Math.ceil(texts.length / textsPerRequest) }, (_, i) =>
    texts.slice(i * textsPerRequest, (i + 1) * textsPerRequest),
  );
  const found: (Float32Array | undefined)[] = [];
  for (let at = 0; at < batches.length; at += atOnce) {
    const some = batches.slice(at, at + atOnce).map((batch) => embedBatch(endpoint, batch, attempts));
    // Nothing is under way any more when this fails.
    for (const settled of await Promise.allSettled(some)) {
      if (settled.status === 'rejected') throw settled.reason;
      found.push(...settled.value);
    }
  }
  if (new Set(found.flatMap((vector) => vector?.length ?? [])).size > 1)
    throw new EndpointError('its vectors are not all of one length');
  return found;
}

/** Too long, or not understood: it may be one of several texts. */
const isAboutTexts = ({ status }: EndpointError) => status === 400 || status === 413 || status === 422;
/** So many texts cannot all be wrong. */
const enough = 4;

/** Looks for the text that is refused by halves, so that the others have their vectors. */
async function embedBatch(
  endpoint: Endpoint,
  texts: readonly string[],
  attempts: Attempts,
): Promise<(Float32Array | undefined)[]> {
  try {
    return await askForBatch(endpoint, texts, attempts);
  } catch (error) {
    if (!(error instanceof EndpointError) || !isAboutTexts(error)) throw error;
    if (texts.length === 1) return [undefined];
    const half = texts.length >> 1;
    const first = await embedBatch(endpoint, texts.slice(0, half), attempts);
    const second = await embedBatch(endpoint, texts.slice(half), attempts);
    const found = [...first, ...second];
    if (texts.length >= enough && found.every((vector) => vector === undefined)) throw error;
    return found;
  }
}

async function askForBatch(
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

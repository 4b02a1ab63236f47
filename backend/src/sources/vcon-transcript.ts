import { Node } from './node.js';
import { isRecord } from './source.js';
import { proseOf } from './words.js';

interface TranscriptTurn {
  at: number;
  party: number | undefined;
  text: string | undefined;
}

/** The shapes in which vendors put a transcript into an analysis: a list, or a list under one of these names. */
const lists = ['transcript', 'segments', 'messages', 'utterances', 'turns'];

/**
 * The turns of an analysis `transcript`: each with a time of its own, or with seconds from the dialog's start. Which
 * party spoke is a number that indexes the vCon's parties; anything else is nobody known.
 */
export function transcriptTurns(analysis: Node, start: number | undefined): TranscriptTurn[] {
  return elementsOf(analysis).flatMap((element) => {
    const at = timeOf(element, start);
    if (at === undefined) return [];
    const text = element.text('text', 'message', 'body', 'content');
    return [{ at, party: partyOf(element), text: proseOf(text, `${element.pointer}/text`) }];
  });
}

function elementsOf(analysis: Node): Node[] {
  const body = bodyOf(analysis);
  const list = Array.isArray(body)
    ? body
    : isRecord(body)
      ? lists.map((name) => body[name]).find((value) => Array.isArray(value))
      : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) =>
    isRecord(item) ? [new Node(item, analysis, `/body/${index}`)] : [],
  );
}

function bodyOf(analysis: Node): unknown {
  const body = analysis.raw('body');
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(
      analysis.text('encoding') === 'base64url' ? Buffer.from(body, 'base64url').toString() : body,
    ) as unknown;
  } catch {
    return undefined;
  }
}

/** Below a day in seconds it is an offset, else a time of its own. */
function timeOf(element: Node, start: number | undefined): number | undefined {
  const given = element.raw('start', 'begin', 'time', 'timestamp', 'start_time');
  if (typeof given !== 'number' || given >= 86_400)
    return element.time(['start', 'begin', 'time', 'timestamp', 'start_time']);
  return start === undefined || given < 0 ? undefined : start + Math.round(given * 1000);
}

function partyOf(element: Node): number | undefined {
  const given = element.raw('party', 'parties', 'speaker', 'originator');
  const party: unknown = Array.isArray(given) ? given[0] : given;
  return typeof party === 'number' && Number.isInteger(party) && party >= 0 ? party : undefined;
}

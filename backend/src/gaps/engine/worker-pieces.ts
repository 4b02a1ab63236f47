import type { DiscoverOptions, Discovery, FoundGap } from './discover.js';
import type { Escalation } from './escalation.js';
import type { Guidance } from './utterances.js';

/** Copying a message between threads holds both of them; pieces of this many rows hold them a few milliseconds. */
const pieceSize = 4_000;

type Rows<Map> = Map extends ReadonlyMap<string, infer Value> ? [string, Value][] : never;

/** Some escalations, with what is known of them. */
export interface Piece {
  escalations: readonly Escalation[];
  pins: Rows<Guidance['pins']>;
  rejected: Rows<Guidance['rejected']>;
  needs: Rows<Guidance['needs']>;
  before: Rows<Guidance['before']>;
  dense: Rows<Guidance['dense']>;
  settings: Pick<DiscoverOptions, 'leastSize' | 'sample'>;
  last: boolean;
}

export function* cutQuestion(escalations: readonly Escalation[], options: DiscoverOptions): Generator<Piece> {
  const { pins, rejected, needs, before, dense, ...settings } = options;
  for (let from = 0; from === 0 || from < escalations.length; from += pieceSize) {
    const part = escalations.slice(from, from + pieceSize);
    const known = <Value>(map: ReadonlyMap<string, Value> | undefined): [string, Value][] =>
      map
        ? part.flatMap(({ handoffKey }) =>
            map.has(handoffKey) ? [[handoffKey, map.get(handoffKey) as Value] as [string, Value]] : [],
          )
        : [];
    yield {
      escalations: part,
      pins: known(pins),
      rejected: known(rejected),
      needs: known(needs),
      before: known(before),
      dense: known(dense),
      settings,
      last: from + pieceSize >= escalations.length,
    };
  }
}

/** The question put together again. */
export class Gathered {
  readonly escalations: Escalation[] = [];
  private readonly pins = new Map<string, string>();
  private readonly rejected = new Map<string, readonly string[]>();
  private readonly needs = new Map<string, string>();
  private readonly before = new Map<string, string>();
  private readonly dense = new Map<string, Float32Array>();
  private settings: Piece['settings'] = {};

  add(piece: Piece): void {
    for (const escalation of piece.escalations) this.escalations.push(escalation);
    for (const [key, value] of piece.pins) this.pins.set(key, value);
    for (const [key, value] of piece.rejected) this.rejected.set(key, value);
    for (const [key, value] of piece.needs) this.needs.set(key, value);
    for (const [key, value] of piece.before) this.before.set(key, value);
    for (const [key, value] of piece.dense) this.dense.set(key, value);
    this.settings = piece.settings;
  }

  options(): DiscoverOptions {
    const { pins, rejected, needs, before, dense } = this;
    return { ...this.settings, pins, rejected, needs, before, dense };
  }
}

const lists = ['members', 'also', 'founders'] as const;

/** Part of an answer: a gap without its lists, part of a list of the last gap, or what remains, which comes last. */
export type AnswerPiece =
  | { kind: 'gap'; gap: FoundGap }
  | { kind: 'list'; list: (typeof lists)[number]; items: FoundGap[(typeof lists)[number]] }
  | { kind: 'rest'; rest: Omit<Discovery, 'gaps'> };

export function* cutAnswer({ gaps, ...rest }: Discovery): Generator<AnswerPiece> {
  for (const gap of gaps) {
    yield { kind: 'gap', gap: { ...gap, members: [], also: [], founders: [] } };
    for (const list of lists) {
      for (let from = 0; from < gap[list].length; from += pieceSize) {
        yield { kind: 'list', list, items: gap[list].slice(from, from + pieceSize) as FoundGap[typeof list] };
      }
    }
  }
  yield { kind: 'rest', rest };
}

/** Adds a piece to the gaps so far; answers the whole with the last one. */
export function joinAnswer(gaps: FoundGap[], piece: AnswerPiece): Discovery | undefined {
  if (piece.kind === 'rest') return { ...piece.rest, gaps };
  if (piece.kind === 'gap') gaps.push(piece.gap);
  else {
    const list = gaps.at(-1)?.[piece.list] as unknown[] | undefined;
    for (const item of piece.items) list?.push(item);
  }
  return undefined;
}

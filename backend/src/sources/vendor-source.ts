import { BoundedMap } from './bounded-map.js';
import type { Slot } from './memory.js';
import { Node } from './node.js';
import { Reasons } from './reasons.js';
import { isRecord, mapEach, Refusal, type Source, type SourceOptions, type Understood } from './source.js';

/** What an adapter is given for one import. */
export interface Reading {
  /** The `source` of the events. */
  source: string;
  reasons: Reasons;
  /** Whether a tool, action or intent of this name hands over to a human. */
  handsOver(name: string | undefined): boolean;
  options: SourceOptions;
  /** What is known of earlier records, each kind under a name of its own. */
  remember: <V>(slot: string) => Slot<V>;
}

interface Declaration extends Omit<Source, 'read'> {
  /** Called once per import: what the function that it gives remembers is the state of that import. */
  begin(reading: Reading): (record: Node) => Understood;
}

/** A source that reads its records one by one, each a JSON object. */
export function vendorSource({ begin, ...source }: Declaration): Source {
  return {
    ...source,
    read(records, options) {
      const names = options.handoffTools ?? source.handoffTools ?? [];
      const tools = new Set(names.map((name) => name.toLowerCase()));
      const map = begin({
        source: options.source,
        reasons: new Reasons(source.reasons, options.reasons),
        handsOver: (name) => name !== undefined && tools.has(name.toLowerCase()),
        options,
        remember: <V>(slot: string) => options.memory?.slot<V>(slot) ?? new BoundedMap<V>(),
      });
      return mapEach(records, (value) => {
        if (!isRecord(value)) throw new Refusal('a record must be a JSON object');
        try {
          return map(new Node(value));
        } catch (error) {
          if (error instanceof RangeError) throw new Refusal('the record is nested too deeply');
          throw error;
        }
      });
    },
  };
}

export const ignored = (what: string): Understood => ({ events: [], ignored: what });

import { useRoute, useSend } from '../../lib/queries';
import type { Options } from './import-words';

const touched = ['GET /api/connections'] as const;

/** What is kept about sources by name, and how more is kept. */
export function useKnownSources() {
  const { data: sources = [] } = useRoute('GET /api/connections', {});
  const create = useSend('POST /api/connections', touched);
  const change = useSend('PATCH /api/connections/:name', touched);
  return {
    sources,
    /** How files of this source were read before. */
    of: (name: string): Partial<Options> => {
      const known = sources.find((source) => source.name === name.trim());
      if (!known) return {};
      return { format: known.format, ...(known.mapping ? { mapping: known.mapping } : {}) };
    },
    /** The columns of a table, under its source's name; a source that reads another format is left alone. */
    keep: ({ source, mapping }: Options): void => {
      if (source === undefined || mapping === undefined) return;
      const known = sources.find(({ name }) => name === source);
      if (!known) create.mutate({ body: { name: source, format: 'csv', mapping } });
      else if (known.format === 'csv') change.mutate({ params: { name: source }, body: { mapping } });
    },
  };
}

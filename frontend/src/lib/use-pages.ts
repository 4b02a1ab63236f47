import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { type Answer, type ApiProblem, type CallInput, call, type ReadKey } from './api';

/** Routes that answer page by page: `next` of one page is `before` of the following one. */
type PageKey = {
  [Key in ReadKey]: Answer<Key> extends { items: unknown[]; next: string | number | null }
    ? CallInput<Key> extends { query: { before?: unknown } }
      ? Key
      : never
    : never;
}[ReadKey];
type PageOf<Key extends PageKey> = Answer<Key> & { items: unknown[]; next: string | number | null };
type QueryOf<Key extends PageKey> = Omit<CallInput<Key>['query'], 'before' | 'limit'>;

export interface Pages<Key extends PageKey> {
  /** Of all pages that were read, newest first. */
  items: PageOf<Key>['items'];
  newest: Answer<Key>;
}

/** Reads a list that grows downwards; `fetchNextPage` reads what is older. */
export function usePages<Key extends PageKey>(key: Key, query: QueryOf<Key>, limit = 50) {
  return useInfiniteQuery<
    Answer<Key>,
    ApiProblem,
    Pages<Key>,
    readonly unknown[],
    string | number | undefined
  >({
    queryKey: [key, query, 'pages', limit],
    queryFn: ({ pageParam, signal }) =>
      call(key, { query: { ...query, limit, before: pageParam } } as unknown as CallInput<Key>, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => (page as PageOf<Key>).next ?? undefined,
    placeholderData: keepPreviousData,
    select: ({ pages }) => ({
      items: (pages as PageOf<Key>[]).flatMap((page) => page.items) as PageOf<Key>['items'],
      newest: pages[0] as Answer<Key>,
    }),
  });
}

import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { type Answer, ApiProblem, type CallInput, call, type ReadKey, type SendKey } from './api';

/** Server state of the whole page. A refusal is an answer and not asked for again; a silence is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status === 503),
    },
  },
});

interface ReadOptions<Data> {
  enabled?: boolean;
  /** Milliseconds between polls; may depend on the last answer. */
  every?: number | false | ((last: Data | undefined) => number | false);
  /** Show the last answer while another range or filter is fetched, so that nothing jumps. */
  keep?: boolean;
}

/** Reads a route of the contract: `useRoute('GET /api/handoffs', { query: { view: 'waiting' } })`. */
export function useRoute<Key extends ReadKey>(
  key: Key,
  input: CallInput<Key>,
  { enabled = true, every = false, keep = true }: ReadOptions<Answer<Key>> = {},
): UseQueryResult<Answer<Key>, ApiProblem> {
  return useQuery<Answer<Key>, ApiProblem>({
    queryKey: [key, input],
    queryFn: ({ signal }) => call(key, input, signal),
    enabled,
    refetchInterval: typeof every === 'function' ? ({ state }) => every(state.data) : every,
    placeholderData: keep ? (keepPreviousData as never) : undefined,
  });
}

/** Sends to a route of the contract; afterwards what was read from `touches` is read again. */
export function useSend<Key extends SendKey>(
  key: Key,
  touches: readonly ReadKey[] = [],
): UseMutationResult<Answer<Key>, ApiProblem, CallInput<Key>> {
  const client = useQueryClient();
  return useMutation<Answer<Key>, ApiProblem, CallInput<Key>>({
    mutationFn: (input) => call(key, input),
    onSuccess: () => Promise.all(touches.map((read) => client.invalidateQueries({ queryKey: [read] }))),
  });
}

/** Asks a route that only answers but takes a body, such as a preview: read like any other, once per body. */
export function useQuestion<Key extends SendKey>(
  key: Key,
  input: CallInput<Key> | null,
): UseQueryResult<Answer<Key>, ApiProblem> {
  return useQuery<Answer<Key>, ApiProblem>({
    queryKey: [key, input],
    queryFn: ({ signal }) => call(key, input as CallInput<Key>, signal),
    enabled: input !== null,
    placeholderData: keepPreviousData as never,
  });
}

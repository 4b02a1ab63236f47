import { type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import type { Role } from '../../../backend/src/contract/roles.js';
import type { Answer, ApiProblem, CallInput, SendKey } from './api';
import { setPurpose } from './purpose';
import { useRoute, useSend } from './queries';

export type Session = Answer<'GET /api/session'>;

export type SessionState =
  | { state: 'loading' }
  | { state: 'signed-out' }
  | { state: 'failed'; problem: ApiProblem }
  | { state: 'signed-in'; session: Session };

/** Who is signed in. */
export function useSession(): SessionState {
  const { data, error } = useRoute('GET /api/session/current', {}, { every: 5 * 60_000 });
  if (data) return data.session ? { state: 'signed-in', session: data.session } : { state: 'signed-out' };
  return error ? { state: 'failed', problem: error } : { state: 'loading' };
}

/** Whether the signed-in person has one of the roles; pass a list of contract/roles.ts. */
export function useMay(roles: readonly Role[]): boolean {
  const session = useSession();
  return session.state === 'signed-in' && roles.includes(session.session.role);
}

/** Signs in; everything that was read as somebody else is forgotten. */
export function useSignIn() {
  return useForgetAfter<'POST /api/session'>(useSend('POST /api/session'));
}

/** Signs out; nothing that was read stays in the browser. */
export function useSignOut() {
  return useForgetAfter<'DELETE /api/session'>(useSend('DELETE /api/session'));
}

function useForgetAfter<Key extends SendKey>(
  mutation: UseMutationResult<Answer<Key>, ApiProblem, CallInput<Key>>,
) {
  const client = useQueryClient();
  return {
    mutation,
    run: async (input: CallInput<Key>): Promise<Answer<Key>> => {
      const answer = await mutation.mutateAsync(input);
      setPurpose('');
      await client.resetQueries();
      return answer;
    },
  };
}

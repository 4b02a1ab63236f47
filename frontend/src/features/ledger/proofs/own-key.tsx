import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { readKey } from '../verify/check-note';
import { useBrought } from './brought';

/** Where an auditor puts a verifier key that did not come from this server. */
export function OwnKey() {
  const [key, setKey] = useBrought('key');
  const { data } = useQuery({
    queryKey: ['readable key', key],
    queryFn: async () => ((await readKey(key)) ? 'readable' : 'not readable'),
    enabled: key !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <TextInput
      label="Your own verifier key"
      description="From the operator’s contract, a colleague, an earlier visit. Stays in this tab, is never sent."
      placeholder="name+id+key"
      value={key}
      error={data === 'not readable' && 'This is no Ed25519 verifier key, or not the one its id names'}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setKey(event.currentTarget.value.trim())}
    />
  );
}

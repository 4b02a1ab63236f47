import { Button } from '@mantine/core';
import { admins } from '../../../../../backend/src/contract/roles.js';
import { Section } from '../../../components/panel';
import { useMay } from '../../../lib/session';
import { useUrlState } from '../../../lib/use-url-state';
import { ErasureList } from './erasure-list';
import { ErasureRecord } from './erasure-record';
import { ErasureSteps } from './erasure-steps';

/** Erasures that were done or refused, and the way to a new one. */
export default function ErasurePage() {
  const [open, setOpen] = useUrlState('new', 'no', ['no', 'yes']);
  const [record, setRecord] = useUrlState<string>('record', '');
  const mayErase = useMay(admins);
  const name = mayErase ? 'New erasure' : 'What would an erasure take?';
  return (
    <>
      {open === 'yes' ? (
        <Section
          title={mayErase ? 'Erase a person’s data' : 'What would an erasure take?'}
          subtitle="The keys go, and with them the words; hashes, proofs and counts stay true"
          aside={
            <Button variant="default" onClick={() => setOpen('no')}>
              Close
            </Button>
          }
        >
          <ErasureSteps mayErase={mayErase} />
        </Section>
      ) : null}
      {record !== '' && <ErasureRecord id={record} onClose={() => setRecord('')} />}
      <ErasureList
        aside={open === 'no' && <Button onClick={() => setOpen('yes')}>{name}</Button>}
        onOpen={setRecord}
      />
    </>
  );
}

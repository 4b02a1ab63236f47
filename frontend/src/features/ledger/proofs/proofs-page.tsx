import { Section } from '../../../components/panel';
import css from '../ledger.module.css';
import { ConsistencyPanel } from './consistency-panel';
import { OwnKey } from './own-key';
import { ProofFilePanel } from './proof-file-panel';

/** Proofs that are checked here and nowhere else: no verdict of the server is believed. */
export default function ProofsPage() {
  return (
    <>
      <ConsistencyPanel />
      <ProofFilePanel />
      <div className={css.screenOnly}>
        <Section
          title="Whose key do you trust?"
          subtitle="Without one of your own, signatures are checked with the keys that this server states"
        >
          <OwnKey />
        </Section>
      </div>
    </>
  );
}

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Section } from '../../../components/panel';
import { useRoute } from '../../../lib/queries';
import { saveFile } from '../../../lib/save-file';
import css from '../ledger.module.css';
import { utf8 } from '../verify/bytes';
import type { Entry } from './entry-answer';

/** What is hashed, to the byte, and the proof as a file for other verifiers. */
export function EntryBytes({ entry }: { entry: Entry }) {
  const status = useRoute('GET /api/ledger', {});
  const save = () =>
    saveFile(new Blob([utf8(entry.entry)], { type: 'application/json' }), `${entry.index}.json`);
  const Icon = <IconDownload size={14} aria-hidden />;
  return (
    <Section
      title="What are its bytes?"
      subtitle="SHA-256 of a zero byte and these bytes is the leaf hash"
      aside={
        <div className={`${css.buttons} ${css.screenOnly}`}>
          <Button variant="default" leftSection={Icon} onClick={save}>
            Bytes
          </Button>
          {entry.inclusion && status.data && (
            <Button
              component="a"
              href={`/log/${status.data.log}/entry/${entry.index}.tlog-proof`}
              download={`${entry.index}.tlog-proof`}
              variant="default"
              leftSection={Icon}
            >
              .tlog-proof
            </Button>
          )}
        </div>
      }
    >
      <div className={css.stack}>
        <pre className={css.note}>{entry.entry}</pre>
        {entry.inclusion && (
          <div>
            <h3 className={css.smallHead}>The checkpoint that covers it</h3>
            <pre className={css.note}>{entry.inclusion.note}</pre>
          </div>
        )}
      </div>
    </Section>
  );
}

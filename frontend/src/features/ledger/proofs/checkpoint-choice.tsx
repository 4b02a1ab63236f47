import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { TimeText } from '../../../components/time-text';
import { count } from '../../../lib/format';
import { useRoute } from '../../../lib/queries';
import { usePages } from '../../../lib/use-pages';
import { useUrlState } from '../../../lib/use-url-state';
import css from '../ledger.module.css';
import { readNote } from '../verify/check-note';
import { TextDrop } from './text-drop';

const pasted = 'pasted';

/** One of two checkpoints: of the list, by its size in the URL, or pasted. */
export function useCheckpointChoice(name: 'first' | 'second') {
  const [size, setSize] = useUrlState<string>(name, '');
  const [text, setText] = useState('');
  const signed = usePages('GET /api/ledger/checkpoints', {}, 200);
  const wanted = /^[1-9][0-9]{0,14}$/.test(size) ? Number(size) : null;
  // Every log continues an empty one: there is nothing to compare.
  const items = (signed.data?.items ?? []).filter((item) => item.size > 0);
  // A linked size may lie below those that are listed: it is asked for by itself.
  const isBelow = wanted !== null && signed.data !== undefined && !items.some((item) => item.size === wanted);
  const single = useRoute(
    'GET /api/ledger/checkpoints',
    { query: { before: (wanted ?? 0) + 1, limit: 1 } },
    { enabled: isBelow, keep: false },
  );
  const linked = isBelow ? single.data?.items.find((item) => item.size === wanted) : undefined;
  const found = items.find((item) => item.size === wanted) ?? linked;
  const note = readNote(size === pasted ? text : (found?.note ?? ''));
  return { size, setSize, text, setText, items: linked ? [...items, linked] : items, found, note };
}

function refusalOf(text: string): string {
  return readNote(`${text}\n`)
    ? 'The last line break is missing: add it'
    : 'This is no checkpoint in the strict form: nothing may be missing or added';
}

interface CheckpointChoiceProps {
  choice: ReturnType<typeof useCheckpointChoice>;
  label: string;
}

export function CheckpointChoice({ choice, label }: CheckpointChoiceProps) {
  const { size, setSize, text, setText, items, found, note } = choice;
  return (
    <div className={css.stack}>
      <NativeSelect
        label={label}
        value={size}
        onChange={(event) => setSize(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose' },
          { value: pasted, label: 'One that I paste' },
          ...items.map((item) => ({ value: String(item.size), label: `${count(item.size)} entries` })),
        ]}
      />
      {size === pasted && (
        <TextDrop
          label="Its note"
          description="Origin, size, root, a blank line, signatures: the whole text with its last line break"
          placeholder={'log.example/baton\n3\n…\n\n— log.example/baton …'}
          value={text}
          error={text !== '' && !note ? refusalOf(text) : undefined}
          onChange={setText}
        />
      )}
      {found && size !== pasted && (
        <p className={css.soft}>
          Signed <TimeText at={found.signedAt} />; root <code className={css.mono}>{found.root}</code>
        </p>
      )}
      {size !== '' && size !== pasted && !found && (
        <p className={css.soft}>This size is not among the signed ones.</p>
      )}
    </div>
  );
}

import { Autocomplete, Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { Section } from '../../components/panel';
import type { CallInput } from '../../lib/api';
import { count } from '../../lib/format';
import { useRoute } from '../../lib/queries';
import { useSelection } from '../gaps/use-selection';
import { useKeys } from '../handoffs/use-keys';
import { useRowKeys } from '../handoffs/use-row-keys';
import { Members } from './members';
import css from './review.module.css';
import { actsOf } from './review-acts';
import {
  kindNames,
  originWords,
  questionOf,
  type ReviewItem,
  readingText,
  reasonWords,
} from './review-words';

type Said = CallInput<'POST /api/review/items/:item/decision'>['body'];

interface ItemProps {
  item: ReviewItem;
  busy: boolean;
  decide: (said: Said) => void;
  skip: () => void;
}

const focusedKey = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key;

/** An item with its question and its answers, each by one key; a selection is answered by itself. */
export function ItemView({ item, busy, decide, skip }: ItemProps) {
  const [isTyping, setTyping] = useState<'relabel' | 'split' | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const selection = useSelection(item.members.map(({ handoffKey }) => handoffKey));
  const { chosen } = selection;
  const isMany = item.members.length > 1;
  const about = chosen.length > 0 && isMany ? { members: [...chosen] } : {};
  const give = (said: Said) => {
    if (!busy) decide({ ...said, ...about });
  };
  const split = () => {
    if (isMany && chosen.length > 0) setTyping('split');
  };
  const acts = actsOf(item, chosen.length, {
    accept: () => give({ verdict: 'accept' }),
    relabel: () => setTyping('relabel'),
    reject: () => give({ verdict: 'reject' }),
    split,
    skip: () => !busy && skip(),
  });
  useRowKeys(list, item.members.length, () => undefined);
  useKeys({
    ...Object.fromEntries(acts.map(({ key, act, off }) => [key, off ? () => undefined : act])),
    x: () => {
      const key = focusedKey();
      if (key && isMany) selection.flip(key);
    },
    ...Object.fromEntries(
      others(item).map(({ label }, i) => [String(i + 1), () => give({ verdict: 'relabel', label })]),
    ),
  });
  return (
    <Section
      flush
      title={`${questionOf(item)} ${item.label}?`}
      subtitle={
        <>
          {kindNames[item.kind]}. Label: {originWords[item.labelFrom]}. Asked because:{' '}
          {item.reasons.map((reason) => reasonWords[reason]).join('; ')}.
        </>
      }
    >
      {item.said.length > 0 && (
        <p className={css.said}>
          First: <b>{item.said[0] && readingText(item.said[0])}</b>. Second:{' '}
          <b>{item.said[1] && readingText(item.said[1])}</b>.
        </p>
      )}
      <Members item={item} list={list} selection={isMany ? selection : null} />
      <div className={css.bar}>
        {isTyping ? (
          <LabelForm
            verdict={isTyping}
            item={item}
            chosen={chosen.length}
            busy={busy}
            cancel={() => setTyping(null)}
            give={(label) => give(label === '' ? { verdict: 'split' } : { verdict: isTyping, label })}
          />
        ) : (
          <div className={css.acts}>
            {acts.map(({ key, label, act, off, isMain }) => (
              <Button
                key={key}
                variant={isMain ? 'filled' : 'default'}
                size="sm"
                disabled={busy || off}
                onClick={act}
                aria-keyshortcuts={key}
                leftSection={
                  <span className={css.key} aria-hidden>
                    {key}
                  </span>
                }
              >
                {label}
              </Button>
            ))}
          </div>
        )}
        <p className={css.soft}>
          {isMany
            ? 'j and k move, x chooses: what is chosen is answered by itself, the rest stays. '
            : 'Numbers relabel at once. '}
          z takes the last answer back. Accepted and relabelled examples go into datasets, rejected ones do
          not.
        </p>
      </div>
    </Section>
  );
}

/** Labels beside the proposed one, by number. */
export const others = ({ options, label }: ReviewItem) =>
  options.filter((option) => option.label !== label).slice(0, 4);

interface LabelFormProps {
  verdict: 'relabel' | 'split';
  item: ReviewItem;
  chosen: number;
  busy: boolean;
  cancel: () => void;
  give: (label: string) => void;
}

/** A label typed, completed over the intents that are known. */
function LabelForm({ verdict, item, chosen, busy, cancel, give }: LabelFormProps) {
  const [label, setLabel] = useState('');
  const known = useRoute('GET /api/review/labels', {});
  const near = item.options.map((option) => option.label);
  const rest = (known.data?.labels ?? []).map((one) => one.label).filter((one) => !near.includes(one));
  const typed = label.trim();
  return (
    <form
      className={css.labelForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '' || verdict === 'split') give(typed);
      }}
    >
      <Autocomplete
        autoFocus
        className={css.labelInput}
        aria-label={verdict === 'split' ? 'Label of what is split out, if it is known' : 'The right label'}
        placeholder={verdict === 'split' ? 'Their label, or nothing' : 'The right label'}
        value={label}
        onChange={setLabel}
        onKeyDown={(event) => event.key === 'Escape' && cancel()}
        data={[...near, ...rest]}
        limit={12}
        maxLength={120}
      />
      <Button type="submit" loading={busy} disabled={verdict === 'relabel' && typed === ''}>
        {verdict === 'split' ? `Split out ${count(chosen)}` : 'Relabel'}
      </Button>
      <Button variant="default" onClick={cancel}>
        Cancel
      </Button>
    </form>
  );
}

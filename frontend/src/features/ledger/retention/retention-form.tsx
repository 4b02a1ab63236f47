import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { admins } from '../../../../../backend/src/contract/roles.js';
import { Failure } from '../../../components/state';
import { type Answer, type ApiProblem, call } from '../../../lib/api';
import { useSend } from '../../../lib/queries';
import { useMay } from '../../../lib/session';
import css from '../ledger.module.css';
import { RetentionPreview } from './retention-preview';
import { classWords, type RetentionClass } from './retention-words';

type Rule = Answer<'GET /api/ledger/retention'>['rules'][number];
/** Days as they are typed; null: for ever. */
type Draft = Record<RetentionClass, string | null>;

const classes = Object.keys(classWords) as RetentionClass[];
const isDays = (text: string): boolean => /^[1-9][0-9]{0,4}$/.test(text) && Number(text) <= 36_500;

function draftOf(rules: readonly Rule[]): Draft {
  const days = (name: RetentionClass) => rules.find((rule) => rule.class === name)?.days ?? null;
  return Object.fromEntries(classes.map((name) => [name, days(name)?.toString() ?? null])) as Draft;
}

/** A change is shown what it would erase before it can be saved. */
export function RetentionForm({ rules }: { rules: readonly Rule[] }) {
  const saved = draftOf(rules);
  const [draft, setDraft] = useState(saved);
  const [shownFor, setShownFor] = useState('');
  const may = useMay(admins);
  const preview = useSend('POST /api/ledger/retention/preview');
  const save = useSave();
  const wrong = classes.some((name) => draft[name] !== null && !isDays(draft[name]));
  const drafted: Rule[] = classes.map((name) => ({
    class: name,
    days: draft[name] === null ? null : Number(draft[name]),
  }));
  const changed = drafted.filter((rule) => draft[rule.class] !== saved[rule.class]);
  const isShown = shownFor === JSON.stringify(drafted) && preview.data !== undefined;
  const show = () =>
    preview
      .mutateAsync({ body: { rules: drafted } })
      .then(() => setShownFor(JSON.stringify(drafted)))
      .catch(() => undefined);
  return (
    <div className={css.stack}>
      <ul className={css.rules}>
        {classes.map((name) => (
          <RuleRow
            key={name}
            name={name}
            days={draft[name]}
            onChange={(days) => setDraft({ ...draft, [name]: days })}
          />
        ))}
      </ul>
      {preview.error && <Failure problem={preview.error} />}
      {isShown && preview.data && <RetentionPreview items={preview.data} />}
      {save.error && (
        <p role="alert" className={css.bad}>
          Not saved: {save.error.message}
        </p>
      )}
      <div className={`${css.buttons} ${css.screenOnly}`}>
        <Button
          variant={isShown ? 'default' : 'filled'}
          disabled={wrong}
          loading={preview.isPending}
          onClick={show}
        >
          Show what these rules would erase
        </Button>
        {may ? (
          <Button
            disabled={!isShown || changed.length === 0}
            variant={isShown ? 'filled' : 'default'}
            loading={save.isPending}
            onClick={() => save.mutate(changed)}
          >
            Save
          </Button>
        ) : (
          <span className={css.soft}>An administrator can save other rules.</span>
        )}
      </div>
    </div>
  );
}

/** One rule after the other; what was saved before one is refused stays saved, and is read again. */
function useSave() {
  const client = useQueryClient();
  return useMutation<void, ApiProblem, Rule[]>({
    mutationFn: async (changed) => {
      for (const rule of changed) await call('PATCH /api/ledger/retention', { body: rule });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['GET /api/ledger/retention'] }),
  });
}

interface RuleRowProps {
  name: RetentionClass;
  days: string | null;
  onChange: (days: string | null) => void;
}

function RuleRow({ name, days, onChange }: RuleRowProps) {
  const { title, what } = classWords[name];
  return (
    <li className={css.rule}>
      <div>
        <div className={css.stepName}>{title}</div>
        <div className={css.soft}>{what}</div>
      </div>
      <Checkbox
        label="For ever"
        aria-label={`${title}: keep for ever`}
        checked={days === null}
        onChange={(event) => onChange(event.currentTarget.checked ? null : '365')}
      />
      <TextInput
        aria-label={`${title}: days`}
        inputMode="numeric"
        rightSection={<span className={css.soft}>days</span>}
        rightSectionWidth={44}
        value={days ?? ''}
        disabled={days === null}
        error={days !== null && !isDays(days) && '1 to 36500'}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
    </li>
  );
}

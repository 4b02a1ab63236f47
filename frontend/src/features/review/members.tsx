import { Button, Checkbox } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { Link } from 'wouter';
import { TimeText } from '../../components/time-text';
import { count, percent } from '../../lib/format';
import type { Selection } from '../gaps/use-selection';
import css from './review.module.css';
import type { Member, ReviewItem } from './review-words';

/** Of a long core: where it begins, and where it ends. */
const first = 6;
const last = 6;

interface MembersProps {
  item: ReviewItem;
  list: RefObject<HTMLOListElement | null>;
  /** Null: there is only one. */
  selection: Selection | null;
}

/** The most central of a core, and the least central, so that one sees where it ends. */
export function Members({ item: { members, label }, list, selection }: MembersProps) {
  const [all, setAll] = useState(false);
  const isLong = members.length > first + last + 2;
  const between = members.length - first - last;
  const head = isLong && !all ? members.slice(0, first) : members;
  const tail = isLong && !all ? members.slice(-last) : [];
  const row = (member: Member, index: number) => (
    <Row key={member.handoffKey} member={member} label={label} index={index} selection={selection} />
  );
  return (
    <ol className={css.members} ref={list}>
      {head.map((member, i) => row(member, i))}
      {tail.length > 0 && (
        <li className={css.between}>
          <Button variant="subtle" color="gray" size="xs" onClick={() => setAll(true)}>
            Show the {count(between)} between
          </Button>
          <span className={css.soft}>the least sure follow</span>
        </li>
      )}
      {tail.map((member, i) => row(member, first + i))}
    </ol>
  );
}

interface RowProps {
  member: Member;
  label: string;
  index: number;
  selection: Selection | null;
}

function Row({ member, label, index, selection }: RowProps) {
  const { handoffKey, text, resolvedIntent, botIntent, confidence, failedCode, answer } = member;
  const isOther = resolvedIntent !== null && resolvedIntent !== label;
  return (
    <li className={css.member} data-index={index} data-key={handoffKey}>
      {selection && (
        <Checkbox
          aria-label={`Choose: ${text}`}
          checked={selection.has(handoffKey)}
          onChange={() => selection.flip(handoffKey)}
        />
      )}
      <div className={css.memberBody}>
        <p className={selection ? css.words : css.wordsLarge}>{text}</p>
        {!selection && answer && (
          <p className={css.answer}>
            <span className={css.soft}>The human:</span> {answer}
          </p>
        )}
        <p className={css.facts}>
          <span>
            bot: {botIntent ?? 'no intent'}
            {confidence !== null && `, ${percent(confidence, 0)} sure`}
          </span>
          {failedCode && <span className={css.bad}>failed: {failedCode}</span>}
          <span className={isOther ? css.bad : undefined}>human: {resolvedIntent ?? 'not reported'}</span>
          {!selection && member.language && <span>{member.language}</span>}
          <TimeText at={member.at} />
          <Link data-row-link href={`/handoffs/${handoffKey}`}>
            Open handoff
          </Link>
        </p>
      </div>
    </li>
  );
}

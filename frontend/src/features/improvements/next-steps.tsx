import { useState } from 'react';
import { Link } from 'wouter';
import { CopyBox } from '../../components/copy-box';
import { Section } from '../../components/panel';
import { Empty } from '../../components/state';
import { curlLine } from '../first-run/first-events';
import type { Improvement } from './effect-words';
import css from './improvements.module.css';

/** Of one that is not released: what has to happen until its effect can be measured, and by whom. */
export function NextSteps({ improvement }: { improvement: Improvement }) {
  const { status, decided, dataset, releases } = improvement;
  const [now] = useState(() => Date.now());
  if (status === 'declined' || status === 'withdrawn') {
    return (
      <Section title="Did it work?">
        <Empty title={`It was ${status}`}>Nothing is measured of it.</Empty>
      </Section>
    );
  }
  return (
    <Section title="What happens next?" subtitle="It is not released yet; Baton changes nothing in the bot">
      <ol className={css.next}>
        <li>
          <b>{status === 'approved' && decided ? `Approved by ${decided.name}` : 'It is approved'}</b>
          {status !== 'approved' && (
            <span className={css.under}>
              An administrator does that on this page. Nobody approves what they proposed.
            </span>
          )}
        </li>
        <li>
          <b>The bot is changed and released</b>
          <span className={css.under}>
            By you or its own pipeline
            {dataset && (
              <>
                , with <Link href={`/datasets/${dataset.id}`}>{`${dataset.name} v${dataset.version}`}</Link>
              </>
            )}
            .
          </span>
        </li>
        <li>
          <b>The release is told</b>
          <span className={css.under}>
            By this event, with its version and time put in
            {releases.length > 0 && ', or under “It was released” here once it is approved'}.
          </span>
          <CopyBox label="The event of the release" text={releaseLine(improvement, now)} />
        </li>
        <li>
          <b>Its effect is measured every hour</b>
          <span className={css.under}>
            Escalations of the gap from the release on, against those of the bot’s other gaps.
          </span>
        </li>
      </ol>
    </Section>
  );
}

/** Tells the release that the improvement is in; version and key are for who sends it to put in. */
function releaseLine({ label, id, dataset, releases }: Improvement, now: number): string {
  const event = {
    specversion: '1.0',
    id: 'release-VERSION',
    source: 'releases',
    type: 'bot.released',
    time: new Date(now).toISOString(),
    data: {
      bot: releases[0]?.bot ?? 'BOT',
      version: 'VERSION',
      ...(dataset && { dataset_version: `${dataset.name} v${dataset.version}` }),
      improvements: [label ?? id],
    },
  };
  const text = JSON.stringify(event, null, 2);
  return curlLine(location.origin, 'YOUR_API_KEY', text, 'application/cloudevents+json');
}

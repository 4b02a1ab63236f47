import { Button } from '@mantine/core';
import { trainers } from '../../../../backend/src/contract/roles.js';
import { TimeText } from '../../components/time-text';
import { useRoute, useSend } from '../../lib/queries';
import { useMay } from '../../lib/session';
import type { Gap } from './gap-words';
import css from './gaps.module.css';

const title = ['GET /api/gaps/:id/title'] as const;
const named = [...title, 'GET /api/gaps', 'GET /api/gaps/:id'] as const;

/** A title that a model proposes when it is asked; it becomes the gap's name when a person says so, and never else. */
export function TitleProposal({ gap: { id } }: { gap: Pick<Gap, 'id'> }) {
  const may = useMay(trainers);
  const params = { id };
  const found = useRoute('GET /api/gaps/:id/title', { params }, { keep: false });
  const propose = useSend('POST /api/gaps/:id/title', title);
  const ignore = useSend('DELETE /api/gaps/:id/title', title);
  const accept = useSend('POST /api/gaps/:id/name', named);
  const { model = null, proposed = null } = found.data ?? {};
  if (proposed === null && (model === null || !may)) return null;
  const failure = accept.error ?? ignore.error ?? propose.error;
  return (
    <section className={css.proposal} aria-label="Proposed title">
      {proposed === null ? (
        <>
          <span className={css.soft}>{model} can propose a title. Masked examples of this gap go to it.</span>
          <Button
            size="xs"
            variant="default"
            loading={propose.isPending}
            onClick={() => propose.mutate({ params })}
          >
            Propose a title
          </Button>
        </>
      ) : (
        <>
          <span>
            <span className={css.tag}>Proposed by {proposed.model}</span> <b>{proposed.title}</b>{' '}
            <span className={css.soft}>
              <TimeText at={proposed.at} />, not the name of the gap unless somebody takes it
            </span>
          </span>
          {may && (
            <span className={css.actions}>
              <Button
                size="xs"
                loading={accept.isPending}
                onClick={() => accept.mutate({ params, body: { name: proposed.title } })}
              >
                Use it as the name
              </Button>
              <Button
                size="xs"
                variant="default"
                loading={ignore.isPending}
                onClick={() => ignore.mutate({ params })}
              >
                Ignore it
              </Button>
            </span>
          )}
        </>
      )}
      {failure && (
        <span role="alert" className={css.bad}>
          {failure.detail ?? failure.title}
        </span>
      )}
    </section>
  );
}

import { Section } from '../../../components/panel';
import { count } from '../../../lib/format';
import type { Entry } from '../entries/entry-answer';
import css from '../ledger.module.css';
import { type Note, readNote } from '../verify/check-note';
import { useBrought } from './brought';
import { Compared } from './consistency-panel';
import { OwnKey } from './own-key';
import { TextDrop } from './text-drop';

/** A key and a checkpoint that did not come from this server: the entry is checked against them, too. */
export function OwnCheckpoint({ entry }: { entry: Entry }) {
  const [text, setText] = useBrought('checkpoint');
  const own = readNote(text);
  const covering = readNote(entry.inclusion?.note ?? '');
  return (
    <div className={own ? undefined : css.screenOnly}>
      <Section
        title="Does it fit what you kept?"
        subtitle="A server that lies does so with its own keys and checkpoints. Yours stay in this tab and are never sent"
      >
        <div className={css.two}>
          <div className={`${css.stack} ${css.screenOnly}`}>
            <OwnKey />
            <TextDrop
              label="A checkpoint that you kept"
              description="Older or newer than the one above; the whole text with its last line break"
              value={text}
              error={
                text !== '' && !own
                  ? 'This is no checkpoint in the strict form: nothing may be missing or added'
                  : undefined
              }
              onChange={setText}
            />
          </div>
          {own && covering ? (
            <div>
              <Reach entry={entry} own={own} />
              <Compared pair={[own, covering]} />
            </div>
          ) : (
            <p className={`${css.soft} ${css.screenOnly}`}>
              Paste a key and its signature is looked for above. Paste a checkpoint and its consistency with
              the one above is shown here.
            </p>
          )}
        </div>
      </Section>
    </div>
  );
}

/** What the kept checkpoint says about this entry, if the two belong to one history. */
function Reach({ entry, own }: { entry: Entry; own: Note }) {
  return (
    <p className={css.plain}>
      {own.size > entry.index
        ? `Your checkpoint of ${count(own.size)} entries covers entry ${entry.index}: if the steps below hold, it stood there when yours was signed.`
        : `Entry ${entry.index} came after your checkpoint of ${count(own.size)} entries: the steps below show that nothing before it changed.`}
    </p>
  );
}

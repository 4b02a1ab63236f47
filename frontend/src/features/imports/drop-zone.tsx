import { Button, Progress } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { percent } from '../../lib/format';
import { sizeText } from './import-words';
import css from './imports.module.css';
import { useUpload } from './use-upload';

/** Where files are dropped, or chosen. They are read without writing first. */
export function DropZone({ room }: { room: { most: number; taken: number } | undefined }) {
  const { under, problem, bring, giveUp } = useUpload();
  const [isOver, setOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null): void => {
    const files = [...(list ?? [])];
    if (files.length > 0) void bring(files);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  if (under) {
    const share = under.bytes > 0 ? under.sent / under.bytes : 0;
    return (
      <div className={css.zone} role="status">
        <p className={css.zoneTitle}>
          Sending {under.name}
          {under.files > 1 && `, file ${under.number} of ${under.files}`}
        </p>
        <Progress value={share * 100} className={css.bar} aria-label="Sent" />
        <p className={css.soft}>
          {sizeText(under.sent)} of {sizeText(under.bytes)}, {percent(share, 0)}
        </p>
        <Button variant="default" onClick={giveUp}>
          Give up
        </Button>
      </div>
    );
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard */}
      <div
        className={isOver ? `${css.zone} ${css.over}` : css.zone}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileImport size={28} stroke={1.4} aria-hidden className={css.zoneIcon} />
        <p className={css.zoneTitle}>Drop the log files of one source here</p>
        <p className={css.soft}>
          JSON, JSON lines or CSV, as they are, as gzip or as zip, of any size. Nothing is kept before you
          have seen what they hold.
        </p>
        <Button onClick={() => chooser.current?.click()}>Choose files</Button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label="Log files"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        {room && (
          <p className={css.faint}>
            Room for {sizeText(Math.max(0, room.most - room.taken))}. Larger files are read where they lie
            with <code>baton import</code>.
          </p>
        )}
      </div>
      {problem && (
        <p role="alert" className={css.bad}>
          {problem.title}. {problem.detail}
        </p>
      )}
    </>
  );
}

import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import {
  IconAntennaBars5,
  IconClipboardText,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useSession, useSignOut } from '../lib/session';
import classes from './account.module.css';
import { PurposeForm } from './purpose';

/**
 * Who is signed in; colour scheme, why records are read, settings and sign-out. The browser's own popover opens and closes it: a
 * positioning library would be a tenth of the shell.
 */
export function Account() {
  const session = useSession();
  const signOut = useSignOut();
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const [, go] = useLocation();
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const [asking, setAsking] = useState(false);
  if (session.state !== 'signed-in') return null;
  const { name, role } = session.session;
  const other = scheme === 'dark' ? 'light' : 'dark';
  const act = (action: () => unknown) => () => {
    panel.current?.hidePopover();
    action();
  };
  return (
    <>
      <button type="button" popoverTarget={id} className={classes.button} title={`Account of ${name}`}>
        <IconUser size={18} stroke={1.6} aria-hidden />
        <span className="unseen">Account of</span>
        <span className={classes.who}>
          <span className={classes.name}>{name}</span>
          <span className={classes.role}>{role}</span>
        </span>
      </button>
      <div ref={panel} id={id} popover="auto" className={classes.panel}>
        <p className={classes.label}>
          {name}, {role}
        </p>
        <Item
          icon={scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={act(() => setColorScheme(other))}
        >
          {other === 'dark' ? 'Dark' : 'Light'} colours
        </Item>
        <Item icon={<IconClipboardText size={16} />} onClick={() => setAsking(!asking)} expanded={asking}>
          Purpose of access…
        </Item>
        {asking && <PurposeForm onDone={act(() => setAsking(false))} />}
        <Item icon={<IconAntennaBars5 size={16} />} onClick={act(() => go('/start'))}>
          Connect a source
        </Item>
        <Item icon={<IconSettings size={16} />} onClick={act(() => go('/settings'))}>
          Settings
        </Item>
        <Item icon={<IconLogout size={16} />} onClick={act(() => signOut.run({}))}>
          Sign out
        </Item>
      </div>
    </>
  );
}

interface ItemProps {
  icon: ReactNode;
  onClick: () => void;
  /** Of an item that opens something below it. */
  expanded?: boolean;
  children: ReactNode;
}

function Item({ icon, onClick, expanded, children }: ItemProps) {
  return (
    <button type="button" className={classes.item} onClick={onClick} aria-expanded={expanded}>
      {icon}
      <span>{children}</span>
    </button>
  );
}

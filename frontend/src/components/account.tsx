import { Menu, UnstyledButton, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconAntennaBars5, IconLogout, IconMoon, IconSettings, IconSun, IconUser } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useSession, useSignOut } from '../lib/session';
import classes from './account.module.css';

/** Who is signed in; colour scheme, settings and sign-out. */
export function Account() {
  const session = useSession();
  const signOut = useSignOut();
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const [, go] = useLocation();
  if (session.state !== 'signed-in') return null;
  const { name, role } = session.session;
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <Menu position="right-end" width={200} withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.button} title={`Account of ${name}`}>
          <IconUser size={18} stroke={1.6} aria-hidden />
          <span className="unseen">Account of</span>
          <span className={classes.who}>
            <span className={classes.name}>{name}</span>
            <span className={classes.role}>{role}</span>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}, {role}
        </Menu.Label>
        <Menu.Item
          leftSection={scheme === 'dark' ? <IconSun size={14} /> : <IconMoon size={14} />}
          onClick={() => setColorScheme(other)}
        >
          {other === 'dark' ? 'Dark' : 'Light'} colours
        </Menu.Item>
        <Menu.Item leftSection={<IconAntennaBars5 size={14} />} onClick={() => go('/start')}>
          Connect a source
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={14} />} onClick={() => go('/settings')}>
          Settings
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => signOut.run({})}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

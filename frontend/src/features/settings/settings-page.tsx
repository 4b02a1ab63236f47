import { admins } from '../../../../backend/src/contract/roles.js';
import { Page } from '../../components/page';
import { Section } from '../../components/panel';
import { NoPermission } from '../../components/state';
import { useMay, useSession } from '../../lib/session';
import { AccountsPanel } from './accounts-panel';
import { CostsPanel } from './costs-panel';
import { KeysPanel } from './keys-panel';
import { OwnPassword } from './password-forms';

/** Who may come in, as people and as programs, and what things cost. */
export default function SettingsPage() {
  const session = useSession();
  const isAdmin = useMay(admins);
  return (
    <Page title="Settings" question="Who may come in, and what do things cost?" inTurn>
      {session.state === 'signed-in' && (
        <Section title="You" aside={<OwnPassword email={session.session.email} />}>
          {session.session.name}, {session.session.email}, {session.session.role}
        </Section>
      )}
      {isAdmin ? (
        <>
          <CostsPanel />
          <AccountsPanel />
          <KeysPanel />
        </>
      ) : (
        <Section title="Costs, accounts and API keys">
          <NoPermission needs="administrator" />
        </Section>
      )}
    </Page>
  );
}

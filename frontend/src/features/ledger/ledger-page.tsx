import { Page } from '../../components/page';

export default function LedgerPage() {
  return <Page title="Ledger">{null}</Page>;
}

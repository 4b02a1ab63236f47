import { Page } from '../../components/page';

export default function EntryPage() {
  return <Page title="Entry">{null}</Page>;
}

import { Page } from '../../components/page';

export default function HandoffPage() {
  return <Page title="Handoff">{null}</Page>;
}

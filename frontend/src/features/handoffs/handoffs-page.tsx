import { Page } from '../../components/page';

export default function HandoffsPage() {
  return <Page title="Handoffs">{null}</Page>;
}

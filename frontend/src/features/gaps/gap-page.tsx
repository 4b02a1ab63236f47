import { Page } from '../../components/page';

export default function GapPage() {
  return <Page title="Gap">{null}</Page>;
}

import { Page } from '../../components/page';

export default function GapsPage() {
  return <Page title="Gaps">{null}</Page>;
}

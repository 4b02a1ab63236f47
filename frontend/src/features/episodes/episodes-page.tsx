import { Page } from '../../components/page';

export default function EpisodesPage() {
  return <Page title="Episodes">{null}</Page>;
}

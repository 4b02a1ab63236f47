import { Page } from '../../components/page';

export default function FirstRunPage() {
  return <Page title="FirstRun">{null}</Page>;
}

import { Page } from '../../components/page';

export default function NewDatasetPage() {
  return <Page title="New dataset">{null}</Page>;
}

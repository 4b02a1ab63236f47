import { Page } from '../../components/page';

export default function DatasetsPage() {
  return <Page title="Datasets">{null}</Page>;
}

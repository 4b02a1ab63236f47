import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { Gate } from './components/gate';
import { Shell } from './components/shell';
import { NotFound } from './components/state';

const overview = () => import('./features/overview/overview-page');
const Overview = lazy(overview);
const Compare = lazy(() => import('./features/compare/compare-page'));
const Handoffs = lazy(() => import('./features/handoffs/handoffs-page'));
const Handoff = lazy(() => import('./features/handoffs/handoff-page'));
const Episodes = lazy(() => import('./features/episodes/episodes-page'));
const Conversation = lazy(() => import('./features/conversations/conversation-page'));
const Fidelity = lazy(() => import('./features/adjudication/fidelity-page'));
const Callbacks = lazy(() => import('./features/adjudication/callbacks-page'));
const Plans = lazy(() => import('./features/adjudication/plans-page'));
const Plan = lazy(() => import('./features/adjudication/plan-page'));
const Reading = lazy(() => import('./features/adjudication/review-page'));
const Review = lazy(() => import('./features/review/review-page'));
const Gaps = lazy(() => import('./features/gaps/gaps-page'));
const Gap = lazy(() => import('./features/gaps/gap-page'));
const Risk = lazy(() => import('./features/risk/risk-page'));
const Datasets = lazy(() => import('./features/datasets/datasets-page'));
const NewDataset = lazy(() => import('./features/datasets/new-dataset-page'));
const Dataset = lazy(() => import('./features/datasets/dataset-page'));
const Improvements = lazy(() => import('./features/improvements/improvements-page'));
const Improvement = lazy(() => import('./features/improvements/improvement-page'));
const Alerts = lazy(() => import('./features/alerts/alerts-page'));
const Sources = lazy(() => import('./features/sources/sources-page'));
const Source = lazy(() => import('./features/sources/source-page'));
const Ledger = lazy(() => import('./features/ledger/ledger-page'));
const Entry = lazy(() => import('./features/ledger/entries/entry-page'));
const Imports = lazy(() => import('./features/imports/imports-page'));
const Import = lazy(() => import('./features/imports/import-page'));
const Settings = lazy(() => import('./features/settings/settings-page'));
const FirstRun = lazy(() => import('./features/first-run/first-run-page'));

// The landing page's code is fetched while it is still being asked who is there.
if (window.location.pathname === '/') void overview();

/** Every page, behind the gate that asks for set-up and sign-in first. */
export function App() {
  return (
    <Gate>
      <Shell>
        <Switch>
          <Route path="/" component={Overview} />
          <Route path="/compare" component={Compare} />
          <Route path="/handoffs" component={Handoffs} />
          <Route path="/handoffs/:key" component={Handoff} />
          <Route path="/episodes" component={Episodes} />
          <Route path="/conversations/:key" component={Conversation} />
          <Route path="/fidelity" component={Fidelity} />
          <Route path="/fidelity/callbacks" component={Callbacks} />
          <Route path="/fidelity/samples" component={Plans} />
          <Route path="/fidelity/samples/:plan" component={Plan} />
          <Route path="/fidelity/samples/:plan/review" component={Reading} />
          <Route path="/gaps" component={Gaps} />
          <Route path="/gaps/:id" component={Gap} />
          <Route path="/review/:part?" component={Review} />
          <Route path="/risk/:part?" component={Risk} />
          <Route path="/datasets" component={Datasets} />
          <Route path="/datasets/new" component={NewDataset} />
          <Route path="/datasets/:id" component={Dataset} />
          <Route path="/improvements" component={Improvements} />
          <Route path="/improvements/:id" component={Improvement} />
          <Route path="/alerts" component={Alerts} />
          <Route path="/sources" component={Sources} />
          <Route path="/sources/:name" component={Source} />
          <Route path="/ledger/entries/:index" component={Entry} />
          <Route path="/ledger/:part?" component={Ledger} />
          <Route path="/imports" component={Imports} />
          <Route path="/imports/:id" component={Import} />
          <Route path="/settings" component={Settings} />
          <Route path="/start" component={FirstRun} />
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Shell>
    </Gate>
  );
}

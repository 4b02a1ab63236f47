// The direction of imports: contract <- pure <- db <- stores <- followers, services <- controllers <- the top.

/** Each may import those before it, never one after it. */
const chain = [
  'outgoing',
  'ledger',
  'ingest',
  'integrity',
  'follow',
  'access-log',
  'episodes',
  'metrics',
  'gaps',
  'datasets',
  'improvements',
  'detectors',
  'erasure',
  'handoffs',
  'adjudication',
  'review',
  'risk',
  'evidence',
  'alerts',
  'connections',
  'imports',
];
const aside = ['sources', 'simulate'];
const features = [...chain, ...aside];

const folder = (names) => names.map((name) => `^backend/src/${name}/`);
const edge = '[.](store|worker|service|controller|follower|interceptor|module)[.]ts$';
/** Files of a feature without such a suffix are pure, but for the two that generate SQL and the ledger's keys. */
const pure = {
  path: folder(features),
  pathNot: [edge, '^backend/src/(metrics/plan|datasets/select|ledger/keys)[.]ts$'],
};
const frameworks = ['@nestjs', 'typeorm', 'pg', 'pg-copy-streams', 'fastify', '@fastify', 'pino', 'rxjs'];

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

const layers = chain.map((feature, i) => {
  const mayRead = i < chain.indexOf('connections') ? [] : ['sources'];
  const later = [...chain.slice(i + 1), ...aside.filter((name) => !mayRead.includes(name))];
  return forbid(
    `${feature}-reads-only-what-comes-before`,
    'Features build on one another in one direction, so that each can be rebuilt from those before it alone.',
    { path: folder([feature]) },
    { path: folder(later) },
  );
});

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Two files that need each other are one file, or hide a third.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'contract-is-pure',
      'The browser imports it too: it may know zod and itself, and nothing of the server.',
      { path: '^backend/src/contract/' },
      { pathNot: '^(backend/src/contract/|node_modules/zod/)' },
    ),
    forbid(
      'core-knows-no-framework',
      'Hashing, folding, planning, statistics and formats are pure functions: testable without anything around them.',
      pure,
      { path: frameworks.map((name) => `^node_modules/${name}/`), dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'core-knows-no-edge',
      'Pure code is given what it needs; it does not fetch it from stores, services or the database.',
      pure,
      {
        path: [...folder(['db', 'http', 'access', 'schedule', 'cli']), edge],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'stores-know-no-services',
      'A store holds SQL and decides nothing, so nothing that decides may be called from it.',
      { path: '[.]store[.]ts$' },
      { path: '[.](service|follower|controller|module)[.]ts$' },
    ),
    forbid(
      'services-know-no-controllers',
      'What can be done must not depend on the way it is asked for.',
      { path: '[.](service|follower)[.]ts$' },
      { path: '[.](controller|module)[.]ts$' },
    ),
    forbid(
      'controllers-are-only-mounted',
      'A controller is one line between a route and a service; nothing else may lean on it.',
      { path: '^backend/src/', pathNot: '[.]module[.]ts$' },
      { path: '[.]controller[.]ts$' },
    ),
    ...layers,
    forbid(
      'sources-stay-aside',
      'An adapter turns a foreign record into events and knows nothing of what is later made of them.',
      { path: folder(['sources']) },
      { path: folder(chain.slice(chain.indexOf('follow'))) },
    ),
    forbid(
      'simulator-stays-aside',
      'The sample is made like any other input: from the contract, not from our own results.',
      { path: folder(['simulate']) },
      { path: folder(chain) },
    ),
    forbid(
      'database-knows-no-application',
      'It runs any statement for anybody; knowing who asks would turn the direction round.',
      { path: '^backend/src/db/' },
      { path: '^backend/src/', pathNot: '^backend/src/(db|contract)/|^backend/src/(config|turns)[.]ts$' },
    ),
    forbid(
      'http-knows-no-feature',
      'It binds a table of routes; what the routes do is none of its business.',
      { path: '^backend/src/http/' },
      { path: '^backend/src/', pathNot: '^backend/src/(http|db|contract)/|^backend/src/config[.]ts$' },
    ),
    forbid(
      'access-knows-no-feature',
      'Who may do something is decided by the route table alone, not by what it does.',
      { path: '^backend/src/access/' },
      { path: folder(features) },
    ),
    forbid(
      'nothing-leans-on-the-top',
      'The application, the schedule and the commands put everything together, so nothing may need them.',
      { path: folder([...features, 'contract', 'db', 'http', 'access']) },
      { path: '^backend/src/(schedule|cli|sample)/|^backend/src/(main|boot|app[.]module)[.]ts$' },
    ),
    forbid(
      'page-sees-only-the-contract',
      'Browser and server meet in the contract; anything else would end up in the bundle or leak.',
      { path: '^frontend/' },
      { path: '^(backend|migrations|test)/', pathNot: '^backend/src/contract/' },
    ),
    forbid(
      'server-knows-no-page',
      'The server serves files; which page they make is not its concern.',
      { path: '^(backend|migrations)/' },
      { path: '^frontend/' },
    ),
    forbid(
      'migrations-stand-alone',
      'A migration must do the same for ever, whatever becomes of the code.',
      { path: '^migrations/' },
      { path: '^(backend|frontend|test)/' },
    ),
    forbid(
      'product-needs-no-tests',
      'What runs in production may not depend on test code or development packages.',
      { path: '^(backend|migrations)/' },
      { path: '^test/' },
    ),
    forbid(
      'server-needs-no-development-packages',
      'The image is built without them.',
      { path: '^(backend/src|migrations)/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-barrels',
      'A file that only passes others on hides where things come from.',
      {},
      { path: '/index[.]tsx?$', pathNot: 'node_modules' },
    ),
    forbid(
      'everything-resolves',
      'An import that leads nowhere fails only when it is reached.',
      {},
      { couldNotResolve: true, pathNot: '[.](css|svg)$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'test/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};

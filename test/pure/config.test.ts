import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../backend/src/config.js';

test('nothing has to be set', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    port: 3000,
    host: 'localhost',
    publicUrl: 'http://localhost:3000',
    demo: false,
  });
  expect(config.dataDir).toMatch(/[\\/]data$/);
  expect(Object.isFrozen(config)).toBe(true);
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ BATON_PORT: '', DATABASE_URL: '' })).toMatchObject({
    port: 3000,
    databaseUrl: undefined,
  });
});

test('roles have a prefix unless there shall be none, and durability is no setting', () => {
  expect(loadConfig({})).toMatchObject({ databaseRoles: 'baton', requireDurable: true });
  expect(loadConfig({ BATON_DATABASE_ROLES: 'none' }).databaseRoles).toBeUndefined();
  expect(loadConfig({ BATON_REQUIRE_DURABLE: 'false', requireDurable: 'false' }).requireDurable).toBe(true);
});

test('an endpoint of a model needs its name, and may stand within the own network, in clear', () => {
  const [url, model] = ['http://embeddings:80/v1/embeddings', 'tiny'];
  expect(loadConfig({ EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model }).embeddings).toEqual({ url, model });
  expect(loadConfig({ EMBEDDINGS_MODEL: model }).embeddings).toBeUndefined();
  expect(() => loadConfig({ EMBEDDINGS_URL: url })).toThrow('EMBEDDINGS_MODEL');
  expect(() => loadConfig({ TITLES_URL: 'http://a:b@titles/', TITLES_MODEL: model })).toThrow('TITLES_URL');
});

test('the demonstration has a data folder of its own', () => {
  expect(loadConfig({ BATON_DEMO: 'true' }).dataDir).toMatch(/data[\\/]demo$/);
});

test('the public address decides origin and links', () => {
  const config = loadConfig({ BATON_PUBLIC_URL: 'https://baton.example.com/' });
  expect(config).toMatchObject({ publicUrl: 'https://baton.example.com', origin: 'baton.example.com/baton' });
});

test.each([
  ['BATON_PORT', '70000'],
  ['BATON_PORT', 'http'],
  ['BATON_PORT', '3000.5'],
  ['DATABASE_URL', 'mysql://localhost/x'],
  ['BATON_MIGRATION_URL', 'localhost'],
  ['BATON_DATABASE_ROLES', "x'; drop"],
  ['BATON_DATABASE_ROLES', 'Baton'],
  ['BATON_PUBLIC_URL', 'baton.example.com'],
  ['BATON_PUBLIC_URL', 'ftp://baton.example.com'],
  ['BATON_SESSION_DAYS', '1000'],
  ['BATON_DEMO', 'maybe'],
  ['BATON_SCHEDULE_SECONDS', '0'],
  ['BATON_LOG_LEVEL', 'loud'],
  ['BATON_CHECKPOINT_WEBHOOK', 'http://hooks.example.com/x'],
  ['BATON_CHECKPOINT_WEBHOOK', 'https://user:password@hooks.example.com/x'],
  ['BATON_CHECKPOINT_WEBHOOK', 'file:///etc/passwd'],
  ['BATON_CHECKPOINT_WEBHOOK', 'http://localhost.example.com/'],
  ['BATON_CHECKPOINT_S3', 'http://s3.example.com/bucket'],
  ['BATON_CHECKPOINT_S3', 'https://s3.example.com'],
  ['BATON_CHECKPOINT_S3', 'https://s3.example.com/bucket?x=1'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => loadConfig({ [name]: value })).toThrow(`  ${name}: `);
});

test('a bucket comes with who may write there, and an address on this machine needs no TLS', () => {
  const account = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  expect(loadConfig({ BATON_CHECKPOINT_S3: 'https://s3.example.com/bucket/log/', ...account })).toMatchObject(
    {
      checkpointBucket: { url: 'https://s3.example.com/bucket/log', region: 'us-east-1', accessKeyId: 'id' },
    },
  );
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    const url = `http://${host}:9000/bucket`;
    expect(loadConfig({ BATON_CHECKPOINT_S3: url, ...account }).checkpointBucket?.url).toBe(url);
  }
  expect(() => loadConfig({ BATON_CHECKPOINT_S3: 'https://s3.example.com/bucket' })).toThrow(
    'AWS_ACCESS_KEY_ID',
  );
  expect(loadConfig(account).checkpointBucket).toBeUndefined();
});

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
])('%s=%s is refused by name', (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(ConfigError);
  expect(() => loadConfig({ [name]: value })).toThrow(`  ${name}: `);
});

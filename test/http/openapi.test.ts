import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RouteSpec } from '../../backend/src/contract/route.js';
import { routes } from '../../backend/src/contract/routes.js';
import { startTestApp, type TestApp } from '../support/app.js';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp();
});
afterAll(() => fixture.close());

type Json = Record<string, unknown>;

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : references(item)));
}

test('the document names every route, and every reference leads somewhere', async () => {
  const { body } = await fixture.anonymous<Json>('GET', '/api/openapi.json');
  expect(body.openapi).toBe('3.1.1');
  const paths = body.paths as Record<string, Record<string, Json>>;
  const named = Object.values(paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
  expect(named.sort()).toEqual(Object.keys(routes).sort());
  const { schemas } = body.components as { schemas: Json };
  const known = new Set(Object.keys(schemas).map((name) => `#/components/schemas/${name}`));
  expect(references(body).filter((reference) => !known.has(reference))).toEqual([]);
  expect(JSON.stringify(body)).not.toContain('"~standard"');
});

test('path parameters are required, and a body has a shape', async () => {
  const { body } = await fixture.anonymous<Json>('GET', '/api/openapi.json');
  const paths = body.paths as Record<string, Record<string, Json>>;
  const change = paths['/api/users/{id}']?.patch;
  expect(change?.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }]);
  expect(JSON.stringify(change?.requestBody)).toContain('properties');
});

test('the page for people shows every route and runs no script', async () => {
  const { body, headers } = await fixture.anonymous<string>('GET', '/api/docs');
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  for (const spec of Object.values(routes) as RouteSpec[])
    expect(body).toContain(`${spec.method} ${spec.path}`);
  expect(body).not.toContain('<script');
});

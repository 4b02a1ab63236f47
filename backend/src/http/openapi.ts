import { z } from 'zod';
import { purposeHeader } from '../contract/access-log.js';
import { problemKinds } from '../contract/problem.js';
import type { RouteSpec } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { defaultStatus } from './route.js';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

/** Schemas with an id become components; one whose input and output differ has both. */
class Components {
  readonly schemas: Record<string, Json> = {
    Problem: {
      type: 'object',
      description: 'RFC 9457 problem document',
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        code: { enum: Object.keys(problemKinds) },
        detail: { type: 'string' },
        instance: { type: 'string' },
      },
      required: ['type', 'title', 'status', 'code'],
    },
  };

  schemaOf(schema: z.ZodType, io: Direction): Json {
    const { $schema, $defs, id, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    const renamed = new Map<string, string>();
    const definitions = Object.entries(($defs ?? {}) as Record<string, Json>);
    for (const [name, { id: _, ...definition }] of definitions)
      renamed.set(name, this.add(name, definition, io));
    const own = typeof id === 'string' ? { $ref: ref(this.add(id, rest, io)) } : rest;
    return relink(own, renamed) as Json;
  }

  private add(name: string, definition: Json, io: Direction): string {
    const known = this.schemas[name];
    const same =
      known === undefined || JSON.stringify(known) === JSON.stringify(relink(definition, new Map()));
    const key = same ? name : `${name}${io === 'input' ? 'Input' : 'Output'}`;
    this.schemas[key] = relink(definition, new Map()) as Json;
    return key;
  }
}

const ref = (name: string) => `#/components/schemas/${name}`;

function relink(value: unknown, renamed: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => relink(item, renamed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== '$ref' || typeof item !== 'string') return [key, relink(item, renamed)];
      const name = item.split('/').at(-1) ?? '';
      return [key, ref(renamed.get(name) ?? name)];
    }),
  );
}

/** OpenAPI has no name for the rest of a path: a client must leave its slashes as they are. */
const restName = 'rest';

function parameters(spec: RouteSpec, components: Components): Json[] {
  const places = [
    ['path', spec.params],
    ['query', spec.query],
  ] as const;
  return places.flatMap(([place, schema]) => {
    if (!schema) return [];
    const object = components.schemaOf(schema, 'input');
    const required = new Set((object.required as string[] | undefined) ?? []);
    return Object.entries((object.properties ?? {}) as Record<string, Json>).map(([name, property]) => ({
      name: name === '*' ? restName : name,
      in: place,
      required: place === 'path' || required.has(name),
      schema: property,
    }));
  });
}

const purpose = {
  name: purposeHeader,
  in: 'header',
  required: false,
  description: 'Why it is read, for the access log: at most 200 printable characters, percent-encoded UTF-8.',
  schema: { type: 'string' },
};

function requestBody(spec: RouteSpec, components: Components): Json | undefined {
  if (spec.consumes) {
    const content = Object.fromEntries(spec.consumes.map((type) => [type, {}]));
    return { required: true, content };
  }
  if (!spec.body) return undefined;
  return {
    required: true,
    content: { 'application/json': { schema: components.schemaOf(spec.body, 'input') } },
  };
}

function answer(spec: RouteSpec, components: Components): Json {
  const description = spec.summary;
  const content: Json = Object.fromEntries((spec.produces ?? []).map((type) => [type, {}]));
  if (spec.response) content['application/json'] = { schema: components.schemaOf(spec.response, 'output') };
  return Object.keys(content).length === 0 ? { description } : { description, content };
}

const problem = {
  description: 'Problem',
  content: { 'application/problem+json': { schema: { $ref: ref('Problem') } } },
};

function operation(name: string, spec: RouteSpec, components: Components): Json {
  const open = spec.access === 'anyone';
  return {
    operationId: name,
    summary: spec.summary,
    description: open ? 'Open to anyone.' : `For ${(spec.access as readonly string[]).join(', ')}.`,
    tags: [spec.path.split('/')[spec.path.startsWith('/api/') ? 2 : 1] ?? ''],
    security: open ? [] : [{ session: [] }, { key: [] }],
    parameters: [...parameters(spec, components), ...(spec.shows ? [purpose] : [])],
    requestBody: requestBody(spec, components),
    responses: { [defaultStatus(spec)]: answer(spec, components), default: problem },
  };
}

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12, derived from the route table. */
export function openApi(version: string, publicUrl: string, cookieName: string): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(routes) as [string, RouteSpec][]) {
    const path = spec.path.replace(/:([A-Za-z]+)/g, '{$1}').replace(/\*$/, `{${restName}}`);
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operation(name, spec, components) };
  }
  return JSON.parse(
    JSON.stringify({
      openapi: '3.1.1',
      info: { title: 'Baton', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      servers: [{ url: publicUrl }],
      paths,
      components: {
        schemas: components.schemas,
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: cookieName },
          key: { type: 'http', scheme: 'bearer', description: 'An API key' },
        },
      },
    }),
  ) as Json;
}

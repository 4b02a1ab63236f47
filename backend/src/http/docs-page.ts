import type { RouteSpec } from '../contract/route.js';
import { routes } from '../contract/routes.js';

type Json = Record<string, unknown>;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (found) => entities[found] ?? found);

const style = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  section { border-top: 1px solid #8886; padding: .75rem 0; }
  h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
  code, pre { font: 14px/1.5 ui-monospace, monospace; }
  pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: 6px; }
  p { margin: .25rem 0; }
  summary { cursor: pointer; padding: .25rem 0; }
`;

function detail(title: string, content: unknown): string {
  if (content === undefined || (Array.isArray(content) && content.length === 0)) return '';
  const text = escapeHtml(JSON.stringify(content, null, 2));
  return `<details><summary>${title}</summary><pre tabindex="0">${text}</pre></details>`;
}

function section(spec: RouteSpec, document: Json): string {
  const path = spec.path.replace(/:([A-Za-z]+)/g, '{$1}');
  const paths = document.paths as Record<string, Record<string, Json>>;
  const operation = paths[path]?.[spec.method.toLowerCase()] ?? {};
  return `<section><h2><code>${spec.method} ${escapeHtml(spec.path)}</code></h2>
<p>${escapeHtml(spec.summary)}. ${escapeHtml(String(operation.description ?? ''))}</p>
${detail('Parameters', operation.parameters)}${detail('Body', operation.requestBody)}${detail('Answer', operation.responses)}</section>`;
}

/** The API to read: one page without scripts, from the same document as `/api/openapi.json`. */
export function docsPage(document: Json): string {
  const sections = (Object.values(routes) as RouteSpec[]).map((spec) => section(spec, document));
  const { schemas } = document.components as { schemas: Record<string, Json> };
  const shapes = Object.entries(schemas).map(([name, schema]) => detail(escapeHtml(name), schema));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Baton API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body><main>
<h1>Baton API</h1><p>Programs send an API key as <code>Authorization: Bearer KEY</code>; browsers use the session cookie.
Errors are problem documents (RFC 9457). The same as <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
${sections.join('\n')}<h2 id="shapes">Shapes</h2>${shapes.join('\n')}</main></body></html>`;
}

import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { escapePointer, pointerTo } from '../contract/json-pointer.js';
import { flawOfText } from '../contract/kept-text.js';
import { Problem } from '../contract/problem.js';

const shownIssues = 20;

/** JSON Pointer of the place that an issue names. */
function pointer(path: readonly (PropertyKey | { key: PropertyKey })[] | undefined): string {
  return pointerTo((path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment)));
}

interface Issue {
  pointer: string;
  message: string;
}

function refuse(errors: readonly Issue[]): Problem {
  const [first] = errors;
  const detail = first && `${first.pointer || 'The input'}: ${first.message}`;
  return new Problem('invalid_input', { detail, errors });
}

/** The first text, name of a member included, that could not be kept or looked up. */
function flawIn(value: unknown, at = ''): Issue | undefined {
  if (typeof value === 'string') {
    const message = flawOfText(value);
    return message === undefined ? undefined : { pointer: at, message };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const place = `${at}/${escapePointer(name)}`;
    const message = flawOfText(name);
    const found = message === undefined ? flawIn(member, place) : { pointer: at, message };
    if (found) return found;
  }
  return undefined;
}

class Validation extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const parsed = await super.transform(value, metadata);
    const flaw = metadata.schema && flawIn(parsed);
    if (flaw) throw refuse([flaw]);
    return parsed;
  }
}

/** Parses query, parameters and body with the schemas that the route table gives. */
export const validation = new Validation({
  exceptionFactory: (issues) =>
    refuse(
      issues.slice(0, shownIssues).map((issue) => ({ pointer: pointer(issue.path), message: issue.message })),
    ),
});

import { StandardSchemaValidationPipe } from '@nestjs/common';
import { pointerTo } from '../contract/json-pointer.js';
import { Problem } from '../contract/problem.js';

const shownIssues = 20;

/** JSON Pointer of the place that an issue names. */
function pointer(path: readonly (PropertyKey | { key: PropertyKey })[] | undefined): string {
  return pointerTo((path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment)));
}

/** Parses query, parameters and body with the schemas that the route table gives. */
export const validation = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => {
    const errors = issues
      .slice(0, shownIssues)
      .map((issue) => ({ pointer: pointer(issue.path), message: issue.message }));
    const [first] = errors;
    const detail = first && `${first.pointer || 'The input'}: ${first.message}`;
    return new Problem('invalid_input', { detail, errors });
  },
});

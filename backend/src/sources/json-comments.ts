export type CommentFree = { value: unknown };

const parts =
  /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=\s*(?:\/\/[^\n]*\s*|\/\*[\s\S]*?\*\/\s*)*[\]}])/g;

/** JSON with comments and commas before a closing bracket, as vendors print samples; undefined when it is not that. */
export function parseWithComments(text: string): CommentFree | undefined {
  try {
    return {
      value: JSON.parse(text.replace(parts, (part) => (part.startsWith('"') ? part : ''))) as unknown,
    };
  } catch {
    return undefined;
  }
}

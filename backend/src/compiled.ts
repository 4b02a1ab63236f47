/** Whether this runs compiled. A thread cannot load TypeScript: from sources (tests), its work is done in the caller's thread. */
export const isCompiled = import.meta.url.endsWith('.js');

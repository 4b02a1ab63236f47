import type { Key } from './rows.js';

export const bytes = (key: Key): Buffer => Buffer.from(key, 'base64url');
export const keyOf = (value: Buffer): Key => value.toString('base64url');

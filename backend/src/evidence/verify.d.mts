/** See `verify.mjs`, which every evidence pack carries as it stands. */
export interface PackReport {
  ok: boolean;
  /** What was found right, and remarks. */
  lines: string[];
  problems: { file: string; what: string }[];
}

/** From a folder, a zip or its bytes; throws when it cannot be read safely. */
export function readPack(pack: string | Buffer): { files: Map<string, Buffer>; sha256?: string };
export function verifyPack(
  files: ReadonlyMap<string, Uint8Array>,
  options?: { vkey?: string; checkpoint?: string },
): PackReport;
/** Gives the exit code: 0, 1 or 2. */
export function main(args: readonly string[], print?: (line: string) => void): number;

import { cpus, totalmem } from 'node:os';

/** What is hoped for. */
export type Aim = { atMost: number } | { atLeast: number };
export const atMost = (limit: number): Aim => ({ atMost: limit });
export const atLeast = (limit: number): Aim => ({ atLeast: limit });

export interface Measure {
  name: string;
  value: number;
  unit: string;
  aim?: Aim;
}

export interface BenchResult {
  bench: string;
  machine: { cpu: string; cores: number; memoryGb: number; node: string };
  /** `aim` is the number hoped for, `met` whether the value is on its right side; null where there is none. */
  results: { name: string; value: number; unit: string; aim: number | null; met: boolean | null }[];
}

export interface BenchOptions {
  /** What `--seed` said, for a bench that draws by lot. */
  seed: number | undefined;
}

/** A bench is a file in this folder with a function `bench`. */
export type Bench = (note: (line: string) => void, options: BenchOptions) => Promise<Measure[]>;

export function resultOf(bench: string, measures: Measure[]): BenchResult {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return {
    bench,
    machine: { cpu: cpu?.model ?? 'unknown', cores: cpus().length, memoryGb, node: process.version },
    results: measures.map(({ aim, ...measure }) => ({ ...measure, ...judge(measure.value, aim) })),
  };
}

function judge(value: number, aim: Aim | undefined) {
  if (!aim) return { aim: null, met: null };
  return 'atMost' in aim
    ? { aim: aim.atMost, met: value <= aim.atMost }
    : { aim: aim.atLeast, met: value >= aim.atLeast };
}

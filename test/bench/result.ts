import { cpus, totalmem } from 'node:os';

export interface Measure {
  name: string;
  value: number;
  unit: string;
  /** What is hoped for, as text: "≤ 10". */
  aim?: string;
}

export interface BenchResult {
  bench: string;
  machine: { cpu: string; cores: number; memoryGb: number; node: string };
  measures: Measure[];
}

/** A bench is a file in this folder with a function `bench`. */
export type Bench = (note: (line: string) => void) => Promise<Measure[]>;

export function resultOf(bench: string, measures: Measure[]): BenchResult {
  const [cpu] = cpus();
  const memoryGb = Math.round(totalmem() / 2 ** 30);
  return {
    bench,
    machine: { cpu: cpu?.model ?? 'unknown', cores: cpus().length, memoryGb, node: process.version },
    measures,
  };
}

import { Injectable } from '@nestjs/common';

export interface Progress {
  loaded: number;
  total: number;
}

/** How much of the sample data is loaded; null outside demo mode. Written by whoever loads it. */
@Injectable()
export class SampleProgress {
  value: Progress | null = null;
}

import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** Headless Chromium; also as root and with little shared memory, as in containers. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
  });
}

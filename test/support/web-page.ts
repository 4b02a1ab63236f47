/** The browser meets the page as it is built. */
export default async function setup(): Promise<void> {
  // @ts-expect-error a script without types
  const { buildIfStale } = await import('../../backend/bin/build-if-stale.mjs');
  buildIfStale();
}

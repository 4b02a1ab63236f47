import { useRoute } from './queries';

/** Time of the newest event in any number, milliseconds; null before there is one or while it is not known. */
export function useDataEnd(): number | null {
  const watermark = useRoute('GET /api/pipeline', {}).data?.watermark;
  return watermark ? Date.parse(watermark) : null;
}

/** Longest purpose that is kept, in characters. */
const most = 500;

/** What a caller says it is for: the header's text, percent-encoded where it is more than ASCII. */
export function readPurpose(header: string | undefined): string | null {
  const text = decode(header ?? '').trim();
  return text === '' ? null : text.toWellFormed().slice(0, most).toWellFormed();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import type { Span } from './span.js';

/** How many letters and digits an IBAN of each country has: the registry of ISO 13616, kept by SWIFT. */
const registry =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 ' +
  'DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 ' +
  'IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 ' +
  'MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 ' +
  'SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30';
const lengths = new Map(registry.split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));

/** A country, two digits, then letters and digits in whatever groups. */
export const ibanSource = '[A-Z]{2}[ -]?\\d{2}(?:[ .-]{0,2}[A-Z0-9]){11,30}';

/** Country and check digits moved to the end, letters as 10..35, remainder 1 modulo 97. */
function isIban(compact: string): boolean {
  let remainder = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const value = char <= '9' ? char : String(char.charCodeAt(0) - 55);
    remainder = Number(`${remainder}${value}`) % 97;
  }
  return remainder === 1;
}

/** As long as the country's are; the words after it may look like more groups of it. */
export function ibansIn(found: string): Span[] {
  const length = lengths.get(found.slice(0, 2).toUpperCase());
  if (length === undefined) return [];
  const signs = [...found.matchAll(/[A-Z0-9]/gi)];
  const last = signs[length - 1];
  if (last === undefined) return [];
  const end = last.index + 1;
  const compact = signs.slice(0, length).join('').toUpperCase();
  return /^[A-Z0-9]/i.test(found.slice(end)) || !isIban(compact) ? [] : [[0, end]];
}

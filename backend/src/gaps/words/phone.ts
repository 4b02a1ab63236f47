import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/min';

const digitsOf = (text: string) => text.replace(/\D/g, '');

const datePattern =
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?:[ T]\d{1,2})?$/;
/** `1.250.000` or `1 250 000`: an amount, unless it opens like a number to dial. */
const amountPattern = /^[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3})*$/;
/** `612 345 678`: so many as nobody pays, and no round sum. */
const threesPattern = /^[1-9]\d{2}([ .])\d{3}\1(?!000)\d{3}$/;
const yearsPattern = /^(?:19|20)\d{2}(?:\s?[-/ ]\s?(?:19|20)\d{2}){1,4}$/;
/** Groups as people write numbers to dial, the same sign between them. */
const groupsPattern = /^\d{2,4}([ .-])\d{2,4}(?:\1\d{2,4}){1,4}$/;

/** Where short national numbers are written in groups and do not begin with 0: they look like nothing else. */
const regions: readonly CountryCode[] = ['NO', 'DK', 'ES', 'PT', 'PL', 'CZ', 'MX', 'CH', 'SG', 'HK'];

/** Whether digits and separators are a number to dial. */
export function isPhone(found: string): boolean {
  const digits = digitsOf(found);
  if (digits.length < 7 || digits.length > 15) return false;
  if (datePattern.test(found) || yearsPattern.test(found)) return false;
  if (/^(?:\+|0|\(\+?\d{1,5}\))/.test(found)) return true;
  if (amountPattern.test(found)) return threesPattern.test(found) && isDialled(found);
  if (/^\d{3}[-. ]\d{4}$/.test(found) || (digits.length >= 9 && /\d[\s.\-/()]+\d/.test(found))) return true;
  if (!groupsPattern.test(found)) return false;
  return isDialled(found);
}

const isDialled = (found: string): boolean =>
  regions.some((region) => parsePhoneNumber(found, region)?.isValid() ?? false);

/** An e-mail address as records name a customer by it, in whatever spelling it is given; undefined: it is none. */
export function mailName(text: string | undefined): string | undefined {
  const address = text
    ?.trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  const isOne = address && /^[^\s@:]+@[^\s@]+$/.test(address) && !/@(.*\.)?invalid$/.test(address);
  return isOne ? `mailto:${address}` : undefined;
}

/**
 * What carriers send for numbers that are withheld: ANONYMOUS, BLOCKED, RESTRICTED, UNAVAILABLE and UNKNOWN on a telephone's
 * keys, https://help.twilio.com/articles/223179988.
 */
const withheld = new Set(['266696687', '2562533', '7378742833', '86282452253', '8656696']);

/** The same of a whole number with a country code: `tel:+13175550100`, `sip:+13175550100@host`, `whatsapp:+13175550100`. */
export function phoneName(text: string | undefined): string | undefined {
  const digits = /^(?:tel:|sip:|whatsapp:|sms:)?\+([\d\s().-]{6,24})(?:@|;|$)/i.exec(text?.trim() ?? '')?.[1];
  const number = digits?.replace(/\D/g, '');
  return number && number.length >= 7 && !withheld.has(number) ? `tel:+${number}` : undefined;
}

/**
 * Every id under which a customer may be known whom somebody names: as it was typed, and, of an address or number, as
 * records of most sources have it and as a site's own events may have it.
 */
export function customerNames(word: string): string[] {
  const typed = word.trim();
  const [mail, phone] = [mailName(typed), phoneName(typed)];
  const names = [typed, mail, mail?.slice('mailto:'.length), phone, phone?.slice('tel:'.length)];
  return [...new Set(names.filter((name) => name !== undefined))];
}

import { identifierOf } from './words.js';

/** What a source knows about who the customer is, the surest first. */
export interface Known {
  /** The id that the site itself gave its customer. */
  own?: string | undefined;
  mail?: string | undefined;
  phone?: string | undefined;
  /** The vendor's id. */
  vendor?: string | undefined;
  /** Where such ids are unique at the vendor only (many count from 1): its name. */
  at?: string;
}

/**
 * The customer by the name that other sources know too: the ledger makes a keyed pseudonym of it, so that the same
 * person is found again across sources without being named.
 */
export function customerOf({ own, mail, phone, vendor, at }: Known): { id: string } | undefined {
  const theirs = identifierOf(named(vendor));
  const vendors = at === undefined || theirs === undefined ? theirs : identifierOf(`${at}:${theirs}`);
  const id = identifierOf(named(own)) ?? mailOf(mail) ?? phoneOf(phone) ?? vendors;
  return id === undefined ? undefined : { id };
}

/** What systems write where they do not know who it is: as one customer, all of these would be the same person. */
const nobody =
  /^(anonymous(_?user)?|guest(_?user)?|unknown|unavailable|restricted|withheld|private|undefined|null|none|n\/?a|0|-1|-|default)$/i;
/**
 * ANONYMOUS, BLOCKED, RESTRICTED, UNAVAILABLE and UNKNOWN on a telephone's keys, as carriers send them for numbers that
 * are withheld: https://help.twilio.com/articles/223179988.
 */
const withheld = new Set(['266696687', '2562533', '7378742833', '86282452253', '8656696']);

const named = (text: string | undefined) =>
  text !== undefined && nobody.test(text.trim()) ? undefined : text;

function mailOf(text: string | undefined): string | undefined {
  const address = text
    ?.trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  const isOne = address && /^[^\s@:]+@[^\s@]+$/.test(address) && !/@(.*\.)?invalid$/.test(address);
  return isOne ? identifierOf(`mailto:${address}`) : undefined;
}

/** Only whole numbers with a country code: `tel:+13175550100`, `sip:+13175550100@host`, `whatsapp:+13175550100`. */
function phoneOf(text: string | undefined): string | undefined {
  const digits = /^(?:tel:|sip:|whatsapp:|sms:)?\+([\d\s().-]{6,24})(?:@|;|$)/i.exec(text?.trim() ?? '')?.[1];
  const number = digits?.replace(/\D/g, '');
  return number && number.length >= 7 && !withheld.has(number) ? `tel:+${number}` : undefined;
}

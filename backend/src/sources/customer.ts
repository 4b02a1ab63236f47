import { identifierOf } from './words.js';

/** What a source knows about who the customer is, the surest first. */
export interface Known {
  /** The id that the site itself gave its customer. */
  own?: string | undefined;
  mail?: string | undefined;
  phone?: string | undefined;
  /** The vendor's id. */
  vendor?: string | undefined;
}

/**
 * The customer by the name that other sources know too: the ledger makes a keyed pseudonym of it, so that the same
 * person is found again across sources without being named.
 */
export function customerOf({ own, mail, phone, vendor }: Known): { id: string } | undefined {
  const id = identifierOf(own) ?? mailOf(mail) ?? phoneOf(phone) ?? identifierOf(vendor);
  return id === undefined ? undefined : { id };
}

function mailOf(text: string | undefined): string | undefined {
  const address = text
    ?.trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  return address && /^[^\s@]+@[^\s@]+$/.test(address) ? identifierOf(`mailto:${address}`) : undefined;
}

/** Only whole numbers with a country code: `tel:+13175550100`, `sip:+13175550100@host`, `whatsapp:+13175550100`. */
function phoneOf(text: string | undefined): string | undefined {
  const digits = /^(?:tel:|sip:|whatsapp:|sms:)?\+([\d\s().-]{6,24})(?:@|;|$)/i.exec(text?.trim() ?? '')?.[1];
  const number = digits?.replace(/\D/g, '');
  return number && number.length >= 7 ? `tel:+${number}` : undefined;
}

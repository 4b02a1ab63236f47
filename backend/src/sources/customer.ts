import { mailName, phoneName } from '../contract/customer-names.js';
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
  const id = identifierOf(named(own)) ?? identifierOf(mailName(mail)) ?? phoneName(phone) ?? vendors;
  return id === undefined ? undefined : { id };
}

/** What systems write where they do not know who it is: as one customer, all of these would be the same person. */
const nobody =
  /^(anonymous(_?user)?|guest(_?user)?|unknown|unavailable|restricted|withheld|private|undefined|null|none|n\/?a|0|-1|-|default)$/i;
const named = (text: string | undefined) =>
  text !== undefined && nobody.test(text.trim()) ? undefined : text;

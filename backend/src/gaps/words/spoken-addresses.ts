/** A part of an address: in other scripts nobody spells one. */
const part =
  "[\\p{Script=Latin}\\p{N}_%+](?:[\\p{Script=Latin}\\p{N}._%+'’-]{0,62}[\\p{Script=Latin}\\p{N}_])?";
const label = '[\\p{Script=Latin}\\p{N}-]{1,63}';
const joins =
  'dot|punkt|point|punto|ponto|underscore|unterstrich|dash|hyphen|minus|plus|bindestrich|tiret|guion|gui[óã]n';

/** How each language says the sign and the dot: "at this point" is no address. Of `plain` ones the sign is a word too. */
const signs = {
  plain: { at: 'at', dot: 'dot|punkt' },
  german: { at: 'ät|klammeraffe', dot: 'dot|punkt' },
  romance: { at: 'arobase|arrobas?|chiocciola', dot: 'point|punto|ponto|dot' },
} as const;

const spoken = ({ at, dot }: { at: string; dot: string }) =>
  `\\s(?:${at})\\s${label}(?:\\s(?:dash|hyphen|minus|bindestrich|tiret|guion)\\s${label}){0,2}` +
  `(?:(?:\\s(?:${dot})\\s|\\.)${label}){1,4}`;
const japanese = `\\s?(?:アットマ[ー-]ク|アット)\\s?${label}(?:(?:\\s?ドット\\s?|\\.)${label}){1,4}`;

/** An address as people say it: "jane dot doe at example dot com". Quantifiers are bounded: linear time. */
export const spokenAddressSource = `${part}(?:\\s(?:${joins})\\s${part}){0,4}(?:${[...Object.values(signs).map(spoken), japanese].join('|')})`;

/** Without any of it there is no such address. */
export const spokenAddressSign = `\\s(?:dot|punkt)\\s|\\sat\\s[\\p{L}\\p{N}-]{1,63}\\.\\p{L}|${signs.german.at}|${signs.romance.at}|アット`;

/** "at" is a word too: what follows it ends as addresses do, and what stands before it is nothing that is done somewhere. */
const endings = new Set(
  (
    'com net org info edu gov biz app dev io co me eu de fr es it at ch li lu uk us ca jp nl be pt pl br mx ar cl pe in au nz ie ' +
    'se no dk fi is cz sk hu ro bg gr tr ru ua cn kr sg hk tw za il ae'
  ).split(' '),
);
const elsewhere = new Set(
  (
    'i me you he she it we us they them this that these those here there who what am is are was were be been being do did done ' +
    'buy buying bought order orders ordered ordering shop shopping shopped store pay paying paid payment look looking looked see seen ' +
    'saw find found book booked booking bookings sign signed login logged log register registered registering subscribe subscribed ' +
    'account accounts profile page pages site website link online up in on out off only also just back still now today again not no ' +
    'work works working worked available arrive arrived call called chat price prices cheaper stay stayed point pointed click clicked ' +
    'meet met good bad stuck purchase purchased purchases item items one ones everything something anything nothing'
  ).split(' '),
);
const articles = new Set('the a an this that these those every each my your our their'.split(' '));
/** Who gives people addresses: before these, any word is one. */
const providers = new Set(
  'gmail googlemail outlook hotmail live yahoo icloud aol gmx web t-online proton protonmail orange free laposte libero wanadoo'.split(
    ' ',
  ),
);
const plainSign = /^(.+?)\s(at)\s(.+)$/isu;
const plainDot = /\s(?:dot|punkt)\s/iu;

export function isSpokenAddress(found: string): boolean {
  const [, local, , domain] = plainSign.exec(found) ?? [];
  if (local === undefined || domain === undefined) return true;
  const labels = domain.toLowerCase().split(/\s(?:dot|punkt)\s|\./u);
  const [first = ''] = labels;
  if (!endings.has(labels.at(-1) ?? '') || articles.has(first)) return false;
  if (/[\s\p{N}._+-]/u.test(local) || providers.has(first)) return true;
  return plainDot.test(domain) && !elsewhere.has(local.toLowerCase());
}

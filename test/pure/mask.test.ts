import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { maskPersonal } from '../../backend/src/gaps/words/mask.js';
import { maskBeginning } from '../../backend/src/gaps/words/mask-beginning.js';
import { makeMaskWords } from '../../backend/src/gaps/words/mask-words.js';
import { cleanSentences, isHidden, personalSentences } from '../support/masking-sentences.js';
import { askedKinds } from '../support/personal-values.js';

const random = seededRandom(7);
const digit = () => String(Math.floor(random() * 10));
const digits = (count: number) => Array.from({ length: count }, digit).join('');
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

function luhnNumber(): string {
  const body = `4${digits(14)}`;
  const sum = [...body].reduce((total, char, i) => {
    const value = Number(char) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
}

function iban(country: string, bban: string): string {
  const numeric = [...`${bban}${country}00`].map((char) => Number.parseInt(char, 36)).join('');
  const check = 98 - Number(BigInt(numeric) % 97n);
  return `${country}${String(check).padStart(2, '0')}${bban}`;
}
const spaced = (text: string) => text.replace(/(.{4})(?=.)/g, '$1 ');

const sentences = [
  (value: string) => `Please use ${value}, thanks`,
  (value: string) => `meine Angaben: ${value}.`,
  (value: string) => `${value} es lo que tengo`,
  (value: string) => `(${value})`,
  (value: string) => `番号は ${value} です`,
];

const makers = {
  email: () =>
    `${pick(['anna.k', 'j_smith+shop', 'müller', 'info'])}@${pick(['example.com', 'mail.example.co.uk'])}`,
  card: () => pick([(n: string) => n, spaced, (n: string) => spaced(n).replaceAll(' ', '-')])(luhnNumber()),
  iban: () => {
    const plain = pick([
      iban('DE', digits(18)),
      iban('GB', `WEST${digits(14)}`),
      iban('NL', `ABNA${digits(10)}`),
    ]);
    return pick([plain, spaced(plain)]);
  },
  phone: () =>
    pick([
      () => `+49 30 ${digits(8)}`,
      () => `+1 (415) 555-${digits(4)}`,
      () => `0171 ${digits(7)}`,
      () => `(020) 7946 0${digits(3)}`,
      () => `415-555-${digits(4)}`,
      () => `+34 6${digits(2)} ${digits(3)} ${digits(3)}`,
    ])(),
  number: () => `${pick(['', '#'])}7${digits(7)}`,
  reference: () => `${pick(['ORD-', 'AB', 'RX'])}${digits(7)}`,
} as const;

describe('masking of personal data', () => {
  for (const [kind, make] of Object.entries(makers)) {
    it(`finds every seeded ${kind}, in any sentence`, () => {
      const missed: string[] = [];
      for (let i = 0; i < 400; i++) {
        const value = make();
        const { text, counts } = maskPersonal(pick(sentences)(value));
        if (counts[kind as keyof typeof makers] !== 1 || !text.includes(`<${kind}>`))
          missed.push(`${value} -> ${text}`);
      }
      expect(missed).toEqual([]);
    });
  }

  it.each(askedKinds)('hides %s in five languages, however it is written', (kind) => {
    const sentences = personalSentences(250, 3).filter((sentence) => sentence.kind === kind);
    const missed = sentences.filter(({ text, value }) => !isHidden(value ?? '', maskPersonal(text).text));
    const least = kind === 'phone' ? 0.95 : 0.99;
    expect(1 - missed.length / sentences.length).toBeGreaterThanOrEqual(least);
  });

  it('takes hardly any clean sentence for personal', () => {
    const taken = cleanSentences(1_000, 4).filter(({ text }) => maskPersonal(text).text !== text);
    expect(taken.length).toBeLessThanOrEqual(2);
  });

  it('hides short numbers where their name stands before them', () => {
    const hidden: [string, string][] = [
      ['where is order 4711?', 'where is order <reference>?'],
      ['my order number is #20-4411', 'my order number is #<reference>'],
      ['Kundennummer: 10482', 'Kundennummer: <reference>'],
      ['pedido n.º 4521', 'pedido n.º <reference>'],
      ['注文番号は4821です', '注文番号は<reference>です'],
      ['commande no 4821', 'commande no <reference>'],
      ['meine Bestellung 4711 vom 1.2.2024', 'meine Bestellung <reference> vom 1.2.2024'],
      ['the order number was 12345', 'the order number was <reference>'],
      ['order id=12345', 'order id=<reference>'],
      ['booking QX7RTZ', 'booking <reference>'],
      ['PNR ABC12D', 'PNR <reference>'],
    ];
    for (const [text, masked] of hidden) expect(maskPersonal(text).text).toBe(masked);
    for (const text of [
      'order 2 pizzas',
      'in order to pay 4711 euros',
      'the ticket from 2024',
      'accounts 12',
    ]) {
      expect(maskPersonal(text).text).toBe(text);
    }
  });

  it('finds a card beside the date, the code and the other numbers that people write with it', () => {
    for (const [text, masked] of [
      ['4242 4242 4242 4242 12/27 123', '<card> 12/27 123'],
      ['12/27 4242-4242-4242-4242', '12/27 <card>'],
      ['order 12 4242 4242 4242 4242', 'order 12 <card>'],
      ['3782 822463 10005 1234', '<card> 1234'],
      ['4242 4242 4242 4242 5555 5555 5555 4444', '<card> <card>'],
      ['4242.4242.4242.4242 / 4242_4242_4242_4242', '<card> / <card>'],
      ['4242  4242  4242  4242', '<card>'],
      ['4242\u200b4242\u200b4242\u200b4242', '<card>'],
      ['card4242424242424242', 'card<card>'],
      ['2dc54999-8412-4035-9b61-79f3c20927b3', '2dc54999-8412-4035-9b61-79f3c20927b3'],
    ] as const)
      expect(maskPersonal(text).text).toBe(masked);
  });

  it('finds an IBAN however its groups are divided, and what stands after it', () => {
    for (const [text, masked] of [
      ['DE 89 3704 0044 0532 0130 00', '<iban>'],
      ['DE89.3704.0044.0532.0130.00', '<iban>'],
      ['DE89  3704  0044  0532  0130  00', '<iban>'],
      ['DE8937 0400 4405 3201 3000 bitte', '<iban> bitte'],
      [
        'in 12 Monaten DE89 3704 0044 0532 0130 00 GB82 WEST 1234 5698 7654 32',
        'in 12 Monaten <iban> <iban>',
      ],
    ] as const)
      expect(maskPersonal(text).text).toBe(masked);
    // As many signs as the country's have, and a remainder of 1, by chance: another country, or none, has no such.
    expect(maskPersonal('in 12 months the fee will be paid back').counts).toEqual({});
  });

  it('finds addresses with spaces, apostrophes and written-out dots', () => {
    for (const [text, masked] of [
      ['anna @ example.com', '<email>'],
      ["o'brien@example.com", '<email>'],
      ['anna [at] example [dot] com', '<email>'],
      ['anna(at)example(dot)co(dot)uk!', '<email>!'],
    ] as const)
      expect(maskPersonal(text).text).toBe(masked);
    expect(maskPersonal('2 @ 5.99 each, @support at 10.30').counts).toEqual({});
  });

  it('finds addresses as people say them, in several languages', () => {
    for (const [text, masked] of [
      ['write to jane at example dot com please', 'write to <email> please'],
      ['jane dot doe at mail dash example dot co dot uk', '<email>'],
      ['j underscore smith99 AT example DOT com.', '<email>.'],
      ['anna punkt berg ät beispiel punkt de', '<email>'],
      ['anna at web punkt de', '<email>'],
      ['marie point durand arobase exemple point fr', '<email>'],
      ['es maría arroba ejemplo punto com', 'es <email>'],
      ['jane.doeアットマークexampleドットcomです', '<email>です'],
      ['jane at gmail.com', '<email>'],
      ['jane.doe at example.com', '<email>'],
    ] as const)
      expect(maskPersonal(text).text).toBe(masked);
    for (const text of [
      'I bought it at amazon dot com',
      'my account at amazon.com',
      'meet me at booking.com',
      'at this point it is late, at that point me too',
      'look at the dot in the corner',
      'arrived at home dot then I left',
      'a este punto no llega',
    ])
      expect(maskPersonal(text)).toEqual({ text, counts: {} });
  });

  it('finds numbers in the digits of other scripts, and leaves their dates and amounts', () => {
    for (const [text, masked] of [
      ['मेरा नंबर +९१ ९८७६५ ४३२१० है', 'मेरा नंबर <phone> है'],
      ['कार्ड ४२४२ ४२४२ ४२४२ ४२४२ है', 'कार्ड <card> है'],
      ['رقمي ٠١٠١٢٣٤٥٦٧٨', 'رقمي <phone>'],
      ['بطاقتي ٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢', 'بطاقتي <card>'],
      ['شماره ۰۹۱۲۳۴۵۶۷۸۹', 'شماره <phone>'],
      ['আমার নম্বর ০১৭১২৩৪৫৬৭৮', 'আমার নম্বর <phone>'],
      ['เบอร์ ๐๘๑-๒๓๔-๕๖๗๘ ค่ะ', 'เบอร์ <phone> ค่ะ'],
      ['order ४७११', 'order <reference>'],
    ] as const)
      expect(maskPersonal(text).text).toBe(masked);
    for (const text of ['१२/०३/२०२६ को १,२५० रुपये दिए', 'دفعت ١٢٬٥٠٠٫٠٠ ريال في ١٢/٣/٢٠٢٦', 'ใช้ ๑๒ วัน'])
      expect(maskPersonal(text)).toEqual({ text, counts: {} });
  });

  it('takes nine digits in threes for a number to dial, not for an amount', () => {
    expect(maskPersonal('llámame al 612 345 678').text).toBe('llámame al <phone>');
    expect(maskPersonal('o meu é 912.345.678').text).toBe('o meu é <phone>');
    expect(maskPersonal('125 000 000 euros').counts).toEqual({});
  });

  it('leaves nothing of a value that lies where a long turn is cut', () => {
    for (const value of [
      '4242 4242 4242 4242',
      'anna.berg@example.com',
      '+49 170 1234567',
      'DE89 3704 0044 0532 0130 00',
    ])
      for (const length of [200, 1_000])
        for (let before = length - 30; before <= length; before += 1) {
          const { text } = maskBeginning(
            `${'so '.repeat(400).slice(0, before - 1)} ${value} ${'und '.repeat(900)}`,
            length,
          );
          expect(text.length).toBeLessThanOrEqual(length);
          expect(text).toMatch(/^[so ]*(?:<[a-z]+>)?[und ]*$/);
        }
    expect(maskBeginning(`${'4242 4242 4242 4242, '.repeat(200)}`, 1_000).text).not.toMatch(/\d/);
    expect(maskBeginning(`${'x'.repeat(999)}😀`, 1_000).text).toBe('x'.repeat(999));
  });

  it('hides what the operator names, as whole words whatever their case', () => {
    const words = makeMaskWords(['Ann Smith', 'Project Falcon', 'Smith', '田中'], '<term>');
    expect(maskPersonal('ANN  smith of project falcon, 0171 2345678', words)).toEqual({
      text: '<term> of <term>, <phone>',
      counts: { term: 2, phone: 1 },
    });
    expect(maskPersonal('Smithson and 田中さん', words).text).toBe('Smithson and <term>さん');
    expect(maskPersonal('nobody here', makeMaskWords([], '<term>'))).toEqual({
      text: 'nobody here',
      counts: {},
    });
  });

  it('leaves clean sentences as they are', () => {
    const clean = [
      'I paid 1,250.00 EUR on 2026-03-12 at 10:30 and again on 12.03.2026.',
      'Der Betrag von 1.250.000 Euro fehlt seit 2019-2021.',
      'error ERR_PERM_004 in step 3 of 12, version 1.4.0',
      'My iPhone 15 Pro shows 404 after 24/7 use',
      'Flight LH454 leaves gate B22 at 07:45',
      'The transfer limit is 10000, I need 25000',
      'card ending in 4242, pin 1234',
      'call me between 9 and 17, room 1205',
      'in 2024 2025 2026 the fee was 12.50, 13.00, 13.50',
    ];
    for (const text of clean) expect(maskPersonal(text)).toEqual({ text, counts: {} });
  });

  it('does not take a number for a card or an IBAN when its check digits are wrong', () => {
    expect(maskPersonal('4242 4242 4242 4241').counts.card).toBeUndefined();
    expect(maskPersonal('DE00 3704 0044 0532 0130 00').counts.iban).toBeUndefined();
    expect(maskPersonal('4242 4242 4242 4242').counts).toEqual({ card: 1 });
    expect(maskPersonal('DE89 3704 0044 0532 0130 00').counts).toEqual({ iban: 1 });
  });

  it('takes linear time on hostile text', () => {
    const hostile = [
      '1'.repeat(50_000),
      '1-'.repeat(25_000),
      'a@'.repeat(25_000),
      'A1'.repeat(25_000),
      'a.'.repeat(25_000),
      ' 1'.repeat(25_000),
      '42 '.repeat(20_000),
      'DE1 '.repeat(12_000),
      "a' @ ".repeat(10_000),
      'DE12 '.repeat(10_000),
      'a dot '.repeat(10_000),
      'a at b dot '.repeat(6_000),
      'a arroba b '.repeat(6_000),
      `x at ${'a-'.repeat(20_000)} dot `,
      'アット'.repeat(10_000),
    ];
    // Whatever took the square of these lengths would not end within the test's time.
    for (const text of hostile) expect(maskPersonal(text.repeat(8)).text).not.toBe('');
  });
});

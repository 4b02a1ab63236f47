import { type Asked, askedKinds, Lots, makers } from './personal-values.js';

export interface Sentence {
  language: string;
  text: string;
  /** What is personal in it, as it stands there; null when nothing is. */
  value: string | null;
  kind: Asked | null;
}

/** Around a value, in five languages: before it, after it, in brackets, at the end, several lines. */
const frames: Record<string, readonly string[]> = {
  en: [
    'you can reach me: {}',
    'It is {}, thanks',
    'mine is ({})',
    '{} and nothing happens',
    'I wrote {}. Twice!',
    'data:\n{}\nplease check',
  ],
  de: [
    'meine Angaben: {}',
    'Das ist {}, danke',
    'ich habe ({}) angegeben',
    '{} und nichts geht',
    'Es war {}. Schon zweimal!',
    'bitte „{}“ prüfen',
  ],
  fr: [
    'voici : {}',
    'C’est {}, merci',
    'j’ai donné ({}) hier',
    '{} et rien ne se passe',
    'J’ai écrit {}. Deux fois !',
    'vérifiez « {} » svp',
  ],
  es: [
    'aquí tiene: {}',
    'Es {}, gracias',
    'he dado ({}) ayer',
    '{} y no pasa nada',
    'Escribí {}. ¡Dos veces!',
    '¿es correcto {}?',
  ],
  ja: [
    'こちらです：{}',
    '{}です。よろしく',
    '（{}）を登録しました',
    '{}と入力しても動きません',
    '昨日{}を送りました',
    '「{}」を確認してください',
  ],
};
const languages = Object.keys(frames);

/** Sentences without anything personal but with numbers, dates, amounts, versions and codes. */
const clean: Record<string, readonly string[]> = {
  en: [
    'I paid {a} on {d} at {t}',
    'error {e} in step {n} of {m}',
    'version {v} shows {n} items',
    'flight {f} leaves gate B{n} at {t}',
    'the limit is {a}, I need {a}',
    'since {y} or {y} I pay {a} a month',
    'room {m}, floor {n}, open {n} to {m}',
    'my card ending in {q} was declined',
    'it took {n} hours and {m} minutes',
    'I have {n}GB of {m}GB left',
  ],
  de: [
    'Am {d} um {t} habe ich {a} bezahlt',
    'Fehler {e} in Schritt {n} von {m}',
    'seit {y} zahle ich {a} im Monat',
    'Version {v} zeigt {n} Einträge',
    'Flug {f} um {t} ab Gate A{n}',
    'die Karte mit den Endziffern {q} geht nicht',
  ],
  fr: [
    'j’ai payé {a} le {d} à {t}',
    'erreur {e} à l’étape {n} sur {m}',
    'depuis {y} je paie {a} par mois',
    'la version {v} affiche {n} lignes',
    'vol {f} porte C{n} à {t}',
  ],
  es: [
    'pagué {a} el {d} a las {t}',
    'error {e} en el paso {n} de {m}',
    'desde {y} pago {a} al mes',
    'la versión {v} muestra {n} filas',
    'vuelo {f} puerta D{n} a las {t}',
  ],
  ja: [
    '{d}の{t}に{a}払いました',
    'エラー{e}が{n}回出ます',
    '{y}年から毎月{a}です',
    'バージョン{v}で{n}件です',
    '{f}便は{t}発です',
  ],
};

/** Half of the sentences in Japanese write digits wide, as keyboards there do. */
const asWritten = (value: string, kind: Asked, language: string, lots: Lots): string =>
  language === 'ja' && kind === 'phone' && lots.below(2) === 0
    ? value.replace(/[0-9+()-]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
    : value;

export function personalSentences(perKind: number, seed: number): Sentence[] {
  const lots = new Lots(seed);
  return askedKinds.flatMap((kind) =>
    Array.from({ length: perKind }, (_, i) => {
      const language = languages[i % languages.length] as string;
      const value = asWritten(makers[kind](lots), kind, language, lots);
      return { language, kind, value, text: lots.pick(frames[language] ?? []).replace('{}', () => value) };
    }),
  );
}

export function cleanSentences(count: number, seed: number): Sentence[] {
  const lots = new Lots(seed);
  const two = (value: number) => String(value).padStart(2, '0');
  const values: Record<string, () => string> = {
    a: () =>
      lots.pick([
        `${lots.below(900)}.${lots.digits(2)} EUR`,
        `${1 + lots.below(9)},${lots.digits(3)}.00 USD`,
        `${1 + lots.below(9)}.${lots.digits(3)},${lots.digits(2)} €`,
        `${lots.below(90000)}円`,
        `$${lots.below(5000)}`,
        `${1 + lots.below(90)} ${lots.digits(3)} €`,
      ]),
    d: () => {
      const [y, m, d] = [2019 + lots.below(8), two(1 + lots.below(12)), two(1 + lots.below(28))];
      return lots.pick([
        `${y}-${m}-${d}`,
        `${d}.${m}.${y}`,
        `${m}/${d}/${y}`,
        `${d}/${m}/${String(y).slice(2)}`,
        `${d}-${m}-${y}`,
      ]);
    },
    t: () => `${two(lots.below(24))}:${two(lots.below(60))}`,
    e: () =>
      lots.pick([
        `ERR_PERM_${lots.digits(3)}`,
        `E${lots.digits(3)}`,
        String(400 + lots.below(200)),
        `0x${lots.digits(4)}`,
      ]),
    n: () => String(1 + lots.below(9)),
    m: () => String(10 + lots.below(90)),
    v: () => `${lots.below(20)}.${lots.below(20)}.${lots.below(20)}`,
    f: () => `${lots.letters(2).toUpperCase()}${1 + lots.below(999)}`,
    y: () => String(2005 + lots.below(20)),
    q: () => lots.digits(4),
  };
  return Array.from({ length: count }, (_, i) => {
    const language = languages[i % languages.length] as string;
    const text = lots
      .pick(clean[language] ?? [])
      .replace(/\{(\w)\}/g, (_, name: string) => values[name]?.() ?? '');
    return { language, kind: null, value: null, text };
  });
}

/** Whether enough of the value is gone that nobody finds it again: no run of its letters or digits of five signs is left. */
export function isHidden(value: string, masked: string): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}]/gu, '')
      .toLowerCase();
  const left = plain(
    masked
      .replace(/<[a-z]+>/g, '|')
      .split('|')
      .join('\u0000'),
  );
  const said = plain(value);
  for (let at = 0; at + 5 <= said.length; at += 1) if (left.includes(said.slice(at, at + 5))) return false;
  return true;
}

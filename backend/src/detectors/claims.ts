import { finder, type Lists, tidy } from './phrase-finder.js';

/** What is granted or refused. */
const topics: Record<string, Lists> = {
  refund: {
    en: ['refund', 'refunds', 'refunded', 'money back', 'reimbursement', 'reimbursed'],
    de: ['erstattung', 'rückerstattung', 'erstattet', 'zurückerstattet', 'gutgeschrieben'],
    es: ['reembolso', 'reembolsado', 'reembolsaremos', 'devolución'],
    pt: ['reembolso', 'reembolsado', 'estorno', 'estornado'],
    fr: ['remboursement', 'remboursé', 'remboursée'],
    it: ['rimborso', 'rimborsato'],
    nl: ['terugbetaling', 'terugbetaald'],
    ja: ['返金'],
  },
  waiver: {
    en: ['fee', 'waiver', 'waived', 'waive'],
    de: ['gebühr', 'erlassen'],
    es: ['comisión', 'cargo'],
    pt: ['taxa', 'tarifa', 'isenção'],
    fr: ['frais'],
    it: ['commissione'],
    nl: ['kosten', 'kwijtgescholden'],
    ja: ['手数料'],
  },
  replacement: {
    en: ['replacement', 'replaced', 'exchange', 'new card', 'new device'],
    de: ['ersatz', 'ersetzt', 'umtausch', 'neue karte'],
    es: ['reemplazo', 'reemplazado', 'cambio', 'tarjeta nueva'],
    pt: ['substituição', 'troca', 'cartão novo'],
    fr: ['remplacement', 'remplacé', 'échange'],
    it: ['sostituzione', 'sostituito', 'cambio'],
    nl: ['vervanging', 'vervangen', 'omruiling'],
    ja: ['交換', '再発行'],
  },
  cancellation: {
    en: ['cancellation', 'cancelled', 'canceled'],
    de: ['kündigung', 'stornierung', 'storniert', 'gekündigt'],
    es: ['cancelación', 'cancelado', 'cancelada', 'baja'],
    pt: ['cancelamento', 'cancelado', 'cancelada'],
    fr: ['annulation', 'annulé', 'résiliation', 'résilié'],
    it: ['cancellazione', 'disdetta', 'annullato'],
    nl: ['annulering', 'geannuleerd', 'opgezegd'],
    ja: ['解約', 'キャンセル'],
  },
  application: {
    en: ['application', 'claim', 'loan', 'compensation'],
    de: ['antrag', 'kredit', 'entschädigung'],
    es: ['solicitud', 'reclamación', 'préstamo', 'compensación'],
    pt: ['solicitação', 'empréstimo', 'indenização'],
    fr: ['demande', 'prêt', 'indemnisation'],
    it: ['richiesta', 'prestito', 'risarcimento'],
    nl: ['aanvraag', 'lening', 'vergoeding'],
    ja: ['申請', '補償'],
  },
};

const grants: Lists = {
  en: [
    'approved',
    'granted',
    'issued',
    'confirmed',
    'accepted',
    'started',
    'will be',
    'has been',
    'we will',
    'i will',
    'is on its way',
  ],
  de: ['genehmigt', 'bewilligt', 'bestätigt', 'veranlasst', 'wird', 'wurde', 'ist unterwegs'],
  es: [
    'aprobado',
    'aprobada',
    'concedido',
    'confirmado',
    'confirmada',
    'será',
    'ha sido',
    'le reembolsaremos',
  ],
  pt: ['aprovado', 'aprovada', 'concedido', 'confirmado', 'confirmada', 'será', 'foi'],
  fr: ['approuvé', 'approuvée', 'accordé', 'accordée', 'confirmé', 'confirmée', 'sera', 'a été'],
  it: ['approvato', 'approvata', 'concesso', 'confermato', 'confermata', 'sarà', 'è stato'],
  nl: ['goedgekeurd', 'toegekend', 'bevestigd', 'wordt', 'is verleend'],
  ja: ['承認', 'いたします', '完了', '承りました'],
};

const refuses: Lists = {
  en: [
    'denied',
    'rejected',
    'declined',
    'refused',
    'not approved',
    'not eligible',
    'not possible',
    'not be refunded',
    'not be waived',
    'not be replaced',
    'cannot refund',
    'cannot offer',
    'cannot give',
    'cannot waive',
    'cannot approve',
    "can't refund",
    "can't offer",
    "can't give",
    "can't waive",
    "can't approve",
    'unable to refund',
    'unable to offer',
    'unable to waive',
    'unable to approve',
    'no refund',
  ],
  de: [
    'abgelehnt',
    'verweigert',
    'nicht genehmigt',
    'nicht bewilligt',
    'nicht möglich',
    'nicht erstattet',
    'nicht erstatten',
    'nicht erlassen',
    'keine erstattung',
    'kein ersatz',
    'keinen anspruch',
  ],
  es: ['rechazado', 'rechazada', 'denegado', 'denegada', 'no es posible', 'no procede', 'no aprobado'],
  pt: [
    'recusado',
    'recusada',
    'negado',
    'negada',
    'não é possível',
    'não foi aprovado',
    'não será reembolsado',
  ],
  fr: ['refusé', 'refusée', 'rejeté', 'rejetée', 'pas possible', 'pas remboursable', 'pas accordé'],
  it: ['rifiutato', 'rifiutata', 'respinto', 'respinta', 'non è possibile', 'non rimborsabile'],
  nl: ['afgewezen', 'geweigerd', 'niet mogelijk', 'niet goedgekeurd', 'niet terugbetaald'],
  ja: ['できません', 'できかねます', '却下', '対象外', 'お断り'],
};

/** A sentence that denies something else says neither. */
const negations: Lists = {
  en: ['not', 'no', 'never', 'cannot', "can't", "won't", "isn't", "hasn't", "don't", "doesn't", "didn't"],
  de: ['nicht', 'kein', 'keine', 'keinen', 'nie'],
  es: ['no', 'nunca', 'ningún'],
  pt: ['não', 'nunca', 'nenhum'],
  fr: ['pas', 'jamais', 'aucun'],
  it: ['non', 'mai', 'nessun'],
  nl: ['niet', 'geen', 'nooit'],
  ja: ['ません', 'ない'],
};

/** What is open is not said yet. */
const open: Lists = {
  en: ['if', 'whether', 'may be', 'might', 'could', 'would', 'check', 'once', 'unless', 'ask'],
  de: ['wenn', 'falls', 'könnte', 'prüfe', 'prüfen', 'sobald'],
  es: ['podría', 'verificar', 'revisar', 'cuando'],
  pt: ['poderia', 'verificar', 'quando'],
  fr: ['pourrait', 'vérifier', 'dès que'],
  it: ['potrebbe', 'verificare', 'quando'],
  nl: ['als', 'zou', 'controleren', 'zodra'],
  ja: ['もし', '場合', '確認', 'かどうか'],
};

/** Most turns are about none of them. */
const namesTopic = finder(...Object.values(topics));
const topicFinders = Object.entries(topics).map(([topic, lists]) => [topic, finder(lists)] as const);
const grantsIt = finder(grants);
const refusesIt = finder(refuses);
const deniesIt = finder(negations);
const leavesOpen = finder(open);

/** That something was granted, or refused. */
export interface Claim {
  topic: string;
  granted: boolean;
}

/** What a bot's or a human's words say was or will be granted or refused: sentence by sentence, nothing asked or open. */
export function claimsIn(text: string): Claim[] {
  if (!namesTopic(text)) return [];
  const sentences = tidy(text).split(/(?<=[.!?。！？;])\s*/u);
  return sentences.flatMap((sentence) => {
    if (/[?？]/u.test(sentence) || leavesOpen(sentence)) return [];
    const granted = !refusesIt(sentence);
    if (granted && (deniesIt(sentence) || !grantsIt(sentence))) return [];
    return topicFinders.flatMap(([topic, finds]) => (finds(sentence) ? [{ topic, granted }] : []));
  });
}

const labelTopics: Record<string, string> = {
  refund: 'refund',
  reimbursement: 'refund',
  waiver: 'waiver',
  fee: 'waiver',
  waive: 'waiver',
  replacement: 'replacement',
  replace: 'replacement',
  exchange: 'replacement',
  cancellation: 'cancellation',
  cancel: 'cancellation',
  application: 'application',
  claim: 'application',
  loan: 'application',
  compensation: 'application',
};
const refusing = new Set([
  'denied',
  'deny',
  'rejected',
  'reject',
  'declined',
  'decline',
  'refused',
  'refuse',
  'ineligible',
  'not',
]);
const granting = new Set([
  'approved',
  'approve',
  'granted',
  'grant',
  'issued',
  'issue',
  'confirmed',
  'confirm',
  'accepted',
  'accept',
  'completed',
  'done',
]);

/**
 * What a label says: `refund.denied`, `approve_claim`. `carriedOut`: it names something done, so that a topic alone says
 * that it was granted.
 */
export function claimsOfLabel(label: string | undefined, carriedOut: boolean): Claim[] {
  const words = (label ?? '').toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const found = new Set(words.flatMap((word) => labelTopics[word] ?? []));
  const isRefused = words.some((word) => refusing.has(word));
  const isGranted = carriedOut || words.some((word) => granting.has(word));
  if (!isRefused && !isGranted) return [];
  return [...found].map((topic) => ({ topic, granted: !isRefused }));
}

/**
 * Whether what is said or done after a handoff goes against the last word before it; null where both have no topic in
 * common. In order of time.
 */
export function contradicts(before: readonly Claim[], after: readonly Claim[]): boolean | null {
  const last = new Map(before.map(({ topic, granted }) => [topic, granted]));
  const held = after.filter(({ topic }) => last.has(topic));
  return held.length === 0 ? null : held.some(({ topic, granted }) => last.get(topic) !== granted);
}

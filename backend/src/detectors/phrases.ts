import { finder, type Lists, tidy } from './phrase-finder.js';

/**
 * What people say, by language; each list is sought in every text, whatever its language is said to be. The lists
 * are short on purpose: what they miss is not counted, what they find is mostly right. Words of people never leave
 * this folder: only whether something was found does.
 */

/** The customer asks for a human. */
const asksForHuman: Lists = {
  en: [
    'a human',
    'a person',
    'real person',
    'an agent',
    'live agent',
    'agent',
    'representative',
    'operator',
    'someone real',
    'talk to someone',
    'speak to someone',
    'speak with someone',
    'connect me with somebody',
    'your supervisor',
    'your manager',
  ],
  de: [
    'mitarbeiter',
    'mitarbeiterin',
    'einem menschen',
    'einen menschen',
    'echter mensch',
    'richtige person',
    'kundenberater',
    'vorgesetzten',
    'menschen sprechen',
  ],
  es: ['agente', 'una persona', 'un humano', 'persona real', 'alguien real', 'operador', 'supervisor'],
  pt: [
    'atendente',
    'uma pessoa',
    'um humano',
    'alguém de verdade',
    'falar com alguém',
    'operador',
    'supervisor',
  ],
  fr: ['un conseiller', 'une personne', 'un humain', 'un agent', 'un opérateur', 'votre responsable'],
  it: ['un operatore', 'una persona', 'un umano', 'persona reale', 'un responsabile'],
  nl: ['medewerker', 'een mens', 'echt persoon', 'een persoon', 'leidinggevende'],
  ja: ['オペレーター', '担当者', '係の人', '人と話し', '人間と', '責任者'],
};

/** Words that open doors though they ask for nobody. */
const opensDoors: Lists = {
  en: ['manager', 'supervisor', 'cancel', 'cancel my account', 'complaint', 'lawyer', 'human'],
  de: ['kündigen', 'kündigung', 'beschwerde', 'anwalt', 'chef'],
  es: ['cancelar', 'dar de baja', 'queja', 'abogado', 'gerente'],
  pt: ['cancelar', 'reclamação', 'advogado', 'gerente'],
  fr: ['résilier', 'annuler mon', 'réclamation', 'avocat', 'directeur'],
  it: ['disdire', 'disdetta', 'reclamo', 'avvocato'],
  nl: ['opzeggen', 'klacht', 'advocaat'],
  ja: ['解約', '苦情', 'クレーム'],
};

/** The bot promises that something will happen. */
const promises: Lists = {
  en: [
    'we will call you',
    'i will call you',
    "we'll call you",
    "i'll call you",
    'will call you back',
    'will contact you',
    'will get back to you',
    'you will receive',
    "you'll receive",
    'you will get',
    'will be refunded',
    'i will refund',
    'we will refund',
    'will be credited',
    'is on its way',
    'i will send',
    'we will send',
    "i'll send",
    'i will make sure',
    'i promise',
    'we guarantee',
    'will be waived',
    'i will waive',
  ],
  de: [
    'rufen sie zurück',
    'rufe sie zurück',
    'meldet sich bei ihnen',
    'melden uns bei ihnen',
    'sie erhalten',
    'sie bekommen',
    'wird erstattet',
    'wird gutgeschrieben',
    'ist unterwegs',
    'schicke ihnen',
    'schicken ihnen',
    'sende ihnen',
    'senden ihnen',
    'ich verspreche',
    'versprochen',
  ],
  es: [
    'le llamaremos',
    'le llamaré',
    'se pondrá en contacto',
    'recibirá',
    'le enviaremos',
    'le enviaré',
    'le reembolsaremos',
    'está en camino',
    'le prometo',
  ],
  pt: [
    'vamos ligar',
    'entraremos em contato',
    'entrará em contato',
    'você receberá',
    'você vai receber',
    'enviaremos',
    'vou enviar',
    'será reembolsado',
    'está a caminho',
    'prometo',
  ],
  fr: [
    'vous rappelons',
    'vous rappellera',
    'vous contactera',
    'vous recevrez',
    'vous enverrons',
    'sera remboursé',
    'est en route',
    'je vous promets',
  ],
  it: [
    'la richiameremo',
    'la contatteremo',
    'riceverà',
    'le invieremo',
    'sarà rimborsato',
    'è in arrivo',
    'le prometto',
  ],
  nl: [
    'bellen u terug',
    'nemen contact met u op',
    'neemt contact met u op',
    'u ontvangt',
    'wordt terugbetaald',
    'is onderweg',
    'ik beloof',
  ],
  ja: [
    'お電話いたします',
    'ご連絡いたします',
    'お送りします',
    'お送りいたします',
    '返金いたします',
    'お届けします',
    'お約束',
  ],
};

/** A human asks for something. */
export const askedFields = ['intent', 'identity', 'reference', 'email', 'phone'] as const;
export type AskedField = (typeof askedFields)[number];
const questions: Record<AskedField, Lists> = {
  intent: {
    en: [
      'what is it about',
      'what happened',
      'how can i help',
      'what is the problem',
      'what is the issue',
      'describe the problem',
      'what seems to be',
    ],
    de: [
      'worum geht es',
      'was ist passiert',
      'wie kann ich helfen',
      'wie kann ich ihnen helfen',
      'was ist das problem',
    ],
    es: ['de qué se trata', 'qué ha pasado', 'qué pasó', 'en qué puedo ayudar', 'cuál es el problema'],
    pt: ['o que houve', 'o que aconteceu', 'como posso ajudar', 'qual é o problema', 'do que se trata'],
    fr: [
      'de quoi s’agit-il',
      "de quoi s'agit-il",
      'que s’est-il passé',
      'comment puis-je vous aider',
      'quel est le problème',
    ],
    it: ['di cosa si tratta', 'cosa è successo', 'come posso aiutar', 'qual è il problema'],
    nl: [
      'waar gaat het over',
      'wat is er gebeurd',
      'hoe kan ik helpen',
      'hoe kan ik u helpen',
      'wat is het probleem',
    ],
    ja: ['ご用件', 'どうされましたか', 'どのようなご', '何がありましたか'],
  },
  identity: {
    en: ['your name', 'your full name', 'who am i speaking', 'verify your identity', 'date of birth'],
    de: ['ihr name', 'ihren namen', 'wie heißen sie', 'geburtsdatum', 'identität bestätigen'],
    es: ['su nombre', 'fecha de nacimiento', 'verificar su identidad'],
    pt: ['seu nome', 'data de nascimento', 'confirmar sua identidade'],
    fr: ['votre nom', 'date de naissance', 'vérifier votre identité'],
    it: ['il suo nome', 'data di nascita', 'verificare la sua identità'],
    nl: ['uw naam', 'geboortedatum', 'uw identiteit'],
    ja: ['お名前', '生年月日', 'ご本人様'],
  },
  reference: {
    en: [
      'order number',
      'account number',
      'booking number',
      'reference number',
      'which account',
      'which booking',
      'which order',
      'card number',
    ],
    de: ['bestellnummer', 'kontonummer', 'buchungsnummer', 'kundennummer', 'welches konto', 'welche buchung'],
    es: ['número de pedido', 'número de cuenta', 'número de reserva', 'qué cuenta'],
    pt: ['número do pedido', 'número da conta', 'número da reserva', 'qual conta'],
    fr: ['numéro de commande', 'numéro de compte', 'numéro de réservation', 'quel compte'],
    it: ['numero d’ordine', "numero d'ordine", 'numero di conto', 'numero di prenotazione'],
    nl: ['bestelnummer', 'rekeningnummer', 'boekingsnummer', 'klantnummer'],
    ja: ['予約番号', '注文番号', '口座番号', 'お客様番号'],
  },
  email: {
    en: ['your email', 'your e-mail', 'email address'],
    de: ['ihre e-mail', 'mailadresse', 'e-mail-adresse'],
    es: ['su correo', 'correo electrónico'],
    pt: ['seu e-mail', 'seu email'],
    fr: ['votre e-mail', 'adresse e-mail'],
    it: ['la sua e-mail', 'indirizzo e-mail'],
    nl: ['uw e-mail', 'e-mailadres'],
    ja: ['メールアドレス'],
  },
  phone: {
    en: ['your phone number', 'your number?', 'reach you at', 'mobile number'],
    de: ['ihre telefonnummer', 'ihre handynummer', 'erreichen wir sie'],
    es: ['su número de teléfono', 'su teléfono'],
    pt: ['seu telefone', 'seu celular'],
    fr: ['votre numéro de téléphone', 'votre téléphone'],
    it: ['il suo numero di telefono', 'il suo telefono'],
    nl: ['uw telefoonnummer'],
    ja: ['電話番号'],
  },
};

const findsDoor = finder(opensDoors);
export const asksHuman = finder(asksForHuman);
export const saysKeyword = (text: string): boolean => asksHuman(text) || findsDoor(text);
export const promisesSomething = finder(promises);

const askFinders = askedFields.map((field) => [field, finder(questions[field])] as const);
const begs =
  /[?？]|tell me|give me|sagen sie|nennen sie|dígame|indíqueme|me diga|me informe|donnez-moi|mi dica|geef me|お聞かせ|教えて|お知らせ/u;

/** What a human's words ask for: only sentences that ask, so that “I see your order number” does not count. */
export function asksFor(text: string): AskedField[] {
  const sentences = tidy(text).split(/(?<=[.!?。！？])/u);
  const asking = sentences.filter((sentence) => begs.test(sentence)).join(' ');
  if (asking === '') return [];
  return askFinders.flatMap(([field, finds]) => (finds(asking) ? [field] : []));
}

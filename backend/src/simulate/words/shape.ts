/** What customers, the bot and humans say about one intent, as templates of `grammar.ts`. */
export interface IntentWords {
  /** The customer's first words. */
  ask: readonly string[];
  /** What the customer adds when asked. */
  more: readonly string[];
  /** The bot, when it can. */
  answer: readonly string[];
  /** The bot, when it cannot. */
  stuck: readonly string[];
  /** The human who solved it. */
  human: readonly string[];
}

/** What is said in every conversation in one language. */
export interface LanguageWords {
  openers: readonly string[];
  closers: readonly string[];
  clarify: readonly string[];
  unsure: readonly string[];
  yes: readonly string[];
  thanks: readonly string[];
  bye: readonly string[];
  askHuman: readonly string[];
  upset: readonly string[];
  handover: readonly string[];
  humanHello: readonly string[];
  humanRepeat: readonly string[];
  contact: readonly string[];
  back: readonly string[];
  reminder: readonly string[];
  reminderReply: readonly string[];
  offTopic: readonly string[];
  countries: readonly string[];
  cities: readonly string[];
  months: readonly string[];
  weekdays: readonly string[];
  devices: readonly string[];
  money: (amount: number) => string;
}

export const bankingIntents = [
  'check_balance',
  'card_activation',
  'statement_copy',
  'standing_order',
  'transfer_limit',
  'lost_card',
  'update_address',
  'dispute_fee',
  'card_declined_abroad',
  'mortgage_early_repayment',
  'joint_account_holder',
  'suspicious_payment',
] as const;
export const telecomIntents = [
  'data_usage',
  'plan_change',
  'bill_explanation',
  'router_setup',
  'no_signal',
  'cancel_contract',
  'lost_esim',
  'roaming_charge',
  'number_porting',
] as const;
export const airlineIntents = [
  'flight_status',
  'seat_selection',
  'baggage_allowance',
  'change_booking',
  'special_assistance',
  'refund_cancelled_flight',
  'name_correction',
  'delayed_baggage',
  'voucher_expired',
] as const;

export type BankingWords = Record<(typeof bankingIntents)[number], IntentWords>;
export type TelecomWords = Record<(typeof telecomIntents)[number], IntentWords>;
export type AirlineWords = Record<(typeof airlineIntents)[number], IntentWords>;
export type IntentName =
  | (typeof bankingIntents)[number]
  | (typeof telecomIntents)[number]
  | (typeof airlineIntents)[number];

import type { DataOf } from '../contract/events.js';
import type { IntentName } from './words/shape.js';

type Reason = NonNullable<DataOf<'handoff.initiated'>['reasons']>[number];

/** What has to be done after the handoff. `dueMinutes` counts from the handoff. */
export interface Duty {
  kind: string;
  description: string;
  dueMinutes?: number;
  promised?: true;
}

export interface Intent {
  name: IntentName;
  /** How often it is asked, against the others of its bot. */
  weight: number;
  /** Share of its conversations that the bot hands over. */
  escalates: number;
  /** The bot version that learned it, and the share from then on. */
  learned?: { version: string; escalates: number };
  /** Asked more often of late. */
  grows?: { lastDays: number; times: number };
  /** Why the bot hands it over. */
  reason: Reason;
  failedAction?: { code: string; name: string };
  /** What the bot takes it for, when it confuses it with another. */
  takenFor?: IntentName;
  /** What the bot calls on the way. */
  attempt: string;
  queue: string;
  situation: string;
  duties: readonly Duty[];
  steps: readonly string[];
}

const minutes = { quarter: 15, hour: 60, day: 1440, week: 10_080 };
const duty = (kind: string, description: string, dueMinutes?: number): Duty => ({
  kind,
  description,
  dueMinutes,
});
const promise = (kind: string, description: string, dueMinutes: number): Duty => ({
  kind,
  description,
  dueMinutes,
  promised: true,
});
const easy = (
  name: IntentName,
  weight: number,
  attempt: string,
  queue: string,
  situation: string,
  escalates = 0.07,
): Intent => ({
  name,
  weight,
  escalates,
  reason: 'low_confidence',
  attempt,
  queue,
  situation,
  duties: [duty('answer_question', 'Answer what the bot could not', minutes.hour)],
  steps: ['read the notes', 'answer the question'],
});

export const banking: readonly Intent[] = [
  easy('check_balance', 18, 'account.read', 'accounts', 'Customer asks for the balance of an account.', 0.04),
  easy('card_activation', 10, 'card.activate', 'cards', 'Customer wants to activate a new card.', 0.05),
  easy('statement_copy', 10, 'document.find', 'accounts', 'Customer needs an account statement.', 0.05),
  easy(
    'standing_order',
    10,
    'payment.schedule',
    'accounts',
    'Customer wants to change a standing order.',
    0.06,
  ),
  easy('transfer_limit', 9, 'limit.raise', 'accounts', 'Customer needs a higher transfer limit.', 0.12),
  {
    name: 'lost_card',
    weight: 6,
    escalates: 0.22,
    reason: 'action_failed',
    failedAction: { code: 'ERR_CARD_LOCK_502', name: 'card.block' },
    attempt: 'card.block',
    queue: 'cards',
    situation: 'Customer lost a card and wants it blocked.',
    duties: [
      duty('block_card', 'Block the card', minutes.quarter),
      promise('send_card', 'Order a new card', minutes.day),
    ],
    steps: ['block the card', 'check the last payments', 'order a new card'],
  },
  {
    name: 'update_address',
    weight: 14,
    escalates: 0.86,
    learned: { version: '1.4.0', escalates: 0.12 },
    reason: 'action_failed',
    failedAction: { code: 'ERR_PERM_004', name: 'customer.address.update' },
    attempt: 'customer.address.update',
    queue: 'accounts',
    situation:
      'Customer moved and wants the postal address changed; the bot may not write to the customer record.',
    duties: [
      duty('verify_identity', 'Verify the customer', minutes.hour),
      duty('update_address', 'Enter the new address', minutes.day),
      promise('confirm_by_letter', 'Send the confirmation', 2 * minutes.day),
    ],
    steps: ['verify the identity', 'enter the new address in the customer record', 'send the confirmation'],
  },
  {
    name: 'dispute_fee',
    weight: 10,
    escalates: 0.78,
    learned: { version: '1.5.0', escalates: 0.24 },
    reason: 'out_of_scope',
    attempt: 'fee.explain',
    queue: 'complaints',
    situation: 'Customer disputes a fee and wants it refunded.',
    duties: [
      duty('decide_refund', 'Decide on the refund', minutes.day),
      promise('inform_customer', 'Tell the customer the decision', 2 * minutes.day),
    ],
    steps: ['look up the price list', 'decide on the refund', 'book the refund', 'tell the customer'],
  },
  {
    name: 'card_declined_abroad',
    weight: 10,
    escalates: 0.72,
    learned: { version: '1.5.0', escalates: 0.2 },
    reason: 'complexity',
    attempt: 'card.decline_reason',
    queue: 'cards',
    situation: 'Card is declined abroad although the account is covered.',
    duties: [
      duty('check_fraud_rule', 'Check which rule declined', minutes.quarter),
      duty('open_region', 'Open the card for the country', minutes.hour),
    ],
    steps: ['look up the decline reason', 'lift the regional fraud rule', 'ask the customer to try again'],
  },
  {
    name: 'mortgage_early_repayment',
    weight: 5,
    escalates: 0.66,
    reason: 'complexity',
    attempt: 'knowledge.search',
    queue: 'lending',
    situation: 'Customer wants to repay a mortgage before the end of its term.',
    duties: [
      duty('calculate_charge', 'Calculate the prepayment charge', 2 * minutes.day),
      promise('send_letter', 'Send the payoff letter', minutes.week),
    ],
    steps: ['read the contract', 'calculate the prepayment charge', 'send the payoff letter'],
  },
  {
    name: 'joint_account_holder',
    weight: 5,
    escalates: 0.7,
    reason: 'no_match',
    attempt: 'knowledge.search',
    queue: 'accounts',
    situation: 'Customer wants to add or remove a second account holder.',
    duties: [promise('book_appointment', 'Book an appointment for both holders', minutes.day)],
    steps: ['check both identities', 'book an appointment', 'prepare the form'],
  },
  {
    name: 'suspicious_payment',
    weight: 5,
    escalates: 0.93,
    reason: 'policy_rule',
    attempt: 'card.block',
    queue: 'fraud',
    situation: 'Customer reports a payment that somebody else made.',
    duties: [
      duty('block_card', 'Block card and access', minutes.quarter),
      duty('open_fraud_case', 'Open a fraud case', minutes.hour),
    ],
    steps: ['block the card', 'claim the payment back', 'open a fraud case'],
  },
];

export const telecom: readonly Intent[] = [
  easy('data_usage', 24, 'usage.read', 'mobile', 'Customer asks for the data used.', 0.04),
  easy('plan_change', 16, 'plan.change', 'sales', 'Customer wants another plan.', 0.08),
  easy('bill_explanation', 15, 'bill.explain', 'billing', 'Customer does not understand the bill.', 0.13),
  easy('router_setup', 15, 'line.test', 'technical', 'Customer sets up a router.', 0.1),
  {
    ...easy('no_signal', 9, 'outage.lookup', 'technical', 'Customer has no network.', 0.12),
    reason: 'capacity',
    duties: [
      duty('check_line', 'Check the line', minutes.hour),
      promise('inform_customer', 'Write when it is repaired', minutes.day),
    ],
    steps: ['look up the fault', 'write when it is repaired'],
  },
  {
    ...easy('cancel_contract', 6, 'contract.read', 'retention', 'Customer wants to cancel.', 0.5),
    reason: 'policy_rule',
    duties: [duty('confirm_cancellation', 'Confirm the end of the contract', minutes.day)],
    steps: ['check the term', 'offer to stay', 'confirm the end'],
  },
  {
    ...easy(
      'lost_esim',
      6,
      'esim.explain',
      'mobile',
      'Customer lost the phone and needs the eSIM on another.',
      0.8,
    ),
    reason: 'out_of_scope',
    grows: { lastDays: 24, times: 1.7 },
    duties: [
      duty('verify_identity', 'Verify the customer', minutes.hour),
      duty('issue_esim', 'Issue a new eSIM profile', minutes.day),
    ],
    steps: ['verify the identity', 'block the old profile', 'issue a new eSIM profile', 'send the QR code'],
  },
  {
    ...easy('roaming_charge', 6, 'bill.explain', 'billing', 'Customer disputes roaming charges.', 0.6),
    reason: 'policy_rule',
    duties: [
      duty('decide_credit', 'Decide on the credit', 2 * minutes.day),
      promise('inform_customer', 'Tell the customer', 3 * minutes.day),
    ],
    steps: ['read the usage records', 'check the cost limit', 'credit the charge'],
  },
  {
    ...easy(
      'number_porting',
      4.5,
      'porting.request',
      'porting',
      'The number has not come over from the old provider.',
      0.7,
    ),
    reason: 'action_failed',
    failedAction: { code: 'ERR_PORT_31', name: 'porting.request' },
    duties: [
      duty('resend_request', 'Send the porting request again', minutes.day),
      promise('inform_customer', 'Tell the new date', 2 * minutes.day),
    ],
    steps: ['compare the names', 'send the porting request again', 'tell the new date'],
  },
];

export const airline: readonly Intent[] = [
  easy('flight_status', 26, 'flight.read', 'service', 'Customer asks whether a flight is on time.', 0.03),
  easy('seat_selection', 18, 'seat.assign', 'service', 'Customer wants another seat.', 0.07),
  easy('baggage_allowance', 18, 'fare.rules', 'service', 'Customer asks about baggage.', 0.05),
  easy('change_booking', 13, 'booking.change', 'bookings', 'Customer wants to change a flight.', 0.17),
  {
    ...easy(
      'special_assistance',
      3,
      'booking.read',
      'assistance',
      'Customer needs assistance at the airport.',
      0.9,
    ),
    reason: 'policy_rule',
    duties: [promise('confirm_assistance', 'Confirm the assistance with the airport', minutes.day)],
    steps: ['read the booking', 'order the assistance', 'confirm to the customer'],
  },
  {
    ...easy(
      'refund_cancelled_flight',
      8,
      'booking.rebook',
      'refunds',
      'Flight was cancelled, the customer wants the money back.',
      0.84,
    ),
    reason: 'out_of_scope',
    grows: { lastDays: 12, times: 1.8 },
    duties: [
      duty('start_refund', 'Start the refund', minutes.day),
      promise('confirm_by_email', 'Confirm amount and date', 2 * minutes.day),
    ],
    steps: ['check the cancellation', 'start the refund to the card', 'confirm amount and date'],
  },
  {
    ...easy('name_correction', 4.5, 'ticket.reissue', 'bookings', 'The name on the ticket is wrong.', 0.78),
    reason: 'action_failed',
    failedAction: { code: 'ERR_TKT_REISSUE', name: 'ticket.reissue' },
    duties: [
      duty('compare_passport', 'Compare with the passport', minutes.day),
      duty('reissue_ticket', 'Issue the ticket again', minutes.day),
    ],
    steps: ['compare with the passport', 'correct the name', 'issue the ticket again'],
  },
  {
    ...easy('delayed_baggage', 5.5, 'knowledge.search', 'baggage', 'A bag did not arrive.', 0.8),
    reason: 'no_match',
    duties: [
      duty('open_report', 'Open a baggage report', minutes.hour),
      promise('deliver_bag', 'Have the bag delivered', 3 * minutes.day),
    ],
    steps: ['open a baggage report', 'trace the bag', 'order a courier'],
  },
  {
    ...easy('voucher_expired', 3.5, 'booking.rebook', 'refunds', 'A travel voucher has expired.', 0.7),
    reason: 'low_confidence',
    takenFor: 'refund_cancelled_flight',
    duties: [duty('extend_voucher', 'Decide on an extension', 2 * minutes.day)],
    steps: ['check the voucher', 'extend it by six months'],
  },
];

import { duty, easy, type Intent, minutes, promise } from './intent.js';

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

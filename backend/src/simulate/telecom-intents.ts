import { duty, easy, type Intent, minutes, promise } from './intent.js';

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

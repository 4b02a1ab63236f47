import { EventLog } from './event-log.js';

/** What customers say who need the same. */
const needs: Record<string, readonly string[]> = {
  refund: ['refund my order please', 'I want a refund for the order', 'when is my refund paid'],
  password: ['reset my password', 'I forgot the password', 'password reset does not work'],
  address: ['change my street address', 'new address after moving house', 'my address is wrong'],
  invoice: ['send the invoice again', 'the invoice has a wrong amount', 'where is my invoice pdf'],
  parcel: ['parcel not delivered', 'track the parcel', 'the parcel arrived damaged'],
  tariff: ['switch to the cheaper tariff', 'which tariff fits me', 'cancel my tariff upgrade'],
};
const things = ['phone', 'laptop', 'camera', 'sofa', 'lamp', 'kettle', 'bike', 'tent'];
export const week = 7 * 24 * 60;
export const [weeksBefore, weeksAfter] = [20, 10];

/** Six needs are escalated eight times a week; after the release customers ask for a refund twice a week. */
export function* weeklyEscalations() {
  let place = 0;
  for (let w = 0; w < weeksBefore + weeksAfter; w++) {
    for (const [need, phrases] of Object.entries(needs)) {
      const count = need === 'refund' && w >= weeksBefore ? 2 : 8;
      for (let i = 0; i < count; i++) {
        const begin = w * week + i * 1000 + 10;
        yield* new EventLog(`c-${place}`, 'shop')
          .started(begin, { bot: 'ada', bot_version: '1', channel: 'web', customer: { id: `k-${place}` } })
          .customer(begin + 1, {
            text: `${phrases[place % phrases.length]} ${things[w % things.length]}`,
            confidence: 0.3,
          })
          .escalated(begin + 2, { handoff_id: `h-${place}`, reasons: ['no_match'] })
          .resolved(begin + 30, { intent: need, disposition: 'done' }, `h-${place}`).events;
        place += 1;
      }
    }
  }
}

/** A release of their bot that names improvements. */
export const releaseOf = (id: string, version: string, minute: number, improvements: string[]) => ({
  ...new EventLog(id, 'shop').ended(minute).events[0],
  id: `release-${version}`,
  type: 'bot.released',
  subject: 'ada',
  data: { bot: 'ada', version, improvements },
});

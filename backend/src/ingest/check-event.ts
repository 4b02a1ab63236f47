import type { z } from 'zod';
import { decisionTypes, type IncomingType, incomingTypes } from '../contract/event-types.js';
import { type CloudEvent, cloudEvent, eventData, limits, ownSource } from '../contract/events.js';
import { pointerTo } from '../contract/json-pointer.js';
import { findFlaw } from './json-scan.js';

/** Why an event is not kept, and where in it. */
export interface Refusal {
  reason: string;
  pointer: string;
  source?: string;
  id?: string;
}
export type Checked = { event: CloudEvent } | { refusal: Refusal };

/** Further places in the same event that are named. */
const alsoShown = 5;

const decisions = new Set<string>(decisionTypes);
const withoutConversation = new Set<string>(['bot.released']);

/** One event from its JSON text. Nothing is converted: what is kept is what was sent. */
export function checkEventText(text: string): Checked {
  if (text.length > limits.eventBytes || Buffer.byteLength(text) > limits.eventBytes) {
    return refuse(`longer than ${limits.eventBytes} bytes`, '');
  }
  const value = parse(text);
  if (text.trim() === '') return refuse('nothing stands here: there is a comma too many', '');
  if (value instanceof SyntaxError) return refuse(`not JSON: ${value.message}`, '');
  const flaw = findFlaw(text);
  return flaw ? { refusal: { ...flawed(flaw), ...nameOf(value) } } : checkEvent(value);
}

/** One event as a value, as if its text had been sent. */
export function checkEventValue(value: unknown): Checked {
  try {
    return checkEventText(JSON.stringify(value) ?? 'null');
  } catch {
    return refuse('nested too deeply', '', value);
  }
}

/** One event that the guard has let pass. */
function checkEvent(value: unknown): Checked {
  if (Array.isArray(value))
    return refuse('this is a list of events: send it as application/cloudevents-batch+json', '');
  const envelope = cloudEvent.safeParse(value);
  if (!envelope.success) return refuseBy(envelope.error, '', value);
  const event = value as CloudEvent;
  if (event.source === ownSource || event.source.startsWith(`${ownSource}/`)) {
    return refuse(`the source "${ownSource}" is reserved`, '/source', value);
  }
  if (decisions.has(event.type)) {
    return refuse(`"${event.type}" is recorded by the product only`, '/type', value);
  }
  const schema = eventData[event.type as IncomingType] as z.ZodType | undefined;
  if (!schema || !Object.hasOwn(eventData, event.type)) {
    return refuse(`unknown type; known are ${incomingTypes.join(', ')}`, '/type', value);
  }
  if (event.subject === undefined && !withoutConversation.has(event.type)) {
    return refuse('the conversation id is missing', '/subject', value);
  }
  const data = schema.safeParse(event.data);
  return data.success ? { event } : refuseBy(data.error, '/data', value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

const flawed = ({ reason, pointer }: { reason: string; pointer: string }) => ({ reason, pointer });

const refuse = (reason: string, pointer: string, value?: unknown): Checked => ({
  refusal: { reason, pointer, ...nameOf(value) },
});

function refuseBy(error: z.ZodError, prefix: string, value: unknown): Checked {
  const [first, ...others] = error.issues.map(({ message, path }) => ({
    message,
    pointer: prefix + pointerTo(path),
  }));
  const shown = others.slice(0, alsoShown).map(({ pointer }) => pointer);
  if (others.length > alsoShown) shown.push(`${others.length - alsoShown} more`);
  const also = shown.length > 0 ? ` (also wrong: ${shown.join(', ')})` : '';
  return refuse((first?.message ?? 'not as expected') + also, first?.pointer ?? prefix, value);
}

/** Source and id where they can be read, so that the sender recognises its event. */
function nameOf(value: unknown): { source?: string; id?: string } {
  if (typeof value !== 'object' || value === null) return {};
  const { source, id } = value as { source?: unknown; id?: unknown };
  return {
    ...(typeof source === 'string' ? { source: source.slice(0, 200) } : {}),
    ...(typeof id === 'string' ? { id: id.slice(0, 200) } : {}),
  };
}

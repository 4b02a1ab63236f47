import { expect, test } from 'vitest';
import { errorCode } from '../../backend/src/sources/openai-episode.js';
import { answer, ask, call, eventsOf, handover, mapped, types } from '../support/chat-log.js';

test('a handoff carries what the tool was given, and the reward becomes its action result', async () => {
  const events = await eventsOf({
    id: 'chat 1',
    reward: 1,
    info: { task: { user_id: 'u-7' } },
    messages: [
      { role: 'system', content: 'Be kind.' },
      ask,
      call('find_bag', { tag: 7 }),
      answer('{}'),
      ...handover,
    ],
  });
  expect(types(events)).toEqual([
    'conversation.started',
    'turn.recorded',
    'turn.recorded',
    'turn.recorded',
    'handoff.initiated',
    'handoff.delivered',
    'action.recorded',
  ]);
  expect(events[0]?.data).toEqual({ initiated_by: 'customer', customer: { id: 'u-7' } });
  expect(events[4]?.data).toEqual({
    handoff_id: 'chat 1-handoff',
    purpose: 'escalation',
    from: { kind: 'bot' },
    to: { kind: 'human' },
    reasons: ['unknown'],
    signal: 'explicit',
    rule: 'transfer_to_human_agents',
    context: { summary: { situation: 'Bag GT 7 is missing.' }, attempts: [{ action: 'find_bag' }] },
    required_actions: [{ id: 'task', kind: 'complete_task' }],
  });
  expect(events.at(-1)?.data).toEqual({
    handoff_id: 'chat 1-handoff',
    action_id: 'task',
    kind: 'complete_task',
    result: 'correct',
    evidence: 'system',
  });
  expect(events.every((event) => event.subject === 'chat 1' && event.timeassumed === true)).toBe(true);
});

test('a wrong handoff is a handoff whose task was done wrong', async () => {
  const events = await eventsOf({ reward: 0, messages: [ask, ...handover] });
  expect(events.at(-1)?.data).toMatchObject({ result: 'incorrect', handoff_id: expect.any(String) });
  expect(types(events)).not.toContain('conversation.ended');
});

test('without a handoff only a reward of 1 is self-served, and no reward says nothing', async () => {
  const end = async (reward?: number) =>
    (await eventsOf({ reward, messages: [ask, { role: 'assistant', content: 'Done.' }] })).filter(
      (event) => event.type === 'conversation.ended' || event.type === 'action.recorded',
    );
  expect((await end(1)).map((event) => event.data)).toEqual([
    { action_id: 'task', kind: 'complete_task', result: 'correct', evidence: 'system' },
    { by: 'system', resolved: 'confirmed' },
  ]);
  expect((await end(0)).map((event) => event.data)).toEqual([
    { action_id: 'task', kind: 'complete_task', result: 'incorrect', evidence: 'system' },
    { by: 'system', resolved: 'no' },
  ]);
  expect((await end(0.5)).map((event) => event.data.result)).toEqual(['unknown']);
  expect(await end()).toEqual([]);
});

test('only the first call of the handoff tool is a handoff, later ones are noted', async () => {
  const result = await mapped({ messages: [ask, ...handover, ...handover] });
  expect(
    'events' in result && types(result.events).filter((type) => type === 'handoff.initiated'),
  ).toHaveLength(1);
  expect('notes' in result && result.notes).toEqual(['message 3 calls transfer_to_human_agents once more']);
});

test('the handoff tool has the name that it is given', async () => {
  const messages = [ask, call('escalate', { reason: 'Policy rule', note: 'Over the limit.', urgent: true })];
  expect(types(await eventsOf({ messages }))).not.toContain('handoff.initiated');
  const events = await eventsOf({ messages }, { handoffTools: ['other', 'escalate'] });
  expect(events.at(-1)?.data).toMatchObject({
    reasons: ['policy_rule'],
    reason_raw: 'Policy rule',
    rule: 'escalate',
    context: { summary: { situation: 'Over the limit.' }, entities: { urgent: true } },
  });
});

test('a customer who asks for a person is said to have asked, no other reason is guessed', async () => {
  const reasons = async (summary: string) =>
    (await eventsOf({ messages: [ask, call('transfer_to_human_agents', { summary })] })).at(-1)?.data.reasons;
  expect(await reasons('The user is requesting to speak with a supervisor.')).toEqual(['customer_request']);
  expect(await reasons('The refund is against the policy.')).toEqual(['unknown']);
});

test('a failed tool is a failed action with a code that holds no data of the customer', async () => {
  const events = await eventsOf({
    messages: [ask, call('pay', {}), answer('Error: payment method card_77 not found')],
  });
  expect(events[2]?.data).toEqual({
    role: 'bot',
    action: 'pay',
    failed_action: {
      code: 'payment_method_not_found',
      name: 'pay',
      message: 'Error: payment method card_77 not found',
    },
  });
  expect(errorCode('Error: ERR_PERM_004 for u-7')).toBe('ERR_PERM_004');
  expect(errorCode('Error 500')).toBe('tool_error');
  expect(errorCode('Error: payment amount does not add up, total price is 305')).toBe(
    'payment_amount_does_not_add_up',
  );
});

test('a transfer that fails is a failed handoff', async () => {
  const events = await eventsOf({
    messages: [ask, call('transfer_to_human_agents', {}), answer('Error: no agents')],
  });
  expect(events.at(-1)).toMatchObject({ type: 'handoff.failed', data: { reason: 'tool_error' } });
});

test('parts, refusals, old function calls and several calls in one message are read', async () => {
  const events = await eventsOf({
    messages: [
      { role: 'developer', content: [{ type: 'text', text: 'x' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look:' },
          { type: 'image_url', image_url: { url: 'a' } },
        ],
      },
      { role: 'assistant', content: null, refusal: 'I may not.' },
      { role: 'assistant', content: '', function_call: { name: 'find', arguments: '{broken' } },
      { role: 'function', name: 'find', content: 'Error: bag not found' },
      {
        ...call('one', {}, 'a'),
        tool_calls: [...call('one', {}, 'a').tool_calls, ...call('two', {}, 'b').tool_calls],
      },
      answer('ok', 'a'),
      answer('Error: two is broken', 'b'),
    ],
  });
  expect(events.slice(1).map((event) => event.data)).toEqual([
    { role: 'customer', text: 'Look:', attachments: ['image_url'] },
    { role: 'bot', text: 'I may not.' },
    {
      role: 'bot',
      action: 'find',
      failed_action: { code: 'bag_not_found', name: 'find', message: 'Error: bag not found' },
    },
    { role: 'bot', action: 'one' },
    {
      role: 'bot',
      action: 'two',
      failed_action: { code: 'two_is_broken', name: 'two', message: 'Error: two is broken' },
    },
  ]);
});

import { describe, expect, it } from 'vitest';
import { datasetRequest } from '../../backend/src/contract/datasets.js';
import {
  formProblem,
  parseForm,
  requestOf,
  trainShare,
  writeForm,
} from '../../frontend/src/features/datasets/dataset-form';

const draft =
  'name=Moves&gap=gbbbbbbb&gap=gaaaaaaa&first=2026-03-29&last=2026-03-29&language=de&bot=Nova&label=gap&test=25&intent=b&intent=a&quality=resolved&most=40&weighted=yes';
const form = parseForm(new URLSearchParams(draft));

describe('the draft of a dataset', () => {
  it('comes back from the URL as it was written', () => {
    expect(parseForm(writeForm(form))).toEqual(form);
    expect(writeForm(parseForm(new URLSearchParams())).toString()).toBe('');
  });

  it('falls back where the URL holds nonsense', () => {
    const read = parseForm(new URLSearchParams('first=2026-13-45&label=x&test=999&validation=-1'));
    expect(read).toMatchObject({ first: '', label: 'resolved_intent', test: 10, validation: 10 });
  });

  it('never splits into more than the whole', () => {
    const read = parseForm(new URLSearchParams('validation=60&test=60'));
    expect([trainShare(read), read.validation, read.test]).toEqual([0, 60, 40]);
  });

  it('asks for whole days of the zone, also when the clocks change', () => {
    expect(requestOf(form, 'Europe/Berlin')).toMatchObject({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
  });

  it('is a request of the contract, the same whatever the order of clicks', () => {
    const request = requestOf(form, 'UTC');
    expect(datasetRequest.parse(request).gaps).toEqual(['gaaaaaaa', 'gbbbbbbb']);
    expect(datasetRequest.parse(request)).toMatchObject({
      intents: ['a', 'b'],
      quality: 'resolved',
      mostPerLabel: 40,
      weighted: true,
    });
    expect(requestOf({ ...form, gaps: [...form.gaps].reverse() }, 'UTC')).toEqual(request);
  });

  it('asks for turns with what goes with them alone, and needs no gap for it', () => {
    const search =
      'kind=turns&gap=gaaaaaaa&intent=a&within=5&by=time&open=yes&words=yes&conversations=70000&name=Soon';
    const turns = parseForm(new URLSearchParams(search));
    expect(parseForm(writeForm(turns))).toEqual(turns);
    expect(formProblem({ ...turns, gaps: [] })).toBeNull();
    expect(datasetRequest.parse(requestOf(turns, 'Asia/Kolkata'))).toMatchObject({
      gaps: [],
      intents: [],
      turns: {
        ...{ within: 5, splitBy: 'time', includeOpen: true, words: true },
        ...{ zone: 'Asia/Kolkata', mostConversations: 50_000 },
      },
    });
  });

  it('says what is missing', () => {
    expect(formProblem({ ...form, gaps: [] })).toBe('Choose at least one gap.');
    expect(formProblem({ ...form, first: '2026-04-02', last: '2026-04-01' })).toMatch('before');
    expect(formProblem(form)).toBeNull();
  });
});

import { expect, test } from 'vitest';
import { customerNames } from '../../backend/src/contract/customer-names.js';
import { customerOf } from '../../backend/src/sources/customer.js';

test('the site’s own id goes before an address, a number and the vendor’s id', () => {
  const known = { own: 'crm-7', mail: 'Ada@Example.com', phone: 'whatsapp:+44 1632 960001', vendor: 'v-1' };
  expect(customerOf(known)).toEqual({ id: 'crm-7' });
  expect(customerOf({ ...known, own: undefined })).toEqual({ id: 'mailto:ada@example.com' });
  expect(customerOf({ ...known, own: '', mail: 'sip:+441632960001@edge' })).toEqual({
    id: 'tel:+441632960001',
  });
  expect(customerOf({ vendor: 'v-1' })).toEqual({ id: 'v-1' });
  // Two vendors’ seventh contacts are not one person.
  expect(customerOf({ vendor: '7', at: 'chatwoot' })).toEqual({ id: 'chatwoot:7' });
  expect(customerOf({ own: 'crm-7', vendor: '7', at: 'chatwoot' })).toEqual({ id: 'crm-7' });
  expect(customerOf({ phone: '0123' })).toBeUndefined();
});

test.each([
  { own: 'anonymous' },
  { own: 'Guest' },
  { vendor: '-1' },
  { vendor: 'undefined' },
  { mail: 'anonymous@anonymous.invalid' },
  { mail: 'sip:anonymous@anonymous.invalid', phone: 'sip:anonymous@anonymous.invalid' },
  { phone: 'tel:+266696687' },
  { phone: '+7378742833' },
  { phone: 'tel:anonymous' },
])('nobody is nobody, not one customer for all: %o', (known) => {
  expect(customerOf(known)).toBeUndefined();
  expect(customerOf({ ...known, vendor: known.vendor ?? 'v-9' })).toEqual(
    known.vendor === undefined ? { id: 'v-9' } : undefined,
  );
});

test('whom somebody names is looked for under every id that stands for the same', () => {
  expect(customerNames(' Ada@Example.com ')).toEqual([
    'Ada@Example.com',
    'mailto:ada@example.com',
    'ada@example.com',
  ]);
  expect(customerNames('mailto:ada@example.com')).toEqual(['mailto:ada@example.com', 'ada@example.com']);
  expect(customerNames('+44 1632 960001')).toEqual(['+44 1632 960001', 'tel:+441632960001', '+441632960001']);
  expect(customerNames('4711')).toEqual(['4711']);
});

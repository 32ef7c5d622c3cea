/** Room tests. The handsets: what their page is told, and replies that become conversations. */
import { refreshFirstPage, appendPage } from '../../../sandbox/omnichannel/phones/mergePages';
import type { HandsetList } from '../../../sandbox/omnichannel/phones/apiClient';
import { initials, languageLabel } from '../../../sandbox/omnichannel/phones/display';
import { PHONES_TEXTS } from '../../../sandbox/omnichannel/phones/strings';
import { writeLanguage } from '../../../sandbox/app/server/session';
import { contact, openService, SMS, type TestService } from './openService';

const NUMBER = '+6281200000001';

let service: TestService;
beforeEach(async () => {
  service = await openService();
});
afterEach(() => service.close());

const createContact = (values: Record<string, string>): string => service.dataverse.rows.create('contact', values);
const send = (count: number) =>
  service.invoke(
    Array.from({ length: count }, (_, index) => contact({ tocontactid: `+62812000${String(index).padStart(5, '0')}` })),
  );
const reply = (text: unknown, number = NUMBER) =>
  service.post(`/phones/api/${encodeURIComponent(number)}/replies`, { text });
const conversations = () => service.dataverse.rows.findWhere('msdyn_ocliveworkitem', {});

describe('the list of handsets', () => {
  it('shows the newest message first, with counts', async () => {
    await send(3);
    await service.invoke([contact({ tocontactid: '+6281200000001' })]);
    const page = await service.handsets();
    expect(page).toMatchObject({ total: 3, unread: 3 });
    expect(page.handsets.map(({ number, messageCount }) => [number, messageCount])).toEqual([
      ['+6281200000001', 2],
      ['+6281200000002', 1],
      ['+6281200000000', 1],
    ]);
  });

  it.each([
    ['international', '+6281200000001'],
    ['national', '0812-0000-0001'],
    ['with 00', '0062 812 0000 0001'],
    [
      'in full-width digits',
      [...NUMBER].map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0)).join(''),
    ],
  ])('names the person whose number is written %s', async (_how, mobilephone) => {
    createContact({ firstname: 'Sari', lastname: 'Utami', mobilephone });
    await service.invoke([contact()]);
    const [handset] = (await service.handsets()).handsets;
    expect(handset?.name).toBe('Sari Utami');
  });

  it('finds by name and by number, without regard to case and in any script', async () => {
    createContact({ firstname: 'Öztürk', lastname: 'محمد', mobilephone: '+6281200000001' });
    await send(3);
    const found = async (search: string) => (await service.handsets(`?search=${encodeURIComponent(search)}`)).total;
    expect([await found('öZTÜRK'), await found('محمد'), await found('00001'), await found('+62812')]).toEqual([
      1, 1, 1, 3,
    ]);
    expect([await found('%'), await found('_'), await found('nobody')]).toEqual([0, 0, 0]);
  });

  it('comes in pages that together hold everybody once', async () => {
    await send(100);
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = await service.handsets(`?top=30${before === undefined ? '' : `&before=${before}`}`);
      seen.push(...page.handsets.map(({ number }) => number));
      before = page.next;
    } while (before !== undefined);
    expect([seen.length, new Set(seen).size]).toEqual([100, 100]);
  });

  it('forgets the unread mark once the handset was read', async () => {
    await send(2);
    await service.post(`/phones/api/handsets/${encodeURIComponent('+6281200000000')}/read`, {});
    expect((await service.handsets()).unread).toBe(1);
  });
});

describe('a handset', () => {
  it('gives its messages with channel, time and language', async () => {
    await service.invoke([contact({ locale: '1057' })]);
    const answer = await fetch(`${service.url}/phones/api/handsets/${encodeURIComponent(NUMBER)}`);
    expect(await answer.json()).toMatchObject({
      number: NUMBER,
      messages: [
        { direction: 'to-customer', channelType: SMS, lcid: 1057, language: 'id-id', at: '2026-01-15T08:00:00.000Z' },
      ],
    });
  });

  it('answers 404 with a code when nothing ever reached it', async () => {
    const answer = await fetch(`${service.url}/phones/api/handsets/%2B100`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'handset-unknown' } });
  });
});

describe('a reply', () => {
  it('becomes an open conversation with customer, channel and text', async () => {
    const id = createContact({ firstname: 'Sari', lastname: 'Utami', mobilephone: NUMBER });
    await service.invoke([contact()]);
    expect((await reply('Belum, tolong bantu')).status).toBe(201);
    expect(conversations()).toHaveLength(1);
    expect(conversations()[0]?.values).toMatchObject({
      subject: 'Sari Utami: Belum, tolong bantu',
      description: 'Belum, tolong bantu',
      msdyn_channel: SMS,
      msdyn_customer: { table: 'contact', id },
      msdyn_customerlanguageid: expect.objectContaining({ table: 'msdyn_oclanguage' }) as unknown,
      statecode: 0,
    });
    expect(await service.texts(NUMBER)).toEqual(['Hello Sari, case Refund', 'Belum, tolong bantu']);
  });

  it('goes on in the conversation that is open, and opens a new one after that was closed', async () => {
    await service.invoke([contact()]);
    await reply('One');
    await reply('Two');
    expect(conversations().map(({ values }) => values['description'])).toEqual(['One\nTwo']);
    service.dataverse.rows.update('msdyn_ocliveworkitem', conversations()[0]?.id ?? '', { statecode: 1 });
    await reply('Three');
    expect(conversations()).toHaveLength(2);
  });

  it('from a person nobody knows names the number', async () => {
    await service.invoke([contact()]);
    await reply('Hi');
    expect(conversations()[0]?.values).toMatchObject({ subject: `${NUMBER}: Hi`, msdyn_customer: null });
  });

  it.each(['', '   ', 42, undefined, 'x'.repeat(2049)])('is refused when it is %j', async (text) => {
    await service.invoke([contact()]);
    expect((await reply(text)).status).toBe(400);
    expect(conversations()).toEqual([]);
  });

  it('is refused from a handset that never got a message', async () => {
    expect((await reply('Hi', '+6281299999999')).status).toBe(404);
  });
});

describe('the page', () => {
  it('comes with a content security policy that takes no inline script', async () => {
    const answer = await fetch(`${service.url}/phones`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    const page = await answer.text();
    expect(page).toContain(`nonce="${nonce}"`);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  });

  it.each([
    ['', '<html lang="en-US" dir="ltr">', 'Phones ·'],
    ['?rtl=1', '<html lang="en-US" dir="rtl">', 'Phones ·'],
  ])('is written in the base language with the query %p', async (query, root, title) => {
    const page = await (await fetch(`${service.url}/phones${query}`)).text();
    expect([page.includes(root), page.includes(title)]).toEqual([true, true]);
  });

  it('is written in the language of the user', async () => {
    writeLanguage(service.dataverse, 1057);
    const page = await (await fetch(`${service.url}/phones`)).text();
    expect(page).toContain('<html lang="id-ID" dir="ltr">');
    expect(page).toContain('Ponsel ·');
  });

  it.each(Object.entries(PHONES_TEXTS))('has every text in %s, with the places of the English one', (_tag, texts) => {
    const placesOf = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String);
    for (const [key, english] of Object.entries(PHONES_TEXTS['en-US'] ?? {})) {
      const text = texts[key as keyof typeof texts];
      expect([key, text.trim() === '', placesOf(text)]).toEqual([key, false, placesOf(english)]);
    }
  });

  it('hears of a new message', async () => {
    const stop = new AbortController();
    const stream = await fetch(`${service.url}/phones/api/changes`, { signal: stop.signal });
    await service.invoke([contact()]);
    const reader = stream.body?.getReader();
    let heard = '';
    while (reader && !heard.includes('event: changed')) heard += new TextDecoder().decode((await reader.read()).value);
    stop.abort();
    expect(heard).toContain(`{"numbers":["${NUMBER}"]}`);
  });
});

describe('the list in the browser', () => {
  const message = (id: number) => ({
    id,
    direction: 'to-customer' as const,
    channelType: SMS,
    organizationNumber: '',
    text: '',
    at: '',
  });
  const list = (ids: Record<string, number>, next?: number): HandsetList => ({
    total: 0,
    unread: 0,
    next,
    handsets: Object.entries(ids).map(([number, id]) => ({
      number,
      messageCount: 1,
      unreadCount: 0,
      lastMessage: message(id),
    })),
  });
  const numbersOf = ({ handsets }: HandsetList) => handsets.map(({ number }) => number);

  it('lets a handset rise that got a message, and keeps what was loaded below', () => {
    const loaded = list({ a: 9, b: 8, c: 7, d: 6 }, 6);
    const refreshed = refreshFirstPage(loaded, list({ c: 10, a: 9 }, 9));
    expect(numbersOf(refreshed)).toEqual(['c', 'a', 'b', 'd']);
    expect(refreshed.next).toBe(6);
  });

  it('begins anew when the first page no longer touches what was loaded', () => {
    const refreshed = refreshFirstPage(list({ a: 9, b: 8 }, 8), list({ x: 20, y: 19 }, 19));
    expect(numbersOf(refreshed)).toEqual(['x', 'y']);
    expect(refreshed.next).toBe(19);
  });

  it('shows nobody twice when a page overlaps', () => {
    expect(numbersOf(appendPage(list({ a: 9, b: 8 }, 8), list({ b: 8, c: 7 })))).toEqual(['a', 'b', 'c']);
  });

  it('shows initials of letters only, and languages by name', () => {
    expect(['Sari Utami', 'Wagimin', '[x] 9', undefined, 'محمد علي'].map(initials)).toEqual(['SU', 'W', '', '', 'مع']);
    const shownIn = (page: string) => ['id-id', 'en-us', '??'].map((tag) => languageLabel(tag, page));
    expect(shownIn('en-US')).toEqual(['Indonesian', 'English', '??']);
    expect(shownIn('id-ID')).toEqual(['Indonesia', 'Inggris', '??']);
  });
});

import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import fastify from 'fastify';
import { openDataverse } from '../../../sandbox/dataverse/open';
import { registerWebApi } from '../../../sandbox/dataverse/webApi';

/** `FUZZ_RUNS=20000` for the long run. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);

const ID = '00000000-0000-4000-8000-000000000001';

const names = fc.constantFrom(
  'name',
  'fullname',
  'lastname',
  'statecode',
  'createdon',
  '_ownerid_value',
  'ownerid',
  'revenue',
  'accountid',
  'nosuch',
  'primarycontactid',
  'contact_customer_accounts',
  'donotphone',
  '*',
  "x'y",
  '$value',
  'é',
);
const literals = fc.constantFrom(
  "'x'",
  "''",
  '5',
  '-1e400',
  ID,
  'null',
  'true',
  '2026-01-01',
  '2026-13-45',
  "'%_\\'",
  '@p1',
  "'; DROP TABLE account;--'",
  '99999999999999999999',
  '"x"',
  '[1]',
  "['a']",
);
const operators = fc.constantFrom('eq', 'ne', 'gt', 'lt', 'like', 'in', 'has', '');
const comparison = fc.tuple(names, operators, literals).map((parts) => parts.join(' '));
const filter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    comparison,
    fc
      .tuple(
        fc.constantFrom(
          'contains',
          'startswith',
          'endswith',
          'length',
          'Microsoft.Dynamics.CRM.In',
          'Microsoft.Dynamics.CRM.LastXDays',
        ),
        names,
        literals,
      )
      .map(([f, n, l]) => `${f}(${n},${l})`),
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map(([a, o, b]) => `(${a}) ${o} ${b}`),
    tie('filter').map((inner) => `not ${inner}`),
    fc.tuple(names, fc.constantFrom('any', 'all'), tie('filter')).map(([n, q, f]) => `${n}/${q}(o:o/${f})`),
  ),
})).filter;
const noise = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '%zz',
    '%00',
    '\u0000',
    '((',
    "')",
    '<cookie pagenumber="0"/>',
    '<cookie pagenumber="2"/>',
    '-1',
    '1e9',
  ),
);
const option = fc.oneof(
  filter.map((text) => `$filter=${encodeURIComponent(text)}`),
  fc.array(names, { maxLength: 3 }).map((list) => `$select=${list.join(',')}`),
  fc
    .tuple(names, fc.constantFrom('asc', 'desc', 'up', ''))
    .map(([n, d]) => `$orderby=${n} ${d}`.replaceAll(' ', '%20')),
  fc
    .tuple(names, names, filter)
    .map(([n, s, f]) => `$expand=${n}($select=${s};$filter=${encodeURIComponent(f)};$top=1)`),
  fc
    .tuple(
      fc.constantFrom(
        '$top',
        '$skiptoken',
        '$count',
        '$apply',
        '$expand',
        '@p1',
        'fetchXml',
        'savedQuery',
        '$id',
        '$nosuch',
      ),
      noise,
    )
    .map(([n, v]) => `${n}=${encodeURIComponent(v)}`),
  noise.map((text) => encodeURIComponent(text)),
  fc
    .tuple(names, fc.constantFrom('eq', 'null', 'like', 'last-x-days', 'in', 'eq-userid', 'under', ''), noise)
    .map(
      ([a, o, v]) =>
        `fetchXml=${encodeURIComponent(`<fetch count="${v.length}"><entity name="account"><attribute name="${a}"/><filter type="or"><condition attribute="${a}" operator="${o}" value="${v.replaceAll(/[&<"]/g, '')}"/></filter></entity></fetch>`)}`,
    ),
);
const key = fc.constantFrom('', `(${ID})`, "(name='x')", '(1)', '()', "('", `(accountid=${ID})`, '(a=1,a=2)', '(@p1)');
const path = fc
  .tuple(
    fc.constantFrom(
      'accounts',
      'contacts',
      'incidents',
      'activitypointers',
      'nosuch',
      'WhoAmI',
      '$metadata',
      '$batch',
      'EntityDefinitions',
      'RelationshipDefinitions',
      'GlobalOptionSetDefinitions',
      '',
    ),
    key,
    fc.array(
      fc.tuple(fc.oneof(names, fc.constantFrom('$ref', '$count', 'Attributes', 'Microsoft.Dynamics.CRM.X')), key),
      { maxLength: 2 },
    ),
  )
  .map(([set, k, rest]) => encodeURI([`${set}${k}`, ...rest.map(([n, one]) => `${n}${one}`)].join('/')));
const body = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc
    .dictionary(
      fc.oneof(
        names,
        fc.constantFrom(
          'primarycontactid@odata.bind',
          'contact_customer_accounts',
          '@odata.id',
          'value',
          '@odata.type',
          '__proto__',
          'constructor',
        ),
      ),
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(`/contacts(${ID})`, '$1', 'contacts()')),
    )
    .map((one) => JSON.stringify(one)),
  noise,
);
const header = fc.dictionary(
  fc.constantFrom('if-match', 'if-none-match', 'prefer', 'mscrmcallerid', 'content-type'),
  fc.constantFrom(
    '*',
    'W/"1"',
    'return=representation',
    'odata.maxpagesize=0',
    'odata.include-annotations="*"',
    ID,
    'multipart/mixed;boundary=b',
    'null',
    '"',
  ),
  { maxKeys: 3 },
);

interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Node's own client: unlike fetch it sends the path as it is given. */
const send = (
  port: number,
  agent: Agent,
  method: string,
  target: string,
  headers: Record<string, string>,
  payload: string | undefined,
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent, method, path: target, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text }),
      );
    });
    sent.on('error', reject);
    sent.end(payload);
  });

describe('the Web API under random requests', () => {
  it('answers each with an error of its own or a result, never with 500, and loses nothing', async () => {
    const dataverse = openDataverse({ file: ':memory:', clock: () => new Date(), newId: randomUUID });
    const server = fastify();
    // More requests than one user may make within five minutes.
    registerWebApi(server, dataverse, { serviceProtection: 'off' });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: false });
    const keeper = dataverse.rows.create('account', { name: 'Keeper' });
    const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PATCH', 'PUT', 'DELETE');
    try {
      await fc.assert(
        fc.asyncProperty(
          method,
          path,
          fc.array(option, { maxLength: 3 }),
          header,
          body,
          async (verb, where, options, headers, payload) => {
            const started = performance.now();
            const target = `/api/data/v9.2/${where}${options.length === 0 ? '' : `?${options.join('&')}`}`;
            const hasBody = verb !== 'GET' && verb !== 'DELETE';
            const answer = await send(port, agent, verb, target, headers, hasBody ? payload : undefined);
            expect(answer.status === 501 || answer.status < 500).toBe(true);
            if (answer.status >= 400 && answer.contentType.includes('json')) {
              expect(JSON.stringify(JSON.parse(answer.text))).not.toMatch(/\.ts:\d|node_modules/);
            }
            expect(performance.now() - started).toBeLessThan(1000);
          },
        ),
        { numRuns: RUNS, seed: Number(process.env.FUZZ_SEED ?? 20260301) },
      );
      expect(dataverse.rows.find('account', keeper)?.values.name).toBe('Keeper');
      expect(dataverse.database.all('PRAGMA integrity_check')).toEqual([['ok']]);
    } finally {
      agent.destroy();
      await server.close();
      dataverse.close();
    }
  }, 300_000);
});

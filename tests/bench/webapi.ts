/**
 * Room tests. What the sandbox's Web API takes for a point read, a filtered page of 100 with an expansion, a create and a batch of
 * 100 creates, each over real HTTP on a connection kept alive, against the same work done straight in the database library in this
 * process. And how long 100,000 contacts take to load, and a page of a view over them.
 *
 * The library's side opens the file that the sandbox wrote (for writes a copy of it, which has the same indexes), with prepared
 * statements that read and write the very same columns, and builds the very same rows: that is asserted before anything is
 * measured. It checks nothing and writes no JSON. Creates and batches are one transaction each on both sides.
 *
 * Both sides are measured in turns, of which each has the median of its operations, and of each side the quietest turn counts:
 * other programs on the machine lengthen trips between two processes much more than work in one.
 */
import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeepAliveConnection, type BareAnswer } from './keepAlive';
import { contactBody, contactId, loadContacts, CITIES, CONTACTS } from './webapiContacts';
import { startSandboxServer, type SandboxServer } from '../support/sandboxServer';
import { WebApiLibrary, type WireRow } from './webapiLibrary';

const API = '/api/data/v9.2/';
const JSON_HEADERS = { accept: 'application/json', 'odata-version': '4.0' };
const TURNS = 12;
const PAGE_SIZE = 100;
const BATCH_SIZE = 100;
const VIEW_PAGE_SIZE = 50;
/** Pages of a view that are read, from the first on. */
const VIEW_PAGES = 20;
const LOAD_AIM_S = 60;
const VIEW_AIM_MS = 100;

const POINT_COLUMNS =
  'fullname,emailaddress1,telephone1,mobilephone,address1_city,statuscode,createdon,modifiedon,_parentcustomerid_value,_ownerid_value';
const PAGE_QUERY = [
  '$select=fullname,emailaddress1,telephone1,mobilephone,statuscode,createdon',
  `$filter=${encodeURIComponent(`statecode eq 0 and address1_city eq '${CITIES[0]}'`)}`,
  '$orderby=fullname',
  `$expand=${encodeURIComponent('parentcustomerid_account($select=name,telephone1)')}`,
].join('&');

/** Microseconds of one operation. */
interface Figures {
  readonly name: string;
  readonly libraryUs: number;
  readonly httpUs: number;
  /** Of `httpUs`, about: processor time of the server. */
  readonly serverCpuUs: number;
  readonly ratio: number;
  readonly aim?: number;
}

interface Subject {
  readonly name: string;
  readonly times: number;
  readonly aim?: number;
  http(index: number): Promise<unknown>;
  library(index: number): unknown;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

/** A contact far from the one before. */
const somewhere = (index: number): string => contactId((index * 7919) % CONTACTS);

const parse = ({ status, text }: BareAnswer): Record<string, unknown> => {
  if (status !== 200) throw new Error(`The server answered ${status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
};

function subjectsOf(http: KeepAliveConnection, library: WebApiLibrary): Subject[] {
  const get = async (path: string, headers = {}) =>
    parse(await http.send('GET', `${API}${path}`, { ...JSON_HEADERS, ...headers }));
  const readPage = async () =>
    (await get(`contacts?${PAGE_QUERY}`, { prefer: `odata.maxpagesize=${PAGE_SIZE}` })).value;
  let made = 0;
  return [
    {
      name: 'point read',
      times: 1000,
      aim: 15,
      async http(index) {
        const row = await get(`contacts(${somewhere(index)})?$select=${POINT_COLUMNS}`);
        delete row['@odata.context'];
        return row;
      },
      library: (index) => library.point(somewhere(index)),
    },
    {
      name: `page of ${PAGE_SIZE} with expand`,
      times: 50,
      aim: 4,
      http: readPage,
      library: () => library.page(CITIES[0], PAGE_SIZE),
    },
    {
      name: 'create',
      times: 100,
      async http() {
        const body = JSON.stringify(contactBody(CONTACTS + made++));
        const { status, text } = await http.send(
          'POST',
          `${API}contacts`,
          { ...JSON_HEADERS, 'content-type': 'application/json' },
          body,
        );
        if (status !== 204) throw new Error(`The server answered ${status}: ${text}`);
      },
      library: () => library.create(1),
    },
    {
      name: `batch of ${BATCH_SIZE} creates`,
      times: 5,
      async http() {
        const bodies = Array.from({ length: BATCH_SIZE }, () => JSON.stringify(contactBody(CONTACTS + made++)));
        const headers = { ...JSON_HEADERS, 'content-type': 'multipart/mixed; boundary=b' };
        const { status, text } = await http.send('POST', `${API}$batch`, headers, changeSet(bodies));
        const created = text.split('HTTP/1.1 204').length - 1;
        if (status !== 200 || created !== BATCH_SIZE) throw new Error(`The server answered ${status}: ${text}`);
      },
      library: () => library.create(BATCH_SIZE),
    },
  ];
}

function changeSet(bodies: readonly string[]): string {
  const parts = bodies.flatMap((body, index) => [
    '--c',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    `Content-ID: ${index + 1}`,
    '',
    `POST ${API}contacts HTTP/1.1`,
    'Content-Type: application/json',
    '',
    body,
  ]);
  return ['--b', 'Content-Type: multipart/mixed; boundary=c', '', ...parts, '--c--', '--b--', ''].join('\r\n');
}

/** Both sides have to give the same, or they are not worth comparing. */
async function assertSameRows(subject: Subject): Promise<void> {
  for (const index of [0, 1, 2]) {
    const [ours, theirs] = [(await subject.http(index)) as WireRow, subject.library(index) as WireRow];
    if (theirs !== undefined) deepStrictEqual(theirs, ours);
  }
}

async function measure(subject: Subject, server: SandboxServer): Promise<Figures> {
  const { name, times, aim } = subject;
  const libraryUs: number[] = [];
  const httpUs: number[] = [];
  const serverCpuUs: number[] = [];
  for (let turn = 0; turn <= TURNS; turn += 1) {
    const own: number[] = [];
    for (let index = turn * times; index < (turn + 1) * times; index += 1) {
      const startedAt = performance.now();
      subject.library(index);
      own.push((performance.now() - startedAt) * 1000);
    }
    const trips: number[] = [];
    const before = await server.cpuUs();
    for (let index = turn * times; index < (turn + 1) * times; index += 1) {
      const startedAt = performance.now();
      await subject.http(index);
      trips.push((performance.now() - startedAt) * 1000);
    }
    const spent = (await server.cpuUs()) - before;
    // The first turn only warms up both sides.
    if (turn === 0) continue;
    libraryUs.push(median(own));
    httpUs.push(median(trips));
    serverCpuUs.push(spent / times);
  }
  const figures = {
    libraryUs: Math.min(...libraryUs),
    httpUs: Math.min(...httpUs),
    serverCpuUs: Math.min(...serverCpuUs),
  };
  return { name, ...figures, ratio: figures.httpUs / figures.libraryUs, ...(aim === undefined ? {} : { aim }) };
}

interface ViewFigures {
  readonly name: string;
  readonly pages: number;
  readonly medianMs: number;
  readonly slowestMs: number;
}

/** Pages of a view as a grid reads them: its FetchXML with page and count, and all annotations. */
async function measureView(http: KeepAliveConnection, name: string): Promise<ViewFigures> {
  const get = async (path: string) =>
    parse(await http.send('GET', `${API}${path}`, { ...JSON_HEADERS, prefer: 'odata.include-annotations="*"' }));
  const filter = encodeURIComponent(`returnedtypecode eq 'contact' and name eq '${name}'`);
  const [view] = (await get(`savedqueries?$select=fetchxml&$filter=${filter}`)).value as { fetchxml: string }[];
  if (!view) throw new Error(`There is no view ${name}.`);
  const times: number[] = [];
  for (let page = 1; page <= VIEW_PAGES; page += 1) {
    const fetchXml = view.fetchxml.replace('<fetch', `<fetch page="${page}" count="${VIEW_PAGE_SIZE}"`);
    const startedAt = performance.now();
    const rows = (await get(`contacts?fetchXml=${encodeURIComponent(fetchXml)}`)).value as WireRow[];
    times.push(performance.now() - startedAt);
    if (rows.length < VIEW_PAGE_SIZE) break;
  }
  return { name, pages: times.length, medianMs: median(times), slowestMs: Math.max(...times) };
}

/** Measures everything and prints a table, then one line of JSON. Times depend on the machine, the ratios less. */
export async function runWebApiBenchmark(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'webapi-bench-'));
  const file = join(folder, 'dataverse.db');
  const server = await startSandboxServer(file);
  try {
    const http = await KeepAliveConnection.open(server.url);
    const startedAt = performance.now();
    await loadContacts(http, API);
    const loadS = (performance.now() - startedAt) / 1000;
    const views: ViewFigures[] = [];
    for (const name of ['Active Contacts', 'My Active Contacts', 'Inactive Contacts']) {
      views.push(await measureView(http, name));
    }
    const library = WebApiLibrary.open(file, join(folder, 'copy.db'));
    const runs: Figures[] = [];
    for (const subject of subjectsOf(http, library)) {
      await assertSameRows(subject);
      runs.push(await measure(subject, server));
    }
    library.close();
    http.close();
    report(runs, views, loadS);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(runs: readonly Figures[], views: readonly ViewFigures[], loadS: number): void {
  const rows = [
    ['', 'library µs', 'HTTP µs', 'server CPU µs', 'ratio', 'aim'],
    ...runs.map((run) => [
      run.name,
      run.libraryUs.toFixed(1),
      run.httpUs.toFixed(1),
      run.serverCpuUs.toFixed(1),
      run.ratio.toFixed(2),
      run.aim === undefined ? '' : `<= ${run.aim}`,
    ]),
  ];
  for (const row of rows) print(row.map((cell, at) => (at === 0 ? cell.padEnd(28) : cell.padStart(15))).join(''));
  print(`${CONTACTS} contacts loaded in ${loadS.toFixed(1)} s (aim: under ${LOAD_AIM_S}).`);
  for (const { name, pages, medianMs, slowestMs } of views) {
    print(
      `View "${name}", ${pages} pages of ${VIEW_PAGE_SIZE}: median ${medianMs.toFixed(1)} ms, slowest ${slowestMs.toFixed(1)} ms (aim: under ${VIEW_AIM_MS}).`,
    );
  }
  const slowestMs = Math.max(...views.map((view) => view.slowestMs));
  const aims = [
    ...runs.flatMap(({ name, ratio, aim }) =>
      aim === undefined ? [] : [{ name, atMost: aim, is: ratio, met: ratio <= aim }],
    ),
    { name: 'load', atMost: LOAD_AIM_S, is: loadS, met: loadS < LOAD_AIM_S },
    { name: 'view page', atMost: VIEW_AIM_MS, is: slowestMs, met: slowestMs < VIEW_AIM_MS },
  ];
  print(JSON.stringify({ benchmark: 'webapi', contacts: CONTACTS, turns: TURNS, runs, views, loadS, aims }));
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

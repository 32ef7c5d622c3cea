/**
 * Room tests. Somebody between program and platform answers for work that was done: a gateway that gave up waiting. What a person is
 * told then decides whether people are messaged twice.
 */
import { randomUUID } from 'node:crypto';
import type { WebApiHttp, WebApiRequest } from '../../../outbound/dataverse/webApi';
import { runSends } from '../../../plugins-ts/runner/runSends';
import type { RunningSandbox } from '../../../sandbox/server';
import { sentContacts } from '../../e2e/service';
import { httpOf, writeSend } from '../../support/journal';
import { openSandbox } from '../../support/sandbox';
import '../../support/wholeServer';

const RECIPIENTS = 3;
/** Codes of `createSend` behind which the dialog says that nothing was sent, and offers to send. */
const TOLD_NOTHING_SENT: ReadonlySet<string> = new Set(['host-request-failed', 'host-unreachable', 'host-timeout']);

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await openSandbox();
});

afterEach(() => sandbox.close());

/** Does everything, and answers with a gateway's page where it is told to. */
function throughGateway(status: number, isStruck: (request: WebApiRequest, at: number) => boolean): WebApiHttp {
  const http = httpOf(sandbox.url);
  let requests = 0;
  return {
    async send(request) {
      const answer = await http.send(request);
      requests += 1;
      return isStruck(request, requests) ? { kind: 'response', status, text: '<html>' } : answer;
    },
  };
}

/** Runs until a send was worked on, or none is found. */
async function runAll(): Promise<void> {
  let looks = 0;
  let isLeft = false;
  await runSends(
    {
      baseUrl: sandbox.url,
      http: httpOf(sandbox.url),
      clock: () => sandbox.clock.now(),
      newId: randomUUID,
      wait: () => new Promise((resolve) => setImmediate(resolve)),
      log: ({ event }) => {
        isLeft ||= event === 'send-left';
      },
    },
    { shouldStop: () => isLeft || (looks += 1) > 1_000, lookEveryMs: 5 },
  );
}

/** Numbers that the service sent a message to so far, each as often as it did. */
const messaged = async (): Promise<number> => (await sentContacts(sandbox.url)).length;

/** Writes a send while the gateway answers one request of it, again if the person is told that nothing was sent, and lets all be sent. */
async function sendThrough(status: number, struck: number): Promise<{ readonly people: number; isOver: boolean }> {
  const before = await messaged();
  let isOver = true;
  const http = throughGateway(status, (_request, at) => {
    if (at === struck) isOver = false;
    return at === struck;
  });
  const problem = await writeSend(sandbox.url, { recipients: RECIPIENTS, http }).catch(
    (error: { code: string }) => error.code,
  );
  if (TOLD_NOTHING_SENT.has(problem)) await writeSend(sandbox.url, { recipients: RECIPIENTS });
  await runAll();
  return { people: (await messaged()) - before, isOver };
}

describe('a person who sends again only when told that nothing was sent', () => {
  it('has nobody messaged twice and nobody left out, whichever request a gateway answers for the platform', async () => {
    const strikes: number[] = [];
    for (const status of [408, 500, 502, 504]) {
      let struck = 0;
      for (let isOver = false; !isOver;) {
        struck += 1;
        const sent = await sendThrough(status, struck);
        expect([status, struck, sent.people]).toEqual([status, struck, RECIPIENTS]);
        ({ isOver } = sent);
      }
      strikes.push(struck - 1);
    }
    // Head, batches and pages, the version, the release, and looks at what was answered so.
    expect(Math.min(...strikes)).toBeGreaterThanOrEqual(4);
  });
});

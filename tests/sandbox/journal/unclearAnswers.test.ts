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

describe('a person who sends again only when told that nothing was sent', () => {
  it.each([408, 500, 502, 504])('has nobody messaged twice, whichever request was answered with %d', async (status) => {
    let isThrough = false;
    for (let struck = 1; !isThrough; struck += 1) {
      const before = await messaged();
      isThrough = true;
      const http = throughGateway(status, (_request, at) => {
        if (at === struck) isThrough = false;
        return at === struck;
      });
      const problem = await writeSend(sandbox.url, { recipients: RECIPIENTS, http }).catch(
        (error: { code: string }) => error.code,
      );
      const wasToldNothing = ['host-request-failed', 'host-unreachable'].includes(problem);
      if (wasToldNothing) await writeSend(sandbox.url, { recipients: RECIPIENTS });
      await runAll();
      expect([struck, (await messaged()) - before]).toEqual([struck, RECIPIENTS]);
    }
  });
});

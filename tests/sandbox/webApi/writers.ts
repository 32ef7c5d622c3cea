/**
 * Room tests. Clients that write to a server as fast as it answers, each in its own way, and remember what was acknowledged. What
 * one request writes carries one mark, so that halves can be found.
 */
import { randomUUID } from 'node:crypto';

/** What one request writes. */
export interface Write {
  readonly mark: string;
  /** Rows per table that carry the mark when the request was carried out. */
  readonly rows: Readonly<Record<string, number>>;
  /** Changes one counter row instead of making rows. */
  readonly counter?: { readonly id: string; readonly value: number };
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const CRLF = '\r\n';

type Form = (mark: string, accountId: string) => Omit<Write, 'mark'>;

const post = (path: string, body: unknown): Write['request'] => ({
  method: 'POST',
  path,
  headers: JSON_TYPE,
  body: JSON.stringify(body),
});

const contactOf = (mark: string, accountId: string): Record<string, unknown> => ({
  lastname: mark,
  'parentcustomerid_account@odata.bind': `/accounts(${accountId})`,
});

const single: Form = (mark, accountId) => ({
  rows: { contact: 1 },
  request: post('contacts', contactOf(mark, accountId)),
});

/** An account with two contacts, one of which becomes its primary contact. */
const deepInsert: Form = (mark) => ({
  rows: { account: 1, contact: 3 },
  request: post('accounts', {
    name: mark,
    primarycontactid: { lastname: mark },
    contact_customer_accounts: [{ lastname: mark }, { lastname: mark }],
  }),
});

const createMultiple: Form = (mark, accountId) => ({
  rows: { contact: 8 },
  request: post('contacts/Microsoft.Dynamics.CRM.CreateMultiple', {
    Targets: Array.from({ length: 8 }, () => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.contact',
      ...contactOf(mark, accountId),
    })),
  }),
});

/** An activity: its own row, the common row, and its parties. */
const email: Form = (mark, accountId) => ({
  rows: { email: 1, activitypointer: 1 },
  request: post('emails', {
    subject: mark,
    'regardingobjectid_account_email@odata.bind': `/accounts(${accountId})`,
    email_activity_parties: [
      { participationtypemask: 1, 'partyid_account@odata.bind': `/accounts(${accountId})` },
      { participationtypemask: 2, addressused: 'someone@example.com' },
    ],
  }),
});

/** One change set: an account, a contact of it, and a task about it. */
const changeSet: Form = (mark) => {
  const part = (contentId: number, line: string, body: unknown): string =>
    [
      '--c',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      `Content-ID: ${contentId}`,
      '',
      line,
      'Content-Type: application/json',
      '',
      JSON.stringify(body),
    ].join(CRLF);
  const body = [
    '--b',
    'Content-Type: multipart/mixed; boundary=c',
    '',
    part(1, 'POST accounts HTTP/1.1', { name: mark }),
    part(2, 'POST contacts HTTP/1.1', { lastname: mark, 'parentcustomerid_account@odata.bind': '$1' }),
    part(3, 'POST tasks HTTP/1.1', { subject: mark, 'regardingobjectid_account_task@odata.bind': '$1' }),
    '--c--',
    '--b--',
    '',
  ].join(CRLF);
  return {
    rows: { account: 1, contact: 1, task: 1, activitypointer: 1 },
    request: { method: 'POST', path: '$batch', headers: { 'content-type': 'multipart/mixed; boundary=b' }, body },
  };
};

const FORMS: readonly Form[] = [single, deepInsert, createMultiple, email, changeSet];

export class Writers {
  readonly acknowledged: Write[] = [];
  /** Sent, and without an answer: carried out wholly or not at all. */
  readonly unanswered: Write[] = [];
  /** Answered with an error; nothing here may be. */
  readonly refused: string[] = [];
  private stopped = false;

  constructor(
    private readonly api: string,
    private readonly accountId: string,
    /** One row a counting writer; nobody else changes it. */
    private readonly counterIds: readonly string[],
    private readonly onAcknowledged: (count: number) => void,
  ) {}

  /** Writes until the server is gone or `stop`. */
  async run(): Promise<void> {
    await Promise.all([...FORMS.map((form) => this.writeRows(form)), ...this.counterIds.map((id) => this.count(id))]);
  }

  stop(): void {
    this.stopped = true;
  }

  private async writeRows(form: Form): Promise<void> {
    let isUp = true;
    while (isUp && !this.stopped) {
      const mark = `write-${randomUUID()}`;
      isUp = await this.send({ mark, ...form(mark, this.accountId) });
    }
  }

  private async count(id: string): Promise<void> {
    let isUp = true;
    for (let value = 1; isUp && !this.stopped; value += 1) {
      const request = { ...post(`accounts(${id})`, { numberofemployees: value }), method: 'PATCH' };
      isUp = await this.send({ mark: id, rows: {}, counter: { id, value }, request });
    }
  }

  /** Is the server still there? */
  private async send(write: Write): Promise<boolean> {
    const { method, path, headers, body } = write.request;
    try {
      const answer = await fetch(`${this.api}${path}`, { method, headers, body });
      const text = await answer.text();
      if (answer.status >= 300 || /HTTP\/1\.1 [45]/.test(text)) this.refused.push(`${path}: ${answer.status} ${text}`);
      else this.onAcknowledged(this.acknowledged.push(write));
      return true;
    } catch {
      this.unanswered.push(write);
      return false;
    }
  }
}

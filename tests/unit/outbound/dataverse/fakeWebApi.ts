/** Room tests. Rows in memory that answer the Web API's conditional requests, and lose or repeat requests when told to. */
import {
  MultipartBody,
  type WebApiHttp,
  type WebApiRequest,
  type WebApiResponse,
} from '../../../../outbound/dataverse/webApi';
import { HostUnreachableError } from '../../../../outbound/dataverse/webApiErrors';

type Values = Record<string, unknown>;

/** The work is done, and somebody in between answers for the server. */
export interface DoneBut {
  readonly kind: 'done-but';
  readonly answered: WebApiResponse;
}

/** What happens to one request. `lose-answer`, `deliver-twice` and `DoneBut` do the work, `lose-request` and a mere response do not. */
export type Trouble = 'lose-answer' | 'lose-request' | 'deliver-twice' | WebApiResponse | DoneBut;

/** A gateway's page, which says nothing of the work behind it. */
export const gatewayPage = (status: number): WebApiResponse => ({ kind: 'response', status, text: '<html>' });

export const doneBut = (status: number): DoneBut => ({ kind: 'done-but', answered: gatewayPage(status) });

/** Statuses that say nothing of the work behind them. */
export const UNCLEAR_STATUSES = [408, 500, 502, 503, 504];

export interface FakeWebApi {
  readonly http: WebApiHttp;
  readonly requests: WebApiRequest[];
  /** Rows by `set(id)`; every write gives a row another version. */
  readonly rows: Map<string, Values>;
  put(path: string, values: Values): Values;
  /** Asked before every request. */
  trouble: (request: WebApiRequest) => Trouble | undefined;
}

export const refusal = (status: number, code = '', retryAfterMs?: number): WebApiResponse => ({
  kind: 'response',
  status,
  text: JSON.stringify({ error: { code, message: 'No.' } }),
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

export function fakeWebApi(): FakeWebApi {
  const rows = new Map<string, Values>();
  const requests: WebApiRequest[] = [];
  let version = 0;
  const put = (path: string, values: Values): Values => {
    version += 1;
    const bound = Object.entries(values).map(([name, value]): [string, unknown] =>
      name.endsWith('@odata.bind')
        ? [`_${name.slice(0, -'@odata.bind'.length)}_value`, /\((.*)\)/.exec(String(value))?.[1]]
        : [name, value],
    );
    const row = { ...rows.get(path), ...Object.fromEntries(bound), '@odata.etag': `W/"${version}"` };
    rows.set(path, row);
    return row;
  };
  const ok = (row: unknown): WebApiResponse => ({ kind: 'response', status: 200, text: JSON.stringify(row) });

  const one = (method: string, path: string, headers: Readonly<Record<string, string>>, body: Values) => {
    const row = rows.get(path);
    if (method === 'GET') return row ? ok(row) : refusal(404, '0x80040217');
    if (headers['If-None-Match'] === '*' && row) return refusal(412, '0x80040237');
    const wanted = headers['If-Match'];
    if (wanted !== undefined && !row) return refusal(404, '0x80040217');
    if (wanted !== undefined && wanted !== '*' && wanted !== row?.['@odata.etag']) return refusal(412, '0x80060882');
    return ok(put(path, body));
  };

  const changeSet = ({ text }: MultipartBody): WebApiResponse => {
    const before = new Map(rows);
    const answers: string[] = [];
    const pattern = /PATCH \S+?\/v9\.2\/(\S+) HTTP\/1\.1\r\n[^{]*?If-None-Match: \*\r\n\r\n(\{.*\})/g;
    for (const [, path = '', body = '{}'] of text.matchAll(pattern)) {
      const answer = one('PATCH', path, { 'If-None-Match': '*' }, JSON.parse(body) as Values);
      answers.push(part(answer));
      if (answer.status < 400) continue;
      rows.clear();
      before.forEach((row, key) => rows.set(key, row));
      return { ...answer, text: `${part(answer)}--x--\r\n` };
    }
    return { kind: 'response', status: 200, text: `${answers.join('')}--x--\r\n` };
  };

  const act = ({ method, path, headers = {}, body }: WebApiRequest): WebApiResponse => {
    if (body instanceof MultipartBody) return changeSet(body);
    const [plain = ''] = path.split('?');
    if (method === 'GET' && !plain.endsWith(')')) {
      const value = [...rows].filter(([key]) => key.startsWith(`${plain}(`)).map(([, row]) => row);
      return ok({ value });
    }
    return one(method, plain, headers, body as Values);
  };

  const fake: FakeWebApi = {
    rows,
    requests,
    put,
    trouble: () => undefined,
    http: {
      async send(request) {
        requests.push(request);
        const trouble = fake.trouble(request);
        if (typeof trouble === 'object' && trouble.kind === 'response') return trouble;
        if (trouble === 'deliver-twice') act(request);
        const answer = trouble === 'lose-request' ? undefined : act(request);
        if (typeof trouble === 'object') return trouble.answered;
        if (answer && trouble !== 'lose-answer') return answer;
        return { kind: 'no-answer', cause: 'connection', error: new HostUnreachableError() };
      },
    },
  };
  return fake;
}

const part = ({ status, text }: WebApiResponse): string =>
  `--x\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 ${status} X\r\n\r\n${text}\r\n`;

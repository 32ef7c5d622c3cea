/**
 * Room webresources/gateways. One `$batch` of two requests: change a row if it is still as it was read, then call an action.
 * Without a change set and without continue-on-error the platform stops at the first failure (Microsoft Learn, "Execute batch
 * operations using the Web API"), so the action runs at most once for one version of the row, however often the connection
 * delivers the request.
 */
import { MultipartBody } from './webApiHttp';

export interface GuardedCall {
  /** Absolute address of the Web API's root, with a slash at its end. */
  readonly root: string;
  /** Row below the root, such as `obm_sendbatches(…)?$select=obm_state`. */
  readonly rowPath: string;
  readonly etag: string;
  readonly rowChange: Readonly<Record<string, unknown>>;
  readonly action: string;
  readonly actionBody: Readonly<Record<string, unknown>>;
}

/** @param boundary must not occur in the bodies; a random one does not. */
export function toGuardedBatch(call: GuardedCall, boundary: string): MultipartBody {
  const row = [
    `PATCH ${call.root}${call.rowPath} HTTP/1.1`,
    'Content-Type: application/json; charset=utf-8',
    `If-Match: ${call.etag}`,
    'Prefer: return=representation',
    '',
    JSON.stringify(call.rowChange),
  ];
  const action = [
    `POST ${call.root}${call.action} HTTP/1.1`,
    'Content-Type: application/json; charset=utf-8',
    '',
    JSON.stringify(call.actionBody),
  ];
  const part = (request: readonly string[]): string[] => [
    `--${boundary}`,
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    ...request,
  ];
  return new MultipartBody(boundary, [...part(row), ...part(action), `--${boundary}--`, ''].join('\r\n'));
}

export interface PartAnswer {
  readonly status: number;
  /** `Retry-After` as it was written, if it was. */
  readonly retryAfter: string | null;
  readonly text: string;
}

const STATUS_LINE = /^HTTP\/1\.1 (\d{3})\b/;

/** The answers of a `$batch`, in order; empty when the text is no multipart answer. */
export function readParts(text: string): PartAnswer[] {
  const boundary = /^\s*(--[^\r\n]+?)\s*\r?\n/.exec(text)?.[1];
  if (boundary === undefined) return [];
  return text.split(boundary).flatMap((part) => {
    const lines = part.split(/\r?\n/);
    const start = lines.findIndex((line) => STATUS_LINE.test(line));
    if (start < 0) return [];
    const blank = lines.indexOf('', start);
    const headers = lines.slice(start + 1, blank < 0 ? undefined : blank);
    const retryAfter = headers
      .map((line) => /^retry-after:\s*(.+)$/i.exec(line)?.[1] ?? null)
      .find((value) => value !== null);
    const body =
      blank < 0
        ? ''
        : lines
            .slice(blank + 1)
            .join('\n')
            .trim();
    return [{ status: Number(STATUS_LINE.exec(lines[start] ?? '')?.[1]), retryAfter: retryAfter ?? null, text: body }];
  });
}

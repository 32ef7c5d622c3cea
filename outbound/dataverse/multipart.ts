/**
 * Room outbound, dataverse. The parts of a `$batch`, written and read. Source: Microsoft Learn, "Execute batch operations
 * using the Web API".
 */

/** One request within a `$batch`; the body is written as JSON. */
export interface PartRequest {
  readonly method: 'PATCH' | 'POST';
  /** Absolute. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The lines of one request as a part, without the boundary before it. Parts of a change set need a content id. */
export const applicationHttp = (request: PartRequest, contentId?: string): string[] => [
  'Content-Type: application/http',
  'Content-Transfer-Encoding: binary',
  ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
  '',
  `${request.method} ${request.url} HTTP/1.1`,
  'Content-Type: application/json; charset=utf-8',
  ...Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  '',
  JSON.stringify(request.body),
];

/** The answer to one request of a `$batch`: its HTTP status and the text of its body. */
export interface PartAnswer {
  readonly status: number;
  /** `Retry-After` as it was written, if it was. */
  readonly retryAfter: string | null;
  readonly text: string;
}

const STATUS_LINE = /^HTTP\/1\.1 (\d{3})\b/;

/** The answers of a `$batch`, in order, of a change set the first; empty when the text is no multipart answer. */
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

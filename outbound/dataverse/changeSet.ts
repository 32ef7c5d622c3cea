/**
 * Room outbound, dataverse. A `$batch` with one change set: all of its rows are created or none is (Microsoft Learn, "Execute
 * batch operations using the Web API"). Each row brings its id and may not exist yet, so that a request that the
 * connection delivers twice cannot create anything twice.
 */
import { applicationHttp, readParts } from './multipart';
import { conclude, MultipartBody, requireOk, sendPatiently, type Patience, type WebApiHttp } from './webApi';
import { HostRequestError } from './webApiErrors';

/** A row to be created, its columns by logical name as the JSON of the Web API has them. */
export interface NewRow {
  /** Entity set and primary key. */
  readonly table: { readonly set: string; readonly id: string };
  /** Made by the client. */
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What new rows are posted over. */
export interface ChangeSetHost extends Patience {
  readonly http: WebApiHttp;
  /** Absolute address of the Web API's root, with a slash at its end. */
  readonly root: string;
  readonly newId: () => string;
}

/** Characters of the rows' JSON in one request; the platform's own cap is far above (inferred from its 16 MB for files). */
const MAX_CHARACTERS = 500_000;
const UNREADABLE = 'The server gave no readable answer to a batch of new rows.';
/** Rows in one request; the platform takes 1,000. */
const MAX_ROWS = 50;

/**
 * Creates rows that come one by one, a few in one request.
 * @throws {OutboundError} when a request is refused, or does not say what was done and its rows are not there; the rows of earlier
 * requests stay.
 */
export class RowCreator {
  private rows: NewRow[] = [];
  private characters = 0;

  constructor(private readonly host: ChangeSetHost) {}

  async add(row: NewRow): Promise<void> {
    const length = JSON.stringify(row.values).length;
    if (this.rows.length > 0 && this.characters + length > MAX_CHARACTERS) await this.flush();
    this.rows.push(row);
    this.characters += length;
    if (this.rows.length === MAX_ROWS) await this.flush();
  }

  /** Creates what is still held back. */
  async flush(): Promise<void> {
    if (this.rows.length === 0) return;
    const { rows, host } = this;
    this.rows = [];
    this.characters = 0;
    const body = toChangeSet(host.root, rows, host.newId());
    const answer = await sendPatiently(host.http, { method: 'POST', path: '$batch', body }, host);
    const [first] = answer.kind === 'response' ? readParts(answer.text) : [];
    const isUnreadable = first === undefined && conclude(answer) === 'done';
    const said = first === undefined ? answer : { kind: 'response' as const, status: first.status, text: first.text };
    const conclusion = isUnreadable ? 'unclear' : conclude(said);
    if (conclusion === 'done') return;
    // The rows' ids are ours alone: if one exists, this very request has created them all, or an earlier copy of it.
    const isToLookUp = conclusion === 'unclear' || first?.status === 412;
    if (isToLookUp && (await this.exists(rows[0]))) return;
    // A success without parts is no answer that can be believed.
    if (isUnreadable) throw new HostRequestError(UNREADABLE);
    requireOk(said);
  }

  private async exists(row: NewRow | undefined): Promise<boolean> {
    if (row === undefined) return false;
    const path = `${row.table.set}(${row.id})?$select=${row.table.id}`;
    const answer = await sendPatiently(this.host.http, { method: 'GET', path }, this.host);
    return answer.kind === 'response' && answer.status === 200;
  }
}

function toChangeSet(root: string, rows: readonly NewRow[], id: string): MultipartBody {
  const boundary = `batch_${id}`;
  const inner = `changeset_${id}`;
  const parts = rows.flatMap((row, at) => [
    `--${inner}`,
    ...applicationHttp(
      {
        method: 'PATCH',
        url: `${root}${row.table.set}(${row.id})`,
        headers: { 'If-None-Match': '*' },
        body: row.values,
      },
      String(at + 1),
    ),
  ]);
  const lines = [
    `--${boundary}`,
    `Content-Type: multipart/mixed; boundary=${inner}`,
    '',
    ...parts,
    `--${inner}--`,
    '',
    `--${boundary}--`,
    '',
  ];
  return new MultipartBody(boundary, lines.join('\r\n'));
}

/**
 * Room tests. The library's side of the benchmark of the Web API: prepared statements of libsql over the tables as the sandbox made
 * them, and the same rows built from what they give. It checks nothing.
 */
import { randomUUID } from 'node:crypto';
import Libsql from 'libsql';

export type WireRow = Record<string, unknown>;
type SqlValue = string | number | null;
type SqlRow = readonly SqlValue[];
type Connection = InstanceType<typeof Libsql>;
type Statement = ReturnType<Connection['prepare']>;

const POINT = `SELECT contactid, versionnumber, fullname, emailaddress1, telephone1, mobilephone, address1_city, statuscode,
  createdon, modifiedon, parentcustomerid, "parentcustomerid$table", ownerid, "ownerid$table" FROM contact WHERE contactid = ?`;

const PAGE = `SELECT c.contactid, c.versionnumber, c.fullname, c.emailaddress1, c.telephone1, c.mobilephone, c.statuscode, c.createdon,
  a.accountid, a.versionnumber, a.name, a.telephone1
  FROM contact AS c LEFT JOIN account AS a ON a.accountid = c.parentcustomerid AND c."parentcustomerid$table" = 'account'
  WHERE c.statecode = ? AND coalesce(c."address1_city$fold", c.address1_city) COLLATE NOCASE = ?
  ORDER BY coalesce(c."fullname$fold", c.fullname) COLLATE NOCASE LIMIT ?`;

const etag = (version: SqlValue | undefined): string => `W/"${version}"`;

const toPointRow = (row: SqlRow): WireRow => ({
  '@odata.etag': etag(row[1]),
  fullname: row[2],
  emailaddress1: row[3],
  telephone1: row[4],
  mobilephone: row[5],
  address1_city: row[6],
  statuscode: row[7],
  createdon: row[8],
  modifiedon: row[9],
  _parentcustomerid_value: row[10],
  _ownerid_value: row[12],
  contactid: row[0],
});

const toPageRow = (row: SqlRow): WireRow => ({
  '@odata.etag': etag(row[1]),
  fullname: row[2],
  emailaddress1: row[3],
  telephone1: row[4],
  mobilephone: row[5],
  statuscode: row[6],
  createdon: row[7],
  contactid: row[0],
  parentcustomerid_account:
    row[8] === null ? null : { '@odata.etag': etag(row[9]), name: row[10], telephone1: row[11], accountid: row[8] },
});

export class WebApiLibrary {
  private constructor(
    private readonly reader: Connection,
    private readonly writer: Connection,
    private readonly pointRead: Statement,
    private readonly pageRead: Statement,
    private readonly version: Statement,
    private readonly insert: Statement,
    /** What a contact made by the sandbox holds, in the order of `insert`; the id comes first, then the version. */
    private readonly sample: readonly SqlValue[],
  ) {}

  /** Reads the database that the sandbox has open, and writes to a copy of it. */
  static open(file: string, copy: string): WebApiLibrary {
    const reader = new Libsql(file);
    // As the sandbox has it.
    reader.pragma('cache_size = -131072');
    reader.exec(`VACUUM INTO '${copy}'`);
    const writer = new Libsql(copy);
    // As the sandbox has it.
    writer.pragma('journal_mode = WAL');
    writer.pragma('synchronous = NORMAL');
    const first = writer.prepare('SELECT * FROM contact ORDER BY rowid LIMIT 1').raw(true);
    const stored = first.get([]) as SqlRow;
    const filled = first
      .columns()
      .map(({ name }, at) => ({ name, value: stored[at] ?? null }))
      .filter(({ name, value }) => value !== null && name !== 'contactid' && name !== 'versionnumber');
    const columns = ['contactid', 'versionnumber', ...filled.map(({ name }) => name)];
    const insert = `INSERT INTO contact (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    return new WebApiLibrary(
      reader,
      writer,
      reader.prepare(POINT).raw(true),
      reader.prepare(PAGE).raw(true),
      writer.prepare('UPDATE "sandbox$version" SET latest = latest + 1 RETURNING latest').raw(true),
      writer.prepare(insert),
      filled.map(({ value }) => value),
    );
  }

  point(id: string): WireRow {
    return toPointRow(this.pointRead.get([id]) as SqlRow);
  }

  /** One row more than the page is read: it tells whether there is a next page. */
  page(city: string, size: number): WireRow[] {
    const rows = this.pageRead.all([0, city.toLowerCase(), size + 1]) as unknown as SqlRow[];
    return rows.slice(0, size).map(toPageRow);
  }

  /** Rows of one transaction. */
  create(count: number): void {
    this.writer.exec('BEGIN IMMEDIATE');
    for (let index = 0; index < count; index += 1) {
      const [version = 0] = this.version.get([]) as SqlRow;
      this.insert.run([randomUUID(), version, ...this.sample]);
    }
    this.writer.exec('COMMIT');
  }

  close(): void {
    this.reader.close();
    this.writer.close();
  }
}

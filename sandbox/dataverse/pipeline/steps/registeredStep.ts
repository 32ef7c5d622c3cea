/**
 * Room sandbox/dataverse, pipeline. A step as its rows say it: what it listens to, which webhook it calls, which images it wants.
 * Values of the columns: Microsoft Learn, table references "SdkMessageProcessingStep" and "SdkMessageProcessingStepImage".
 */
import type { Guid, RowReference, StoredRow } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';

export const STEP_TABLE = 'sdkmessageprocessingstep';
export const IMAGE_TABLE = 'sdkmessageprocessingstepimage';
export const ENDPOINT_TABLE = 'serviceendpoint';

export const MODE = { synchronous: 0, asynchronous: 1 } as const;
const ENABLED = 0;
const IMAGE_TYPE = { before: 0, after: 1, both: 2 } as const;

export interface StepImage {
  readonly alias: string;
  readonly showsBefore: boolean;
  readonly showsAfter: boolean;
  /** Absent: every column. */
  readonly columns?: ReadonlySet<string>;
}

export interface RegisteredStep {
  readonly id: Guid;
  readonly name: string;
  readonly message: string;
  /** Absent: rows of any table. */
  readonly table?: string;
  readonly stage: number;
  readonly isAsynchronous: boolean;
  readonly rank: number;
  /** Update: one of these has to be among the columns that the caller names. Absent: any change. */
  readonly filteringColumns?: ReadonlySet<string>;
  readonly images: readonly StepImage[];
  readonly endpointId: Guid;
  readonly impersonatingUserId?: Guid;
}

const referenceId = (row: StoredRow, column: string): Guid | undefined =>
  (row.values[column] as RowReference | null | undefined)?.id;

function columnSet(text: unknown): ReadonlySet<string> | undefined {
  const names = String(text ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  return names.length === 0 ? undefined : new Set(names);
}

/** Every step that is enabled, in the order they run: by rank, then by age. */
export function readSteps(store: RowStore): RegisteredStep[] {
  const messages = new Map(store.findWhere('sdkmessage', {}).map((row) => [row.id, String(row.values.name)]));
  const images = new Map<Guid | undefined, StepImage[]>();
  for (const row of store.findWhere(IMAGE_TABLE, {})) {
    const step = referenceId(row, 'sdkmessageprocessingstepid');
    const type = Number(row.values.imagetype);
    const image: StepImage = {
      alias: String(row.values.entityalias),
      showsBefore: type !== IMAGE_TYPE.after,
      showsAfter: type !== IMAGE_TYPE.before,
      columns: columnSet(row.values.attributes),
    };
    images.set(step, [...(images.get(step) ?? []), image]);
  }
  return store
    .findWhere(STEP_TABLE, { statecode: ENABLED })
    .flatMap((row): RegisteredStep[] => {
      const { values } = row;
      const message = messages.get(referenceId(row, 'sdkmessageid') ?? '');
      const endpointId = referenceId(row, 'eventhandler');
      if (message === undefined || endpointId === undefined) return [];
      const filterId = referenceId(row, 'sdkmessagefilterid');
      const filter = filterId === undefined ? undefined : store.find('sdkmessagefilter', filterId);
      const table = filter?.values.primaryobjecttypecode;
      return [
        {
          id: row.id,
          name: String(values.name ?? row.id),
          message,
          ...(typeof table === 'string' ? { table } : {}),
          stage: Number(values.stage),
          isAsynchronous: values.mode === MODE.asynchronous,
          rank: Number(values.rank),
          filteringColumns: columnSet(values.filteringattributes),
          images: images.get(row.id) ?? [],
          endpointId,
          impersonatingUserId: referenceId(row, 'impersonatinguserid'),
        },
      ];
    })
    .sort((one, other) => one.rank - other.rank);
}

/**
 * Room sandbox/app. `formContext.data` and `formContext.data.entity`: the row, its dirty columns, and saving as scripts
 * see it. Members follow Microsoft Learn, "formContext.data (Client API reference)".
 */
import type { TableInfo } from '../contracts';
import type { FormAttribute } from './attribute';
import { asCollection, bracedId } from './attribute';
import { refuseMethods, refuseProperties } from './errors';
import type { Handler, HandlerList } from './handlers';
import { SAVE_MODES } from './handlers';

interface SaveOptions {
  saveMode?: number;
}

/** What `formContext.data` asks of the form. */
export interface DataHost {
  readonly info: TableInfo;
  readonly attributes: ReadonlyMap<string, FormAttribute>;
  readonly id: string | undefined;
  readonly primaryName: string;
  readonly isDirty: boolean;
  readonly onDataLoad: HandlerList;
  readonly onSave: HandlerList;
  readonly onPostSave: HandlerList;
  problems(): readonly unknown[];
  dirtyXml(): string;
  requestSave(mode: number): Promise<void>;
  requestRefresh(save: boolean): Promise<void>;
}

/** `formContext.data` over a session. */
export function createDataApi(session: DataHost): object {
  const entity = createEntityApi(session);
  const data = {
    entity,
    attributes: asCollection(() => []),
    getIsDirty: () => session.isDirty,
    isValid: () => session.problems().length === 0,
    save: (options?: SaveOptions) => session.requestSave(options?.saveMode ?? SAVE_MODES.save),
    refresh: (save?: boolean) => session.requestRefresh(save === true),
    addOnLoad: (handler: Handler) => {
      session.onDataLoad.add(handler);
    },
    removeOnLoad: (handler: Handler) => {
      session.onDataLoad.remove(handler);
    },
  };
  return refuseProperties(data, 'formContext.data', ['process']);
}

function createEntityApi(session: DataHost): object {
  const entity = {
    attributes: asCollection(() => [...session.attributes.values()].map((attribute) => attribute.api)),
    getId: () => (session.id ? bracedId(session.id) : ''),
    getEntityName: () => session.info.table.logicalName,
    getEntityReference: () => ({
      id: session.id ? bracedId(session.id) : '',
      entityType: session.info.table.logicalName,
      name: session.primaryName,
    }),
    getPrimaryAttributeValue: () => session.primaryName,
    getIsDirty: () => session.isDirty,
    isValid: () => session.problems().length === 0,
    getDataXml: () => session.dirtyXml(),
    /** `saveandclose` and `saveandnew` are the documented words; nothing means save. */
    save: (option?: 'saveandclose' | 'saveandnew') => {
      const mode =
        option === 'saveandclose'
          ? SAVE_MODES.saveAndClose
          : option === 'saveandnew'
            ? SAVE_MODES.saveAndNew
            : SAVE_MODES.save;
      // Like the platform, this older form of save gives no promise: the page shows what went wrong.
      session.requestSave(mode).catch(() => undefined);
    },
    addOnSave: (handler: Handler) => {
      session.onSave.add(handler);
    },
    removeOnSave: (handler: Handler) => {
      session.onSave.remove(handler);
    },
    addOnPostSave: (handler: Handler) => {
      session.onPostSave.add(handler);
    },
    removeOnPostSave: (handler: Handler) => {
      session.onPostSave.remove(handler);
    },
  };
  return refuseProperties(
    refuseMethods(entity, 'formContext.data.entity', ['addOnPreSave']),
    'formContext.data.entity',
    ['relatedEntities'],
  );
}

/**
 * Room sandbox/app. What a form page does, without drawing it: loads table, form, scripts and row, saves with the events
 * around it, refreshes, deletes, and keeps the state that the page shows.
 */
import type { EntityReference, FormCommands, FormPageProps, HostServices, SystemForm, TableInfo } from '../contracts';
import { newestAnswers } from '../../newestAnswers';
import { ChangeSignal } from './changeSignal';
import { FormMissingError, SaveRefusedError, messageOf } from './errors';
import { bindFormEvents } from './formEvents';
import type { SaveProblem, SessionHost } from './formSession';
import { FormSession } from './formSession';
import { SAVE_MODES, saveEventArgs } from './handlers';
import { fillNewRow } from './newRow';
import { parseFormXml } from './parseFormXml';
import type { FormTextKey } from './strings';
import { formText } from './strings';
import type { ColumnChange, LookupValue } from './values';
import { isLookupColumn, toRequestBody } from './values';
import { normalizeId } from './xml';

export type PageState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'ready'; readonly session: FormSession };

/** What stands above the form after a save was tried. */
export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'invalid'; readonly problems: readonly SaveProblem[] }
  | { readonly kind: 'conflict' }
  /** Saved, but the row could not be read again. */
  | { readonly kind: 'unread'; readonly message: string }
  /** The server did not say whether it did it. */
  | { readonly kind: 'unclear'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** Row version mismatch. Source: Microsoft Learn, "Web service error codes" (ConcurrencyVersionMismatch). */
const VERSION_MISMATCH = 0x80060882;

const statusOf = (error: unknown): number => Number((error as { status?: unknown } | null)?.status ?? 0);

const isVersionConflict = (error: unknown): boolean =>
  statusOf(error) === 412 ||
  Number((error as { errorCode?: unknown } | null)?.errorCode ?? 0) >>> 0 === VERSION_MISMATCH;

/** No answer, or one that a gateway may have given for the server: the row may have been written all the same. */
const isUnclear = (error: unknown): boolean => {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' && (status === 0 || status === 408 || status >= 500);
};

/** Values of `getDataLoadState`. Source: Microsoft Learn, "getDataLoadState (Client API reference)". */
const LOAD_STATE = { initial: 1, save: 2, refresh: 3 } as const;

const loadEventArgs = (state: number): object => ({ getDataLoadState: () => state });

export class FormController implements SessionHost {
  readonly signal = new ChangeSignal();
  state: PageState = { kind: 'loading' };
  saveState: SaveState = { kind: 'idle' };
  /** Makes values of texts that are still being typed; set by the page. */
  commitPendingInput: () => void = () => undefined;
  #saving: Promise<void> | undefined;
  #isDisposed = false;
  /** The latest `open`; answers for an earlier one are void. */
  #opening = 0;
  readonly #askForNewest = newestAnswers();

  constructor(private readonly props: () => FormPageProps) {}

  get services(): HostServices {
    return this.props().services;
  }

  get session(): FormSession | undefined {
    return this.state.kind === 'ready' ? this.state.session : undefined;
  }

  /** Loads everything and raises `onload`. Never rejects: what went wrong becomes the state. */
  async open(id: string | undefined, formId: string | undefined): Promise<void> {
    this.#opening += 1;
    const opening = this.#opening;
    const isVoid = (): boolean => this.#isDisposed || opening !== this.#opening;
    this.#setState({ kind: 'loading' });
    this.saveState = { kind: 'idle' };
    try {
      const session = await this.#prepare(formId);
      if (id === undefined) fillNewRow(session, this.props().defaults ?? {}, this.props().createdFrom);
      else await this.#loadRow(session, id);
      await this.#bind(session);
      if (isVoid()) return;
      this.#setState({ kind: 'ready', session });
      this.commandsChanged();
      await this.#raiseLoad(session, LOAD_STATE.initial);
    } catch (error) {
      if (isVoid()) return;
      this.#setState(statusOf(error) === 404 ? { kind: 'not-found' } : { kind: 'failed', message: messageOf(error) });
    }
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  get isDirty(): boolean {
    return this.session?.isDirty ?? false;
  }

  /** The commands the shell's bar shows; a new object whenever one of them changes. */
  commands(): FormCommands {
    const attempt = (mode: number): Promise<boolean> =>
      this.save(mode).then(
        () => true,
        () => false,
      );
    return {
      canSave: this.session !== undefined && !this.session.isReadOnly && this.saveState.kind !== 'saving',
      save: () => attempt(SAVE_MODES.save),
      saveAndClose: () => attempt(SAVE_MODES.saveAndClose),
      remove: () => this.remove(),
      refresh: () => this.refreshAfterAsking(),
    };
  }

  /**
   * Saves the changed columns. Calls during a save share it.
   * @throws {SaveRefusedError} when a handler or validation stops it; else what the server answered.
   */
  save(mode: number): Promise<void> {
    this.#saving ??= this.#save(mode).finally(() => {
      this.#saving = undefined;
      this.commandsChanged();
    });
    return this.#saving;
  }

  /** Reads the row again; changes that were not saved are lost. */
  async refresh(): Promise<void> {
    const { session } = this;
    if (!session?.id) return;
    try {
      await this.#loadRow(session, session.id);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      this.#setState({ kind: 'not-found' });
      return;
    }
    this.saveState = { kind: 'idle' };
    this.commandsChanged();
    session.fire(session.onDataLoad, session.formContext.data, loadEventArgs(LOAD_STATE.refresh));
  }

  async refreshAfterAsking(): Promise<void> {
    if (this.isDirty && !(await this.services.confirm(this.#text('unsavedRefresh'), this.#text('unsavedTitle'))))
      return;
    await this.refresh();
  }

  async remove(): Promise<void> {
    const { session } = this;
    if (!session?.id) return;
    if (!(await this.services.confirm(this.#text('deleteRow'), this.#text('deleteTitle')))) return;
    try {
      await this.services.api.delete(session.info.table.logicalName, session.id);
    } catch (error) {
      await this.services.error({ message: messageOf(error) });
      return;
    }
    this.services.rowsChanged(session.info.table.logicalName);
    this.#discard(session);
    if (!this.#isDisposed) this.props().onClose?.();
  }

  close(): void {
    this.props().onClose?.();
  }

  switchForm(formId: string): void {
    const { session } = this;
    if (!session || session.formId === formId) return;
    const change = async (): Promise<void> => {
      if (this.isDirty && !(await this.services.confirm(this.#text('unsavedForm'), this.#text('unsavedTitle')))) {
        session.changed();
        return;
      }
      await this.open(session.id, formId);
    };
    change().catch((error: unknown) => {
      this.scriptError(error);
    });
  }

  commandsChanged(): void {
    this.signal.emit();
    const { session } = this;
    if (session && !this.#isDisposed) this.props().onContext?.(session.formContext, this.commands());
  }

  scriptError(error: unknown): void {
    const details = error instanceof Error ? error.stack : undefined;
    this.services.error({ message: this.#text('scriptFailed', messageOf(error)), details }).catch(() => undefined);
  }

  dismissSaveState(): void {
    this.saveState = { kind: 'idle' };
    this.signal.emit();
  }

  #text(key: FormTextKey, ...values: readonly string[]): string {
    return formText(this.services.user.languageId, key, ...values);
  }

  async #prepare(formId: string | undefined): Promise<FormSession> {
    const { table } = this.props();
    const [info, main, quick] = await Promise.all([
      this.services.tableInfo(table),
      this.services.forms(table, 2),
      formId ? this.services.forms(table, 7) : Promise.resolve([]),
    ]);
    const form = chooseForm(main, quick, formId);
    if (!form) throw new FormMissingError(table);
    return new FormSession({
      services: this.services,
      info,
      model: parseFormXml(form.formXml),
      forms: main,
      formId: form.id,
      host: this,
    });
  }

  /** A library that is missing must not hide the row: it is reported, and the form opens without its handlers. */
  async #bind(session: FormSession): Promise<void> {
    try {
      await bindFormEvents(session);
    } catch (error) {
      this.scriptError(error);
    }
  }

  /** @param before values that the server has or that may be lost; what was edited since stays. */
  async #loadRow(session: FormSession, id: string, before = session.values()): Promise<void> {
    const bare = normalizeId(id);
    const options = `?$select=${session.selectedColumns.join(',')}`;
    const table = session.info.table.logicalName;
    const newest = await this.#askForNewest(session.uid, () =>
      Promise.all([this.services.api.retrieve(table, bare, options), this.services.mayWrite?.(table, bare)]),
    );
    if (newest) session.load(bare, newest[0], newest[1], before);
  }

  async #raiseLoad(session: FormSession, state: number): Promise<void> {
    await session.fireAndWait(session.onLoad, session.formContext, loadEventArgs(state));
    session.fire(session.onDataLoad, session.formContext.data, loadEventArgs(state));
  }

  async #save(mode: number): Promise<void> {
    const { session } = this;
    if (!session) throw new SaveRefusedError('The form is still loading.');
    if (session.isReadOnly) throw new SaveRefusedError('The row is read-only.');
    this.commitPendingInput();
    await this.#raiseSave(session, mode);
    const problems = session.problems();
    if (problems.length > 0) {
      session.wasRefused = true;
      session.changed();
      this.#setSaveState({ kind: 'invalid', problems });
      throw new SaveRefusedError(problems.map((problem) => problem.message).join(' '));
    }
    const isNew = session.id === undefined;
    const changes = changedColumns(session);
    if (isNew || changes.length > 0) await this.#send(session, changes);
    else this.#setSaveState({ kind: 'saved' });
    const reference = this.#reference(session);
    await this.#raisePostSave(session, reference);
    if (isNew) {
      // The platform loads the form anew once the row exists: handlers of scripts go and onload runs again (inferred).
      session.clearScriptHandlers();
      await this.#raiseLoad(session, LOAD_STATE.save);
    } else {
      session.fire(session.onDataLoad, session.formContext.data, loadEventArgs(LOAD_STATE.save));
    }
    // Somebody has gone on to another page meanwhile, and stays there.
    if (this.#isDisposed) return;
    this.props().onSaved?.(reference);
    if (mode === SAVE_MODES.saveAndClose) this.props().onClose?.();
    if (mode === SAVE_MODES.saveAndNew) {
      await this.services.navigate({ pageType: 'entityrecord', entityName: session.info.table.logicalName });
    }
  }

  /** Runs the onsave handlers, waiting for their promises. @throws {SaveRefusedError} when one prevents the save. */
  async #raiseSave(session: FormSession, mode: number): Promise<void> {
    const { args, stopsOnError } = saveEventArgs(mode);
    let failed = false;
    await session.fireAndWait(
      session.onSave,
      (session.formContext.data as { entity: unknown }).entity,
      args,
      (error) => {
        failed = true;
        this.scriptError(error);
      },
    );
    if (args.isDefaultPrevented()) throw new SaveRefusedError('A form script prevented the save.');
    if (failed && stopsOnError()) throw new SaveRefusedError('A form script failed, so the row was not saved.');
  }

  async #send(session: FormSession, changes: readonly ColumnChange[]): Promise<void> {
    this.#setSaveState({ kind: 'saving' });
    const table = session.info.table.logicalName;
    const { api } = this.services;
    const sent = session.values();
    let id: string;
    try {
      const body = toRequestBody(changes, session.info, await this.#entitySetNames(changes));
      ({ id } = session.id ? await api.update(table, session.id, body, session.etag) : await api.create(table, body));
    } catch (error) {
      await this.#reportFailure(session, error);
      throw error;
    }
    try {
      await this.#loadRow(session, id, sent);
      this.#setSaveState({ kind: 'saved' });
    } catch (error) {
      // It is written: to save a new row again would make another one.
      session.written(id, sent);
      this.#setSaveState({ kind: 'unread', message: messageOf(error) });
    }
    this.services.rowsChanged(table);
  }

  async #reportFailure(session: FormSession, error: unknown): Promise<void> {
    const message = messageOf(error);
    if (session.id !== undefined && isVersionConflict(error)) this.#setSaveState({ kind: 'conflict' });
    else this.#setSaveState({ kind: isUnclear(error) ? 'unclear' : 'failed', message });
    await this.#raisePostSave(session, this.#reference(session), error);
  }

  async #raisePostSave(session: FormSession, reference: EntityReference, error?: unknown): Promise<void> {
    const args = {
      getEntityReference: () => ({ ...reference }),
      getIsSaveSuccess: () => error === undefined,
      getSaveErrorInfo: () => (error === undefined ? null : { message: messageOf(error) }),
    };
    await session.fireAndWait(session.onPostSave, (session.formContext.data as { entity: unknown }).entity, args);
  }

  #reference(session: FormSession): EntityReference {
    return { entityType: session.info.table.logicalName, id: session.id ?? '', name: session.primaryName };
  }

  async #entitySetNames(changes: readonly ColumnChange[]): Promise<Map<string, string>> {
    const tables = new Set(
      changes
        .filter((change) => isLookupColumn(change.column))
        .flatMap((change) => ((change.value ?? []) as readonly LookupValue[]).map((one) => one.entityType)),
    );
    const infos: TableInfo[] = await Promise.all([...tables].map((table) => this.services.tableInfo(table)));
    return new Map(infos.map((info) => [info.table.logicalName, info.table.entitySetName]));
  }

  /** Forgets changes of a row that is gone. */
  #discard(session: FormSession): void {
    for (const attribute of session.attributes.values()) attribute.load(attribute.initialValue);
  }

  #setState(state: PageState): void {
    this.state = state;
    this.signal.emit();
  }

  #setSaveState(state: SaveState): void {
    this.saveState = state;
    this.commandsChanged();
  }
}

function chooseForm(
  main: readonly SystemForm[],
  quick: readonly SystemForm[],
  formId: string | undefined,
): SystemForm | undefined {
  const wanted = normalizeId(formId);
  const asked = formId ? [...main, ...quick].find((form) => normalizeId(form.id) === wanted) : undefined;
  return asked ?? main[0];
}

/** What a save must write: for a new row every value it has, else the changed columns; submit modes have the last word. */
export function changedColumns(session: FormSession): ColumnChange[] {
  const isNew = session.id === undefined;
  return [...session.attributes.values()]
    .filter(({ column }) => (isNew ? column.validForCreate : column.validForUpdate))
    .filter((attribute) => {
      if (attribute.submitMode === 'never') return false;
      if (attribute.submitMode === 'always') return true;
      return attribute.isDirty || (isNew && attribute.value !== null);
    })
    .filter((attribute) => attribute.column.type !== 'PartyList')
    .filter(
      (attribute) => !(isLookupColumn(attribute.column) && attribute.value === null && attribute.initialValue === null),
    )
    .map(({ column, value, initialValue }) => ({ column, value, before: initialValue }));
}

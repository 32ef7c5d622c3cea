/**
 * Room sandbox/app. One open form: attributes, controls, tabs and notifications of a row, and the events between them.
 * The page draws it, scripts see it through `formContext`.
 */
import type { HostServices, SystemForm, TableInfo, WebApiRow } from '../contracts';
import type { AttributeHost } from './attribute';
import { FormAttribute } from './attribute';
import { ChangeSignal } from './changeSignal';
import type { ControlHost } from './control';
import { ChoiceControl, FormControl, kindOf } from './control';
import { createFormContext } from './formContext';
import type { FormContextApi } from './formContext';
import type { CustomControlModel, FormCell, FormModel } from './formModel';
import { allCells } from './formModel';
import { HandlerList } from './handlers';
import { SubgridControl, TimelineControl, WebResourceControl } from './hostedControls';
import { LookupControl } from './lookupControl';
import type { FormTextKey } from './strings';
import { formText } from './strings';
import type { FormNotification } from './ui';
import { TabState } from './ui';
import type { AttributeValue } from './values';
import { readValue, sameValue, selectName } from './values';

/** What the page does for its session. */
export interface SessionHost {
  save(mode: number): Promise<void>;
  refresh(): Promise<void>;
  close(): void;
  switchForm(formId: string): void;
  /** Commands (the ribbon) must be judged anew. */
  commandsChanged(): void;
  /** An exception of a form script. */
  scriptError(error: unknown): void;
}

export interface SessionInput {
  readonly services: HostServices;
  readonly info: TableInfo;
  readonly model: FormModel;
  readonly forms: readonly SystemForm[];
  readonly formId: string;
  readonly host: SessionHost;
}

/** A problem that keeps the form from saving; `control` is where to go to mend it. */
export interface SaveProblem {
  readonly message: string;
  readonly control?: string;
}

/** Web client. Source: real control descriptions list 0 phone, 1 tablet, 2 web. */
const WEB_FORM_FACTOR = 2;

let sessionCount = 0;

export class FormSession {
  /** Tells the elements of several forms in one document apart. */
  readonly uid = `form${(sessionCount += 1)}`;
  readonly services: HostServices;
  readonly info: TableInfo;
  readonly model: FormModel;
  readonly forms: readonly SystemForm[];
  readonly formId: string;
  readonly host: SessionHost;
  readonly signal = new ChangeSignal();
  readonly attributes = new Map<string, FormAttribute>();
  readonly controls = new Map<string, FormControl>();
  readonly tabs: readonly TabState[];
  readonly notifications = new Map<string, FormNotification>();
  readonly onLoad = new HandlerList();
  readonly onDataLoad = new HandlerList();
  readonly onSave = new HandlerList();
  readonly onPostSave = new HandlerList();
  readonly formContext: FormContextApi;
  openTab: TabState | undefined;
  entityNameOverride: string | undefined;
  /** Lower case without braces; absent while the row is new. */
  id: string | undefined;
  etag: string | undefined;
  row: WebApiRow = {};
  /** May the user write the row? */
  mayWrite = true;
  /** A save was refused for empty or wrong fields; from then on empty required fields say so. */
  wasRefused = false;

  constructor(input: SessionInput) {
    this.services = input.services;
    this.info = input.info;
    this.model = input.model;
    this.forms = input.forms;
    this.formId = input.formId;
    this.host = input.host;
    const columns = new Map(this.info.table.columns.map((column) => [column.logicalName, column]));
    for (const name of columnsOfForm(this.model)) {
      const column = columns.get(name);
      if (column) this.attributes.set(name, new FormAttribute(column, this.#attributeHost()));
    }
    for (const cell of allCells(this.model)) this.#addControl(cell);
    this.tabs = this.model.tabs.map((tab) => new TabState(tab, this));
    this.openTab = this.tabs.find((tab) => tab.visible);
    this.formContext = createFormContext(this);
  }

  /** Columns to read for this form: its own, the primary name, and those that say whether the row is active. */
  get selectedColumns(): string[] {
    const { table } = this.info;
    const extra = [table.primaryName, 'statecode', 'statuscode'];
    const known = table.columns.filter((column) => column.validForRead);
    const names = known
      .filter((column) => this.attributes.has(column.logicalName) || extra.includes(column.logicalName))
      // Party lists are no columns of the row; they are read through the activity's parties.
      .filter((column) => column.type !== 'PartyList')
      .map(selectName);
    return [...new Set([table.primaryId, ...names])];
  }

  /** What the columns hold now, by logical name. */
  values(): Map<string, AttributeValue> {
    return new Map([...this.attributes.values()].map(({ name, value }) => [name, value]));
  }

  /**
   * Takes a row of the server.
   * @param before values at the time the answer was asked for: what was edited since then stays, as a change. @default everything is taken
   */
  load(id: string, row: WebApiRow, mayWrite = true, before = this.values()): void {
    this.id = id.toLowerCase();
    this.mayWrite = mayWrite;
    this.row = row;
    this.wasRefused = false;
    const etag = row['@odata.etag'];
    this.etag = typeof etag === 'string' ? etag : undefined;
    for (const attribute of this.attributes.values()) {
      const { name, column, value: typed } = attribute;
      attribute.load(readValue(column, row));
      if (!sameValue(typed, before.get(name) ?? null)) attribute.set(typed);
    }
    this.changed();
  }

  /** The server has the row with these values, and did not give it back. Which version that is, is not known. */
  written(id: string, values: ReadonlyMap<string, AttributeValue>): void {
    this.id = id.toLowerCase();
    this.etag = undefined;
    for (const attribute of this.attributes.values()) {
      const typed = attribute.value;
      attribute.load(values.get(attribute.name) ?? null);
      attribute.set(typed);
    }
  }

  get isDirty(): boolean {
    return [...this.attributes.values()].some((attribute) => attribute.isDirty || attribute.inputError !== undefined);
  }

  /** Nobody changes an inactive row, and a row without the right to write it stays as it is. */
  get isReadOnly(): boolean {
    return this.isInactive || (this.id !== undefined && !this.mayWrite);
  }

  /** Activities may also be edited while they are scheduled (state 3). */
  get isInactive(): boolean {
    if (!this.id) return false;
    const state = this.row.statecode;
    if (typeof state !== 'number') return false;
    return this.info.table.isActivity ? state === 1 || state === 2 : state !== 0;
  }

  /**
   * 1 create, 2 update, 3 read-only, 4 disabled. Source: Microsoft Learn, "getFormType (Client API reference)". That 4 is the row that is
   * not active, and 3 the one that may not be written, is inferred.
   */
  get formType(): number {
    if (!this.id) return 1;
    if (this.isInactive) return 4;
    return this.mayWrite ? 2 : 3;
  }

  get primaryName(): string {
    const attribute = this.attributes.get(this.info.table.primaryName);
    const value = attribute ? attribute.value : this.row[this.info.table.primaryName];
    return typeof value === 'string' ? value : '';
  }

  get tableLabel(): string {
    return this.entityNameOverride ?? this.label(this.info.table.displayName);
  }

  label(labels: Readonly<Record<string, string>> | undefined): string {
    return this.services.label(labels);
  }

  /** One of the form's own texts in the user's language. */
  text(key: FormTextKey, ...values: readonly string[]): string {
    return formText(this.services.user.languageId, key, ...values);
  }

  /** Everything that keeps the form from saving, in the order of the form. */
  problems(): SaveProblem[] {
    const problems: SaveProblem[] = [];
    for (const attribute of this.attributes.values()) {
      const controls = this.controlsOf(attribute.name);
      const control = controls.find((one) => one.visible) ?? controls[0];
      const label = control?.label ?? (this.label(attribute.column.displayName) || attribute.name);
      const add = (message: string): void => {
        problems.push({ message, ...(control ? { control: control.name } : {}) });
      };
      if (attribute.inputError !== undefined) add(`${label}: ${attribute.inputError}`);
      else if (attribute.isMissing) add(`${label}: ${this.text('required')}`);
      if (attribute.invalidMessage !== undefined) add(`${label}: ${attribute.invalidMessage}`);
      for (const one of controls) for (const message of one.errors) add(`${one.label}: ${message}`);
    }
    return problems;
  }

  controlsOf(column: string): FormControl[] {
    return [...this.controls.values()].filter((control) => control.attribute?.name === column);
  }

  changed(): void {
    this.signal.emit();
  }

  fire(list: HandlerList, source: unknown, args?: unknown): void {
    list.fire(this.#occurrence(source, args));
  }

  fireAndWait(list: HandlerList, source: unknown, args?: unknown, onError?: (error: unknown) => void): Promise<void> {
    return list.fireAndWait({ ...this.#occurrence(source, args), ...(onError ? { onError } : {}) });
  }

  /** Shows a tab and tells the handlers of both that change. */
  open(tab: TabState): void {
    const previous = this.openTab;
    if (previous === tab) return;
    this.openTab = tab;
    this.changed();
    if (previous) this.fire(previous.onStateChange, previous.api);
    this.fire(tab.onStateChange, tab.api);
  }

  /** Opens the control's tab and gives it the focus. */
  focusControl(name: string): void {
    const control = this.controls.get(name);
    const tab = this.tabs.find((one) => one.sections.some((section) => control && section.controls.includes(control)));
    if (tab) this.open(tab);
    // The tab's content is drawn in the next turn.
    setTimeout(() => control?.focus?.(), 0);
  }

  /** Forgets the handlers that scripts added, as the platform does when it loads the form anew. */
  clearScriptHandlers(): void {
    for (const list of [this.onLoad, this.onDataLoad, this.onSave, this.onPostSave]) list.clearAdded();
    for (const attribute of this.attributes.values()) attribute.onChange.clearAdded();
    for (const tab of this.tabs) tab.onStateChange.clearAdded();
    for (const control of this.controls.values()) {
      if (control instanceof LookupControl) {
        control.preSearch.clearAdded();
        control.onLookupTagClick.clearAdded();
      }
      if (control instanceof SubgridControl) control.onLoad.clearAdded();
    }
  }

  requestSave(mode: number): Promise<void> {
    return this.host.save(mode);
  }

  async requestRefresh(save: boolean): Promise<void> {
    if (save) await this.host.save(1);
    await this.host.refresh();
  }

  close(): void {
    this.host.close();
  }

  switchForm(formId: string): void {
    this.host.switchForm(formId);
  }

  commandsChanged(): void {
    this.host.commandsChanged();
  }

  /** Dirty columns as the small XML of `getDataXml`. */
  dirtyXml(): string {
    const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    const name = this.info.table.logicalName;
    const parts = [...this.attributes.values()]
      .filter((attribute) => attribute.isDirty)
      .map((attribute) => `<${attribute.name}>${escape(textOfValue(attribute.value))}</${attribute.name}>`);
    return `<${name}>${parts.join('')}</${name}>`;
  }

  #occurrence(
    source: unknown,
    args: unknown,
  ): { formContext: unknown; source: unknown; args: unknown; onError: (error: unknown) => void } {
    return {
      formContext: this.formContext,
      source,
      args,
      onError: (error) => {
        this.host.scriptError(error);
      },
    };
  }

  #attributeHost(): AttributeHost {
    return {
      info: this.info,
      label: (labels) => this.label(labels),
      changed: () => {
        this.changed();
      },
      fire: (list, source, args) => {
        this.fire(list, source, args);
      },
      controlsOf: (column) => this.controlsOf(column).map((control) => control.api),
      parent: () => (this.formContext.data as { entity: unknown }).entity,
    };
  }

  #controlHost(): ControlHost {
    return {
      services: this.services,
      label: (labels) => this.label(labels),
      changed: () => {
        this.changed();
      },
      isReadOnly: () => this.isReadOnly,
      sectionApi: (control) => this.#sectionOf(control)?.api ?? null,
      isPlaceVisible: (control) => {
        const section = this.#sectionOf(control);
        return section === undefined || (section.visible && section.tab.visible);
      },
    };
  }

  #sectionOf(control: FormControl): TabState['sections'][number] | undefined {
    return this.tabs.flatMap((tab) => [...tab.sections]).find((section) => section.controls.includes(control));
  }

  #addControl(cell: FormCell): void {
    const model = cell.control;
    if (!model) return;
    const attribute = model.column ? this.attributes.get(model.column) : undefined;
    const kind = kindOf(model, attribute);
    const custom = chooseCustomControl(this.model, model.uniqueId);
    const Control = {
      field: FormControl,
      unsupported: FormControl,
      lookup: LookupControl,
      choice: ChoiceControl,
      subgrid: SubgridControl,
      timeline: TimelineControl,
      webResource: WebResourceControl,
    }[kind];
    this.controls.set(model.id, new Control(cell, model, kind, attribute, custom, this.#controlHost()));
    if (attribute && model.isRequired) attribute.requiredLevel = 'required';
  }
}

const textOfValue = (value: unknown): string =>
  Array.isArray(value)
    ? value.map((one: unknown) => (typeof one === 'object' ? (one as { id: string }).id : String(one))).join(',')
    : value instanceof Date
      ? value.toISOString()
      : String(value ?? '');

/** The component-framework control bound for the web client, if any. */
export function chooseCustomControl(model: FormModel, uniqueId: string | undefined): CustomControlModel | undefined {
  const offered = uniqueId ? (model.controlDescriptions[uniqueId] ?? []) : [];
  return offered.find((one) => one.name && one.formFactor === WEB_FORM_FACTOR);
}

/** Columns that controls, component-framework controls and hidden data of a form need. */
function columnsOfForm(model: FormModel): Set<string> {
  const names = new Set(model.hiddenColumns);
  for (const cell of allCells(model)) {
    if (cell.control?.column) names.add(cell.control.column);
    const custom = chooseCustomControl(model, cell.control?.uniqueId);
    for (const parameter of Object.values(custom?.parameters ?? {})) {
      if (parameter.kind === 'bound') names.add(parameter.column);
    }
  }
  return names;
}

/**
 * Room sandbox/app. One control of the form: visibility, disabling, notifications, and the object scripts get from
 * `formContext.getControl`. Members follow Microsoft Learn, "Controls (Client API reference)".
 */
import type { ChoiceOption } from '../../dataverse/model';
import type { HostServices } from '../contracts';
import type { FormAttribute } from './attribute';
import { refuseMethods } from './errors';
import type { CustomControlModel, FormCell, FormControlModel } from './formModel';
import { CLASS_IDS } from './formModel';
import type { Handler } from './handlers';
import { HandlerList } from './handlers';
import { optionsOf } from './values';

/** What scripts may show at a control. */
export interface ControlNotification {
  readonly id: string;
  readonly level: 'ERROR' | 'RECOMMENDATION';
  readonly message: string;
  readonly actions: readonly { readonly message: string; readonly run: () => void }[];
}

export type ControlKind = 'field' | 'lookup' | 'choice' | 'subgrid' | 'timeline' | 'webResource' | 'unsupported';

/** What a control needs from the form around it. */
export interface ControlHost {
  readonly services: HostServices;
  label(labels: Readonly<Record<string, string>> | undefined): string;
  changed(): void;
  /** The form's own read-only state (an inactive row, or one that may not be written). */
  isReadOnly(): boolean;
  sectionApi(control: FormControl): unknown;
  /** Is everything around the control shown? */
  isPlaceVisible(control: FormControl): boolean;
}

interface NotificationOptions {
  messages?: string[];
  notificationLevel?: 'ERROR' | 'RECOMMENDATION';
  uniqueId?: string;
  actions?: { message?: string; actions?: (() => void)[] }[];
}

const WEB_RESOURCE_CLASSES: readonly string[] = [CLASS_IDS.webResource, CLASS_IDS.htmlWebResource];

/** What kind of control a cell holds, from its class id and its column. */
export function kindOf(model: FormControlModel, attribute: FormAttribute | undefined): ControlKind {
  if (model.classId === CLASS_IDS.subgrid || (model.isSubgrid && !model.column)) return 'subgrid';
  if (model.classId === CLASS_IDS.timeline) return 'timeline';
  if (WEB_RESOURCE_CLASSES.includes(model.classId)) return 'webResource';
  if (!attribute) return 'unsupported';
  switch (attribute.column.type) {
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return 'lookup';
    case 'Picklist':
    case 'MultiSelectPicklist':
    case 'State':
    case 'Status':
      return 'choice';
    default:
      return 'field';
  }
}

export class FormControl {
  readonly name: string;
  readonly notifications = new Map<string, ControlNotification>();
  /** What `addEventHandler` of component-framework controls collected, by event name. */
  readonly customEvents = new Map<string, HandlerList>();
  /** The object scripts get. */
  api: object;
  visible: boolean;
  disabled: boolean;
  /** Label set by a script. */
  labelOverride: string | undefined;
  /** Element that takes the focus; set by the page. */
  focus: (() => void) | undefined;
  /** Outputs of a component-framework control; set by its host. */
  outputs: (() => Record<string, unknown>) | undefined;

  constructor(
    readonly cell: FormCell,
    readonly model: FormControlModel,
    readonly kind: ControlKind,
    readonly attribute: FormAttribute | undefined,
    /** The component-framework control that replaces the standard one. */
    readonly customControl: CustomControlModel | undefined,
    readonly host: ControlHost,
  ) {
    this.name = model.id;
    this.visible = cell.visible;
    this.disabled = model.disabled;
    this.api = this.createBaseApi();
  }

  /** May a user change the value? */
  get isEditable(): boolean {
    if (this.disabled || this.host.isReadOnly()) return false;
    const column = this.attribute?.column;
    return column === undefined || column.validForUpdate || column.validForCreate;
  }

  /** The cell's label in the user's language, else the column's display name. */
  get label(): string {
    if (this.labelOverride !== undefined) return this.labelOverride;
    return (
      this.host.label(this.cell.labels) ||
      this.host.label(this.attribute?.column.displayName) ||
      this.model.column ||
      ''
    );
  }

  /** Messages that keep the form from saving. */
  get errors(): string[] {
    return [...this.notifications.values()].filter((one) => one.level === 'ERROR').map((one) => one.message);
  }

  protected createBaseApi(): object {
    const base = {
      getName: () => this.name,
      getControlType: () => this.controlType(),
      getLabel: () => this.label,
      setLabel: (label: string) => {
        this.labelOverride = label;
        this.host.changed();
      },
      getVisible: () => this.visible && this.host.isPlaceVisible(this),
      setVisible: (visible: boolean) => {
        this.visible = visible;
        this.host.changed();
      },
      getParent: () => this.host.sectionApi(this),
      setFocus: () => {
        this.focus?.();
      },
    };
    if (!this.attribute) return base;
    const bound = {
      getAttribute: () => this.attribute?.api ?? null,
      getDisabled: () => !this.isEditable,
      setDisabled: (disabled: boolean) => {
        this.disabled = disabled;
        this.host.changed();
      },
      setNotification: (message: string, uniqueId = '') => {
        this.notifications.set(uniqueId, { id: uniqueId, level: 'ERROR', message, actions: [] });
        this.host.changed();
        return true;
      },
      addNotification: (options: NotificationOptions) => {
        this.#addNotification(options);
      },
      clearNotification: (uniqueId?: string) => {
        const had = uniqueId === undefined ? this.notifications.size > 0 : this.notifications.has(uniqueId);
        if (uniqueId === undefined) this.notifications.clear();
        else this.notifications.delete(uniqueId);
        this.host.changed();
        return had;
      },
      getValue: () => (this.attribute?.api as { getValue(): unknown }).getValue(),
    };
    const custom = this.customControl
      ? {
          getOutputs: () => this.outputs?.() ?? {},
          addEventHandler: (event: string, handler: Handler) => {
            const list = this.customEvents.get(event) ?? new HandlerList();
            list.add(handler);
            this.customEvents.set(event, list);
          },
          removeEventHandler: (event: string, handler: Handler) => {
            this.customEvents.get(event)?.remove(handler);
          },
        }
      : {};
    return refuseMethods({ ...base, ...bound, ...custom }, `control ${this.name}`, [
      'addOnKeyPress',
      'removeOnKeyPress',
      'fireOnKeyPress',
      'showAutoComplete',
      'hideAutoComplete',
      'setShowTime',
      'getShowTime',
      'addOnOutputChange',
      'removeOnOutputChange',
    ]);
  }

  protected controlType(): string {
    if (this.customControl) return `customcontrol:${this.customControl.name ?? ''}`;
    switch (this.kind) {
      case 'lookup':
        return 'lookup';
      case 'choice':
        return this.attribute?.column.type === 'MultiSelectPicklist' ? 'multiselectoptionset' : 'optionset';
      case 'subgrid':
        return 'subgrid';
      case 'timeline':
        return 'timelinewall';
      case 'webResource':
        return 'webresource';
      default:
        return 'standard';
    }
  }

  #addNotification(options: NotificationOptions): void {
    const id = options.uniqueId ?? '';
    const actions = (options.actions ?? []).map((action) => ({
      message: action.message ?? 'Apply',
      run: () => {
        for (const step of action.actions ?? []) step();
        this.notifications.delete(id);
        this.host.changed();
      },
    }));
    this.notifications.set(id, {
      id,
      level: options.notificationLevel ?? 'ERROR',
      message: (options.messages ?? []).join(' '),
      actions,
    });
    this.host.changed();
  }
}

/** A choice control: scripts may narrow and extend the options it offers, without touching the column. */
export class ChoiceControl extends FormControl {
  #options: { value: number; text: string }[] | undefined;

  constructor(...args: ConstructorParameters<typeof FormControl>) {
    super(...args);
    this.api = Object.assign(this.api, {
      getOptions: () => this.options.map((option) => ({ ...option })),
      addOption: (option: { value: number; text: string }, index?: number) => {
        const options = this.#own();
        if (options.some((one) => one.value === option.value)) return;
        options.splice(index ?? options.length, 0, { value: option.value, text: option.text });
        this.host.changed();
      },
      removeOption: (value: number) => {
        this.#options = this.#own().filter((one) => one.value !== value);
        this.host.changed();
      },
      clearOptions: () => {
        this.#options = [];
        this.host.changed();
      },
    });
  }

  /** Options offered now. */
  get options(): readonly { value: number; text: string }[] {
    return this.#options ?? this.#columnOptions();
  }

  #own(): { value: number; text: string }[] {
    this.#options ??= this.#columnOptions();
    return this.#options;
  }

  #columnOptions(): { value: number; text: string }[] {
    const attribute = this.attribute;
    if (!attribute) return [];
    return optionsOf(attribute.column, attribute.host.info).map((option: ChoiceOption) => ({
      value: option.value,
      text: this.host.label(option.label),
    }));
  }
}

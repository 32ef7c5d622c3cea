/**
 * Room sandbox/app. `formContext.ui`: tabs, sections, form notifications and the form selector. Members follow
 * Microsoft Learn, "formContext.ui (Client API reference)".
 */
import type { SystemForm } from '../contracts';
import { asCollection } from './attribute';
import type { FormControl } from './control';
import { refuseMethods, refuseProperties } from './errors';
import type { FormSection, FormTab } from './formModel';
import type { Handler } from './handlers';
import { HandlerList } from './handlers';

export type NotificationLevel = 'ERROR' | 'WARNING' | 'INFO';

export interface FormNotification {
  readonly id: string;
  readonly level: NotificationLevel;
  readonly message: string;
}

/** What tabs, sections and `formContext.ui` ask of their form. */
export interface UiHost {
  readonly tabs: readonly TabState[];
  readonly openTab: TabState | undefined;
  readonly controls: ReadonlyMap<string, FormControl>;
  readonly forms: readonly SystemForm[];
  readonly formId: string;
  readonly formType: number;
  readonly formContext: { readonly ui: object };
  readonly notifications: Map<string, FormNotification>;
  readonly onLoad: HandlerList;
  entityNameOverride: string | undefined;
  label(labels: Readonly<Record<string, string>> | undefined): string;
  open(tab: TabState): void;
  changed(): void;
  commandsChanged(): void;
  close(): void;
  switchForm(formId: string): void;
}

/** A section as it is now. */
export class SectionState {
  readonly api: object;
  visible: boolean;
  labelOverride: string | undefined;

  constructor(
    readonly model: FormSection,
    readonly tab: TabState,
    readonly session: UiHost,
  ) {
    this.visible = model.visible;
    this.api = {
      getName: () => model.name,
      getLabel: () => this.label,
      setLabel: (label: string) => {
        this.labelOverride = label;
        session.changed();
      },
      getVisible: () => this.visible && tab.visible,
      setVisible: (visible: boolean) => {
        this.visible = visible;
        session.changed();
      },
      getParent: () => tab.api,
      controls: asCollection(() => this.controls.map((control) => control.api)),
    };
  }

  get label(): string {
    return this.labelOverride ?? this.session.label(this.model.labels);
  }

  get controls(): FormControl[] {
    return this.model.rows
      .flatMap((row) => row.cells)
      .flatMap((cell) => (cell.control ? (this.session.controls.get(cell.control.id) ?? []) : []));
  }
}

/** A tab as it is now. */
export class TabState {
  readonly api: object;
  readonly onStateChange = new HandlerList();
  readonly sections: readonly SectionState[];
  visible: boolean;
  labelOverride: string | undefined;

  constructor(
    readonly model: FormTab,
    readonly session: UiHost,
  ) {
    this.visible = model.visible;
    this.sections = model.columns
      .flatMap((column) => column.sections)
      .map((section) => new SectionState(section, this, session));
    this.api = {
      getName: () => model.name,
      getLabel: () => this.label,
      setLabel: (label: string) => {
        this.labelOverride = label;
        session.changed();
      },
      getVisible: () => this.visible,
      setVisible: (visible: boolean) => {
        this.visible = visible;
        session.changed();
      },
      getDisplayState: () => (session.openTab === this ? 'expanded' : 'collapsed'),
      setDisplayState: (state: 'expanded' | 'collapsed') => {
        if (state === 'expanded') session.open(this);
      },
      setFocus: () => {
        session.open(this);
      },
      getParent: () => session.formContext.ui,
      getContentType: () => 'cardSections',
      setContentType: () => undefined,
      addTabStateChange: (handler: Handler) => {
        this.onStateChange.add(handler);
      },
      removeTabStateChange: (handler: Handler) => {
        this.onStateChange.remove(handler);
      },
      sections: asCollection(() => this.sections.map((section) => section.api)),
    };
  }

  get label(): string {
    return this.labelOverride ?? this.session.label(this.model.labels);
  }
}

/** `formContext.ui` over a session. */
export function createUiApi(session: UiHost): object {
  const ui = {
    tabs: asCollection(() => session.tabs.map((tab) => tab.api)),
    controls: asCollection(() => [...session.controls.values()].map((control) => control.api)),
    formSelector: {
      getCurrentItem: () => formItem(session, session.formId),
      items: asCollection(
        () => session.forms.map((form) => formItem(session, form.id)),
        (item) => (item as { getId(): string }).getId(),
      ),
    },
    getFormType: () => session.formType,
    setFormNotification: (message: string, level: NotificationLevel, id: string) => {
      session.notifications.set(id, { id, level: toLevel(level), message });
      session.changed();
      return true;
    },
    clearFormNotification: (id: string) => {
      const had = session.notifications.delete(id);
      session.changed();
      return had;
    },
    refreshRibbon: () => {
      session.commandsChanged();
    },
    close: () => {
      session.close();
    },
    setFormEntityName: (name: string) => {
      session.entityNameOverride = name;
      session.changed();
    },
    addOnLoad: (handler: Handler) => {
      session.onLoad.add(handler);
    },
    removeOnLoad: (handler: Handler) => {
      session.onLoad.remove(handler);
    },
    headerSection: refuseMethods({}, 'formContext.ui.headerSection', [
      'getBodyVisible',
      'setBodyVisible',
      'getCommandBarVisible',
      'setCommandBarVisible',
      'getTabNavigatorVisible',
      'setTabNavigatorVisible',
    ]),
  };
  return refuseProperties(
    refuseMethods(ui, 'formContext.ui', ['getViewPortHeight', 'getViewPortWidth', 'getCurrentControl']),
    'formContext.ui',
    ['process', 'navigation', 'quickForms', 'footerSection'],
  );
}

const toLevel = (level: string): NotificationLevel => (level === 'ERROR' || level === 'WARNING' ? level : 'INFO');

function formItem(session: UiHost, id: string): object | null {
  const form = session.forms.find((one) => one.id === id);
  if (!form) return null;
  return refuseMethods(
    {
      getId: () => form.id,
      getLabel: () => form.name,
      navigate: () => {
        session.switchForm(form.id);
      },
    },
    'form selector item',
    ['getVisible', 'setVisible'],
  );
}

/**
 * Room sandbox/app. Controls that show more than a column: subgrids, web resources and the timeline. Members follow
 * Microsoft Learn, "Grids and subgrids" and "Controls (Client API reference)".
 */
import type { EntityReference } from '../contracts';
import { bracedId, asCollection } from './attribute';
import { FormControl } from './control';
import { MemberNotSupportedError, refuseMethods } from './errors';
import type { Handler } from './handlers';
import { HandlerList } from './handlers';
import { normalizeId } from './xml';

/** What the page tells a subgrid control about the grid it shows. */
export interface SubgridState {
  readonly selected: readonly EntityReference[];
  readonly totalCount?: number;
}

export class SubgridControl extends FormControl {
  readonly onLoad = new HandlerList();
  state: SubgridState = { selected: [] };
  /** Rises when a script asks for a refresh. */
  refreshCount = 0;
  #viewId: string | undefined;

  constructor(...args: ConstructorParameters<typeof FormControl>) {
    super(...args);
    const toRow = (reference: EntityReference): object => ({
      data: {
        entity: {
          getId: () => bracedId(reference.id),
          getEntityName: () => reference.entityType,
          getPrimaryAttributeValue: () => reference.name ?? '',
          getEntityReference: () => ({
            id: bracedId(reference.id),
            entityType: reference.entityType,
            name: reference.name,
          }),
        },
      },
      getKey: () => reference.id,
    });
    this.api = refuseMethods(
      Object.assign(this.api, {
        getGrid: () =>
          refuseMethods(
            {
              getSelectedRows: () =>
                asCollection(
                  () => this.state.selected.map(toRow),
                  (row) => (row as { getKey(): string }).getKey(),
                ),
              getTotalRecordCount: () => this.state.totalCount ?? -1,
            },
            `grid of control ${this.name}`,
            ['getRows'],
          ),
        refresh: () => {
          this.refresh();
        },
        addOnLoad: (handler: Handler) => {
          this.onLoad.add(handler);
        },
        removeOnLoad: (handler: Handler) => {
          this.onLoad.remove(handler);
        },
        getEntityName: () => this.model.parameters.TargetEntityType ?? '',
        getRelationship: () => ({ name: this.model.parameters.RelationshipName ?? '' }),
        getViewSelector: () => ({
          getCurrentView: () => ({ id: this.viewId ?? '', entityType: 'savedquery', name: '' }),
          setCurrentView: (view: { id: string }) => {
            this.viewId = normalizeId(view.id);
          },
          isVisible: () => this.model.parameters.EnableViewPicker === 'true',
        }),
      }),
      `control ${this.name}`,
      ['getFetchXml', 'setFilterXml', 'getFilterXml', 'openRelatedGrid', 'refreshRibbon', 'getUrl'],
    );
  }

  refresh(): void {
    this.refreshCount += 1;
    this.host.changed();
  }

  /** The view to show, when the form, a script or the user named one. */
  get viewId(): string | undefined {
    return this.#viewId ?? (normalizeId(this.model.parameters.ViewId) || undefined);
  }

  set viewId(id: string | undefined) {
    this.#viewId = id;
    this.host.changed();
  }
}

export class WebResourceControl extends FormControl {
  /** Address set by a script; wins over the one of the form. */
  src: string | undefined;
  #frame: HTMLIFrameElement | undefined;
  #waiting: ((content: Window) => void)[] = [];

  constructor(...args: ConstructorParameters<typeof FormControl>) {
    super(...args);
    this.api = Object.assign(this.api, {
      getObject: () => this.#frame ?? null,
      getContentWindow: () => this.contentWindow(),
      getSrc: () => this.src ?? this.#frame?.getAttribute('src') ?? '',
      setSrc: (src: string) => {
        this.src = src;
        this.host.changed();
      },
      getData: () => this.model.parameters.Data ?? '',
      setData: () => {
        throw new MemberNotSupportedError(`control ${this.name}.setData`);
      },
    });
  }

  /** Called by the page when the frame has loaded, and with nothing when it is gone. */
  attach(frame: HTMLIFrameElement | undefined): void {
    this.#frame = frame;
    const content = frame?.contentWindow;
    if (!content) return;
    for (const resolve of this.#waiting.splice(0)) resolve(content);
  }

  /** Resolves once the web resource has loaded. */
  contentWindow(): Promise<Window> {
    const content = this.#frame?.contentWindow;
    if (content) return Promise.resolve(content);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}

export class TimelineControl extends FormControl {
  refreshCount = 0;

  constructor(...args: ConstructorParameters<typeof FormControl>) {
    super(...args);
    this.api = Object.assign(this.api, {
      refresh: () => {
        this.refreshCount += 1;
        this.host.changed();
      },
    });
  }
}

/**
 * Room sandbox/app. A lookup control: which tables and views it searches, and the filters that scripts add before a
 * search. Members follow Microsoft Learn, "addPreSearch", "addCustomFilter" and "addCustomView (Client API reference)".
 */
import type { View } from '../contracts';
import { ValueInvalidError, refuseMethods } from './errors';
import { FormControl } from './control';
import type { Handler } from './handlers';
import { HandlerList } from './handlers';
import { normalizeId } from './xml';

export interface LookupFilter {
  /** A FetchXML `<filter>`. */
  readonly xml: string;
  /** Absent: for every table of the lookup. */
  readonly table?: string;
}

export class LookupControl extends FormControl {
  readonly preSearch = new HandlerList();
  readonly onLookupTagClick = new HandlerList();
  #filters: LookupFilter[] = [];
  #entityTypes: readonly string[] | undefined;
  #customViews: View[] = [];
  #defaultViewId: string | undefined;

  constructor(...args: ConstructorParameters<typeof FormControl>) {
    super(...args);
    this.api = refuseMethods(
      Object.assign(this.api, {
        addPreSearch: (handler: Handler) => {
          this.preSearch.add(handler);
        },
        removePreSearch: (handler: Handler) => {
          this.preSearch.remove(handler);
        },
        addCustomFilter: (filter: string, table?: string) => {
          if (!/^\s*<filter[\s>]/.test(filter))
            throw new ValueInvalidError(this.name, 'a FetchXML <filter> is expected');
          this.#filters.push({ xml: filter, ...(table ? { table } : {}) });
        },
        addCustomView: (
          id: string,
          table: string,
          name: string,
          fetchXml: string,
          layoutXml: string,
          isDefault: boolean,
        ) => {
          const view: View = { id: normalizeId(id), name, table, queryType: 64, isDefault, fetchXml, layoutXml };
          this.#customViews = [...this.#customViews.filter((one) => one.id !== view.id), view];
          if (isDefault) this.#defaultViewId = view.id;
        },
        getDefaultView: () => this.defaultViewId ?? '',
        setDefaultView: (id: string) => {
          this.#defaultViewId = normalizeId(id);
        },
        getEntityTypes: () => [...this.entityTypes],
        setEntityTypes: (tables: string[]) => {
          this.#entityTypes = [...tables];
          this.host.changed();
        },
        addOnLookupTagClick: (handler: Handler) => {
          this.onLookupTagClick.add(handler);
        },
        removeOnLookupTagClick: (handler: Handler) => {
          this.onLookupTagClick.remove(handler);
        },
      }),
      `control ${this.name}`,
      ['openLookup'],
    );
  }

  /** Tables the control searches, in the column's order. */
  get entityTypes(): readonly string[] {
    return this.#entityTypes ?? this.attribute?.column.targets ?? [];
  }

  /** Id of the view to search with, when the form or a script names one. */
  get defaultViewId(): string | undefined {
    return this.#defaultViewId ?? (normalizeId(this.model.parameters.DefaultViewId) || undefined);
  }

  /** Runs the presearch handlers and gives the filters for one table. Filters hold for one search, as on the platform. */
  filtersFor(table: string): LookupFilter[] {
    this.#filters = [];
    this.attribute?.host.fire(this.preSearch, this.api);
    return this.#filters.filter((filter) => filter.table === undefined || filter.table === table);
  }

  /**
   * The view to search a table with: the one that a script or the form names, else the table's lookup view, else its
   * default public view.
   */
  chooseView(table: string, views: readonly View[]): View | undefined {
    const offered = [...this.#customViews.filter((view) => view.table === table), ...views];
    return (
      offered.find((view) => normalizeId(view.id) === this.defaultViewId) ??
      offered.find((view) => view.queryType === 64) ??
      offered.find((view) => view.queryType === 0 && view.isDefault) ??
      offered.find((view) => view.queryType === 0)
    );
  }
}

/** Room sandbox/app. Lookups: the row as a chip with a link, and a combobox that searches as the user types. */
import * as React from 'react';
import { Callout, CommandButton, DirectionalHint, Dropdown, Icon, Spinner } from '@fluentui/react';
import type { HostServices, TableInfo } from '../../contracts';
import type { LookupControl } from '../lookupControl';
import type { LookupHit } from '../lookupQuery';
import type { LookupValue } from '../values';
import { messageOf } from '../errors';
import { openNewRow } from '../openRows';
import type { FormTextKey } from '../strings';
import { formText } from '../strings';
import type { FieldProps } from './fieldProps';
import { ariaOf, useFocusTarget } from './fieldProps';
import { LookupChip } from './LookupChip';
import type { SearchState } from './useLookupSearch';
import { useLookupSearch } from './useLookupSearch';

/** Up to this many tables are searched at once; with more, the user picks one. */
const TABLES_AT_ONCE = 4;

export function LookupField(props: FieldProps & { readonly control: LookupControl }): React.ReactElement {
  const { control, id, session, label } = props;
  const { services } = session;
  const box = React.useRef<HTMLDivElement>(null);
  const input = React.useRef<HTMLInputElement>(null);
  useFocusTarget(control, () => input.current ?? box.current?.querySelector<HTMLElement>('a'));
  const [text, setText] = React.useState('');
  const [isOpen, setOpen] = React.useState(false);
  const [active, setActive] = React.useState(0);
  const [picked, setPicked] = React.useState<string | undefined>(undefined);
  const tables = control.entityTypes;
  const searched = picked ? [picked] : tables.length <= TABLES_AT_ONCE ? tables : tables.slice(0, 1);
  const state = useLookupSearch(services, control, searched, text.trim(), isOpen && searched.length > 0);
  const hits = state.kind === 'found' ? state.hits : [];
  const { attribute } = control;
  const values = Array.isArray(attribute?.value) ? (attribute.value as readonly LookupValue[]) : [];
  const isEditable = control.isEditable && attribute?.column.type !== 'PartyList';

  const close = (): void => {
    setOpen(false);
    setText('');
    setActive(0);
  };
  const choose = (hit: { id: string; name?: string; entityType: string }): void => {
    attribute?.edit([
      { id: hit.id.replace(/[{}]/g, '').toLowerCase(), name: hit.name ?? '', entityType: hit.entityType },
    ]);
    close();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const move = (by: number): void => {
      event.preventDefault();
      if (!isOpen) setOpen(true);
      else if (hits.length > 0) setActive((active + by + hits.length) % hits.length);
    };
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      close();
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      const hit = hits[active];
      if (hit) choose(hit);
    } else if (event.key === 'Backspace' && text === '' && values.length > 0) attribute?.edit(null);
  };

  if (!isEditable) {
    return (
      <div className="mda-lookup mda-off" ref={box}>
        {values.map((value) => (
          <LookupChip control={control} id={id} key={value.id} services={services} value={value} />
        ))}
        {values.length === 0 && <input {...ariaOf(props)} id={id} placeholder="---" readOnly value="" />}
      </div>
    );
  }
  return (
    <div className="mda-lookup" ref={box}>
      {values.map((value) => (
        <LookupChip
          control={control}
          key={value.id}
          onRemove={() => {
            attribute?.edit(null);
            input.current?.focus();
          }}
          services={services}
          value={value}
        />
      ))}
      <input
        {...ariaOf(props)}
        aria-activedescendant={isOpen && hits[active] ? `${id}-option-${active}` : undefined}
        aria-autocomplete="list"
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-expanded={isOpen}
        aria-haspopup="listbox"
        autoComplete="off"
        dir="auto"
        id={id}
        onBlur={(event) => {
          // The callout holds buttons of its own; leaving for one of them is no leaving.
          const next = event.relatedTarget as HTMLElement | null;
          if (!next?.closest(`[data-lookup="${id}"]`)) close();
        }}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onClick={() => {
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        placeholder={values.length === 0 ? session.text('lookFor', label) : ''}
        ref={input}
        role="combobox"
        value={text}
      />
      <Icon aria-hidden iconName="Search" style={{ color: '#616161', padding: '0 6px' }} />
      {isOpen && (
        <Callout
          calloutMaxHeight={420}
          calloutWidth={Math.max(260, box.current?.offsetWidth ?? 0)}
          directionalHint={DirectionalHint.bottomLeftEdge}
          gapSpace={2}
          styles={{ calloutMain: { display: 'flex', flexDirection: 'column', overflow: 'hidden' } }}
          isBeakVisible={false}
          onDismiss={close}
          preventDismissOnEvent={(event) =>
            event.type === 'focus' || (event.type === 'click' && box.current?.contains(event.target as Node) === true)
          }
          shouldRestoreFocus={false}
          target={box}
        >
          <div className="mda-callout" data-lookup={id} onMouseDown={keepFocus}>
            <TablePicker
              allowsAll={tables.length <= TABLES_AT_ONCE}
              onPick={(table) => {
                setPicked(table);
                setActive(0);
                input.current?.focus();
              }}
              picked={picked ?? (tables.length <= TABLES_AT_ONCE ? undefined : tables[0])}
              services={services}
              tables={tables}
            />
            <Results
              active={active}
              choose={choose}
              id={id}
              label={label}
              languageId={services.user.languageId}
              state={state}
            />
            <CalloutFoot choose={choose} close={close} control={control} services={services} tables={searched} />
          </div>
        </Callout>
      )}
    </div>
  );
}

/** Pressing the mouse on an option must not take the focus out of the input. The table picker needs it itself. */
function keepFocus(event: React.MouseEvent): void {
  if (!(event.target as HTMLElement).closest('[role=combobox]')) event.preventDefault();
}

interface ResultsProps {
  active: number;
  choose(hit: LookupHit): void;
  id: string;
  label: string;
  languageId: number;
  state: SearchState;
}

function Results({ state, active, choose, id, label, languageId }: ResultsProps): React.ReactElement {
  const text = (key: FormTextKey): string => formText(languageId, key);
  if (state.kind === 'failed') {
    return (
      <div className="mda-option-note" role="alert">
        {state.message}
      </div>
    );
  }
  if (state.kind !== 'found') return <Spinner label={text('searching')} styles={{ root: { padding: 12 } }} />;
  if (state.hits.length === 0) {
    return (
      <div className="mda-option-note" role="status">
        {text('noRowsFound')}
      </div>
    );
  }
  return (
    <ul aria-label={label} className="mda-options" id={`${id}-list`} role="listbox">
      {state.hits.map((hit, index) => (
        <li
          aria-selected={index === active}
          className={`mda-option${index === active ? ' mda-active' : ''}`}
          id={`${id}-option-${index}`}
          key={hit.id}
          onClick={() => {
            choose(hit);
          }}
          ref={(element) => {
            if (index === active) element?.scrollIntoView?.({ block: 'nearest' });
          }}
          role="option"
        >
          <bdi>{hit.name}</bdi>
          {hit.detail !== '' && (
            <small>
              <bdi>{hit.detail}</bdi>
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}

interface PickerProps {
  allowsAll: boolean;
  onPick(table: string | undefined): void;
  picked: string | undefined;
  services: HostServices;
  tables: readonly string[];
}

const ALL = '';

function TablePicker({ tables, picked, onPick, allowsAll, services }: PickerProps): React.ReactElement | null {
  const infos = useTableInfos(services, tables);
  if (tables.length < 2) return null;
  const options = tables.map((table) => ({
    key: table,
    text: services.label(infos.get(table)?.table.displayName) || table,
  }));
  return (
    <div className="mda-callout-head">
      <Dropdown
        ariaLabel={formText(services.user.languageId, 'tableToSearch')}
        onChange={(_event, option) => {
          onPick(option && option.key !== ALL ? String(option.key) : undefined);
        }}
        options={
          allowsAll ? [{ key: ALL, text: formText(services.user.languageId, 'allTables') }, ...options] : options
        }
        selectedKey={picked ?? ALL}
      />
    </div>
  );
}

interface FootProps {
  choose(reference: { id: string; name?: string; entityType: string }): void;
  close(): void;
  control: LookupControl;
  services: HostServices;
  tables: readonly string[];
}

function CalloutFoot({ tables, services, control, choose, close }: FootProps): React.ReactElement {
  const infos = useTableInfos(services, tables);
  const { languageId } = services.user;
  const take = (promise: Promise<{ id: string; name?: string; entityType: string } | undefined>): void => {
    close();
    promise
      .then((reference) => {
        if (reference) choose(reference);
      })
      .catch((error: unknown) => services.error({ message: messageOf(error) }));
  };
  return (
    <div className="mda-callout-foot">
      {[...infos.values()].map(({ table }) => (
        <CommandButton
          iconProps={{ iconName: 'Add' }}
          key={table.logicalName}
          onClick={() => {
            take(openNewRow(services, table.logicalName, {}));
          }}
          text={formText(languageId, 'newTitle', services.label(table.displayName))}
        />
      ))}
      <CommandButton
        iconProps={{ iconName: 'Search' }}
        onClick={() => {
          const filters = tables[0] ? control.filtersFor(tables[0]).map((filter) => filter.xml) : [];
          const filterXml = filters.length > 1 ? `<filter type="and">${filters.join('')}</filter>` : filters[0];
          const options = { tables, filterXml, viewId: control.defaultViewId };
          take(services.lookup(options).then((references) => references[0]));
        }}
        text={formText(languageId, 'advanced')}
      />
    </div>
  );
}

/** Table infos as they arrive. */
function useTableInfos(services: HostServices, tables: readonly string[]): ReadonlyMap<string, TableInfo> {
  const [infos, setInfos] = React.useState<ReadonlyMap<string, TableInfo>>(new Map());
  const key = tables.join(',');
  React.useEffect(() => {
    let isGone = false;
    Promise.all(key === '' ? [] : key.split(',').map((table) => services.tableInfo(table)))
      .then((all) => {
        if (!isGone) setInfos(new Map(all.map((info) => [info.table.logicalName, info])));
      })
      // Without a table's info its logical name is shown.
      .catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [services, key]);
  return infos;
}

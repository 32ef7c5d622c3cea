/** Room sandbox/app. The dialog that finds rows: table, view, search, and a grid to choose from. */
import * as React from 'react';
import { DefaultButton, Dropdown, PrimaryButton, SearchBox, Spinner } from '@fluentui/react';
import type { EntityReference, View } from '../contracts';
import { EntityGrid } from '../grid/EntityGrid';
import { messageOf } from '../host/errors';
import type { LookupRequest } from '../host/overlays';
import type { ShellServices } from '../host/services';
import { PageFailure } from '../shell/PageFailure';
import { hostText } from '../shell/strings';
import { DialogFrame } from './DialogFrame';

const LOOKUP_VIEW = 64;
const PUBLIC_VIEW = 0;

interface TableChoice {
  readonly table: string;
  readonly label: string;
  readonly views: readonly View[];
}

/** Lookup views first, then the public ones; a view asked for by id comes first of all. */
async function readChoices(services: ShellServices, { tables, viewId }: LookupRequest): Promise<TableChoice[]> {
  return Promise.all(
    tables.map(async (table) => {
      const [info, views] = await Promise.all([services.tableInfo(table), services.views(table)]);
      const rank = (view: View): number => (view.id === viewId ? 0 : view.queryType === LOOKUP_VIEW ? 1 : 2);
      const offered = views.filter(
        ({ queryType, id }) => queryType === LOOKUP_VIEW || queryType === PUBLIC_VIEW || id === viewId,
      );
      return {
        table,
        label: services.label(info.table.displayCollectionName) || table,
        views: [...offered].sort((a, b) => rank(a) - rank(b)),
      };
    }),
  );
}

export interface LookupDialogProps {
  readonly services: ShellServices;
  readonly request: LookupRequest;
  close(answer: EntityReference[]): void;
}

export function LookupDialog({ services, request, close }: LookupDialogProps): React.ReactElement {
  const lcid = services.user.languageId;
  const [choices, setChoices] = React.useState<readonly TableChoice[]>();
  const [failure, setFailure] = React.useState<string>();
  const [table, setTable] = React.useState(request.tables[0]);
  const [viewId, setViewId] = React.useState<string>();
  const [search, setSearch] = React.useState('');
  const [selected, setSelected] = React.useState<readonly EntityReference[]>([]);
  React.useEffect(() => {
    readChoices(services, request).then(setChoices, (error: unknown) => setFailure(messageOf(error)));
  }, [services, request]);

  const choice = choices?.find((candidate) => candidate.table === table);
  const view = choice?.views.find(({ id }) => id === viewId) ?? choice?.views[0];
  return (
    <DialogFrame
      lcid={lcid}
      title={hostText(lcid, 'lookupTitle')}
      options={{ width: 760, height: 620 }}
      onDismiss={() => close([])}
    >
      <div className="lookup">
        <div className="lookup-filters">
          {choices && choices.length > 1 && (
            <Dropdown
              label={hostText(lcid, 'lookupTable')}
              selectedKey={table}
              options={choices.map((candidate) => ({ key: candidate.table, text: candidate.label }))}
              onChange={(_event, option) => {
                setTable(String(option?.key));
                setViewId(undefined);
                setSelected([]);
              }}
            />
          )}
          {choice && choice.views.length > 1 && (
            <Dropdown
              label={hostText(lcid, 'lookupView')}
              selectedKey={view?.id}
              options={choice.views.map(({ id, name }) => ({ key: id, text: name }))}
              onChange={(_event, option) => setViewId(String(option?.key))}
            />
          )}
          <SearchBox
            className="lookup-search"
            placeholder={hostText(lcid, 'search')}
            ariaLabel={hostText(lcid, 'search')}
            onSearch={setSearch}
            onClear={() => setSearch('')}
          />
        </div>
        <div className="lookup-grid">
          {failure !== undefined && <PageFailure lcid={lcid} message={failure} />}
          {failure === undefined && !choices && <Spinner label={hostText(lcid, 'loading')} />}
          {choice && !view && <PageFailure lcid={lcid} message={hostText(lcid, 'noViews')} />}
          {choice && view && (
            <EntityGrid
              key={choice.table}
              services={services}
              table={choice.table}
              view={view}
              filterXml={request.filterXml}
              search={search}
              selection={request.multiple ? 'multiple' : 'single'}
              onSelectionChange={setSelected}
              onOpen={(reference) => close([reference])}
              ariaLabel={choice.label}
            />
          )}
        </div>
        <div className="lookup-actions">
          <PrimaryButton
            text={hostText(lcid, 'add')}
            disabled={selected.length === 0}
            onClick={() => close([...selected])}
          />
          <DefaultButton text={hostText(lcid, 'cancel')} onClick={() => close([])} />
        </div>
      </div>
    </DialogFrame>
  );
}

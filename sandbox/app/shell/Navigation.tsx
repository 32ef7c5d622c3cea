/** Room sandbox/app. The site map at the left: groups with their pages as links, and the switch of areas. */
import * as React from 'react';
import { ActionButton, DirectionalHint, Icon } from '@fluentui/react';
import type { PageInput } from '../contracts';
import type { ShellServices } from '../host/services';
import {
  areaOfPage,
  firstPage,
  leadsTo,
  subAreaTarget,
  type SiteMapArea,
  type SiteMapGroup,
  type SubArea,
} from './siteMap';
import { hostText } from './strings';

export interface NavigationProps {
  readonly services: ShellServices;
  readonly areas: readonly SiteMapArea[];
  readonly page: PageInput | undefined;
  readonly isOpen: boolean;
  /** A page was chosen; on narrow screens the navigation closes. */
  onChosen(): void;
}

/** Plural names of the tables that a site map shows without titles of their own. */
function useTableNames(services: ShellServices, areas: readonly SiteMapArea[]): Readonly<Record<string, string>> {
  const [names, setNames] = React.useState<Readonly<Record<string, string>>>({});
  React.useEffect(() => {
    const tables = areas.flatMap(({ groups }) =>
      groups.flatMap(({ subAreas }) => subAreas.flatMap(({ entity }) => entity ?? [])),
    );
    const read = [...new Set(tables)].map((table) =>
      services.tableInfo(table).then(
        (info) => [table, services.label(info.table.displayCollectionName)] as const,
        () => [table, table] as const,
      ),
    );
    void Promise.all(read).then((entries) => setNames(Object.fromEntries(entries)));
  }, [services, areas]);
  return names;
}

/** Well-known tables have pictures of their own; others share one. */
const TABLE_ICONS: Readonly<Record<string, string>> = {
  account: 'CityNext',
  contact: 'Contact',
  incident: 'Ticket',
  systemuser: 'People',
  activitypointer: 'TaskSolid',
};

const iconOf = ({ entity, url }: SubArea): string => {
  if (entity !== undefined) return TABLE_ICONS[entity] ?? 'Table';
  return url !== undefined && /^\$webresource:/i.test(url) ? 'Page' : 'Globe';
};

function SubAreaLink({
  services,
  subArea,
  label,
  isCurrent,
  onChosen,
}: {
  services: ShellServices;
  subArea: SubArea;
  label: string;
  isCurrent: boolean;
  onChosen(): void;
}): React.ReactElement {
  const target = subAreaTarget(subArea);
  const picture = /^\$webresource:.+\.svg$/i.test(subArea.icon ?? '') ? (
    <span
      aria-hidden="true"
      className="nav-icon command-mask"
      style={{
        mask: `url("${services.webResourceUrl(subArea.icon ?? '')}") center / contain no-repeat`,
        WebkitMask: `url("${services.webResourceUrl(subArea.icon ?? '')}") center / contain no-repeat`,
      }}
    />
  ) : (
    <Icon iconName={iconOf(subArea)} className="nav-icon" aria-hidden="true" />
  );
  if (target.kind === 'refused') {
    return (
      <span className="nav-link nav-refused" title={hostText(services.user.languageId, 'notInSandbox', subArea.id)}>
        {picture}
        <span className="nav-text">{label || subArea.id}</span>
      </span>
    );
  }
  const onClick = (event: React.MouseEvent): void => {
    onChosen();
    if (target.kind !== 'page' || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void services.navigate(target.page);
  };
  return (
    <a
      className={`nav-link${isCurrent ? ' nav-current' : ''}`}
      href={target.kind === 'page' ? services.pageHref(target.page) : target.href}
      aria-current={isCurrent ? 'page' : undefined}
      title={label}
      onClick={onClick}
    >
      {picture}
      <span className="nav-text">{label}</span>
    </a>
  );
}

export function Navigation({ services, areas, page, isOpen, onChosen }: NavigationProps): React.ReactElement {
  const lcid = services.user.languageId;
  const names = useTableNames(services, areas);
  const ofPage = areaOfPage(areas, page);
  const [areaId, setAreaId] = React.useState(ofPage?.id);
  // The area follows the page; a page that no area lists, such as a list opened by a script, leaves it as it is.
  React.useEffect(() => {
    if (ofPage) setAreaId(ofPage.id);
  }, [ofPage?.id]);
  const area = areas.find(({ id }) => id === areaId) ?? ofPage ?? areas[0];
  // An area opens with its first page; one without pages of this app only shows its links.
  const openArea = (candidate: SiteMapArea): void => {
    const first = firstPage([candidate]);
    if (first) void services.navigate(first);
    else setAreaId(candidate.id);
  };
  const groupLabel = (group: SiteMapGroup): string => services.label(group.titles);
  const subAreaLabel = (subArea: SubArea): string =>
    services.label(subArea.titles) || names[subArea.entity ?? ''] || subArea.entity || subArea.id;
  return (
    <nav id="site-map" className={`nav${isOpen ? ' nav-open' : ''}`} aria-label={hostText(lcid, 'navigation')}>
      <div className="nav-pages">
        {area === undefined && <p className="nav-note">{hostText(lcid, 'noSiteMap')}</p>}
        {area?.groups.map((group) => (
          <div key={group.id} className="nav-group" role="group" aria-label={groupLabel(group) || undefined}>
            {groupLabel(group) && <div className="nav-group-title">{groupLabel(group)}</div>}
            <ul>
              {group.subAreas.map((subArea) => (
                <li key={subArea.id}>
                  <SubAreaLink
                    services={services}
                    subArea={subArea}
                    label={subAreaLabel(subArea)}
                    isCurrent={page !== undefined && leadsTo(subArea, page)}
                    onChosen={onChosen}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {areas.length > 1 && area && (
        <ActionButton
          className="nav-area"
          ariaLabel={`${hostText(lcid, 'area')}: ${services.label(area.titles) || area.id}`}
          menuProps={{
            directionalHint: DirectionalHint.topLeftEdge,
            ariaLabel: hostText(lcid, 'areaList'),
            items: areas.map((candidate) => ({
              key: candidate.id,
              text: services.label(candidate.titles) || candidate.id,
              canCheck: true,
              checked: candidate.id === area.id,
              onClick: () => openArea(candidate),
            })),
          }}
        >
          <span className="nav-area-tile" data-letter={[...(services.label(area.titles) || area.id)][0]} />
          <span className="nav-text">{services.label(area.titles) || area.id}</span>
        </ActionButton>
      )}
    </nav>
  );
}

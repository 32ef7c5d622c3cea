/** Room sandbox/app. The frame of an app: header, site map, the open page, and what lies over it. */
import * as React from 'react';
import type { PageInput } from '../contracts';
import { WebResourceFrame } from '../dialogs/WebResourceFrame';
import { mayLeave } from '../form/leaveGuard';
import { ListPage } from '../grid/ListPage';
import type { ShellServices } from '../host/services';
import { useStore } from '../host/store';
import type { Ribbon } from '../ribbon/ribbonModel';
import { RibbonScope } from '../ribbon/RibbonScope';
import { DialogHost, NotificationHost } from './DialogHost';
import { FormView } from './FormView';
import { Header } from './Header';
import { Navigation } from './Navigation';
import { PageFailure } from './PageFailure';
import { firstPage, type SiteMapArea } from './siteMap';
import { hostText } from './strings';

export interface ShellProps {
  readonly services: ShellServices;
  readonly areas: readonly SiteMapArea[];
  readonly ribbon: Ribbon;
}

const NARROW = '(max-width: 720px)';

interface PageViewProps extends ShellProps {
  readonly page: PageInput;
}

function PageView({ services, ribbon, page }: PageViewProps): React.ReactElement {
  const { router } = services;
  switch (page.pageType) {
    case 'entitylist':
      return (
        <ListPage
          services={services}
          ribbon={ribbon}
          table={page.entityName}
          viewId={page.viewId}
          onView={(viewId) => void router.go({ ...page, viewId })}
        />
      );
    case 'entityrecord':
      return (
        <FormView
          services={services}
          ribbon={ribbon}
          table={page.entityName}
          id={page.entityId}
          formId={page.formId}
          defaults={page.data}
          createdFrom={page.createFromEntity}
          onNew={() => void services.navigate({ pageType: 'entityrecord', entityName: page.entityName })}
          onSaved={({ id }) => {
            if (id !== page.entityId)
              router.replace({
                pageType: 'entityrecord',
                entityName: page.entityName,
                entityId: id,
                formId: page.formId,
              });
            services.rowsChanged(page.entityName);
          }}
          onClose={() => void router.back({ pageType: 'entitylist', entityName: page.entityName })}
        />
      );
    case 'webresource':
      return (
        <WebResourceFrame
          services={services}
          name={page.webresourceName}
          data={page.data}
          title={hostText(services.user.languageId, 'webResource', page.webresourceName)}
        />
      );
  }
}

/** A new row and the row it becomes are one page; every other address is another. */
function pageKey(page: PageInput, newRows: number): string {
  switch (page.pageType) {
    case 'entitylist':
      return `list ${page.entityName}`;
    case 'entityrecord':
      return `row ${page.entityName} ${newRows}`;
    case 'webresource':
      return `page ${page.webresourceName} ${page.data ?? ''}`;
  }
}

/** Counts the times a page was opened, so that "New" on a new row begins again; replacing an address does not count. */
function useOpenings(page: PageInput | undefined): number {
  const count = React.useRef(0);
  const last = React.useRef(page);
  if (last.current !== page) {
    const before = last.current;
    const becameSaved =
      before?.pageType === 'entityrecord' &&
      page?.pageType === 'entityrecord' &&
      before.entityName === page.entityName &&
      before.entityId === undefined &&
      page.entityId !== undefined;
    if (!becameSaved) count.current += 1;
    last.current = page;
  }
  return count.current;
}

export function Shell({ services, areas, ribbon }: ShellProps): React.ReactElement {
  const lcid = services.user.languageId;
  const route = useStore(services.router.route);
  const page = route.page ?? firstPage(areas);
  const openings = useOpenings(page);
  const [isNavigationOpen, setNavigationOpen] = React.useState(() => !window.matchMedia(NARROW).matches);
  const main = React.useRef<HTMLElement>(null);

  React.useEffect(() => {
    services.router.setGuard(() => mayLeave(services));
  }, [services, page]);
  React.useEffect(() => {
    const narrow = window.matchMedia(NARROW);
    const onChange = (): void => setNavigationOpen(!narrow.matches);
    narrow.addEventListener('change', onChange);
    return () => narrow.removeEventListener('change', onChange);
  }, []);
  React.useEffect(() => {
    document.title = `${services.app.name} · Dynamics 365`;
  }, [services, page]);

  const skip = (event: React.MouseEvent): void => {
    event.preventDefault();
    main.current?.focus();
  };
  const closeWhenNarrow = (): void => {
    if (window.matchMedia(NARROW).matches) setNavigationOpen(false);
  };
  return (
    <RibbonScope.Provider value={ribbon}>
      <div className="shell">
        <a className="skip-link" href="#main" onClick={skip}>
          {hostText(lcid, 'skipToContent')}
        </a>
        <Header
          services={services}
          isNavigationOpen={isNavigationOpen}
          toggleNavigation={() => setNavigationOpen(!isNavigationOpen)}
        />
        <NotificationHost services={services} />
        <div className="shell-body">
          <Navigation
            services={services}
            areas={areas}
            page={page}
            isOpen={isNavigationOpen}
            onChosen={closeWhenNarrow}
          />
          <main id="main" className="main" tabIndex={-1} ref={main}>
            {page ? (
              <PageView key={pageKey(page, openings)} services={services} areas={areas} ribbon={ribbon} page={page} />
            ) : (
              <PageFailure lcid={lcid} message={hostText(lcid, 'noSiteMap')} />
            )}
          </main>
        </div>
        <DialogHost services={services} ribbon={ribbon} />
      </div>
    </RibbonScope.Provider>
  );
}

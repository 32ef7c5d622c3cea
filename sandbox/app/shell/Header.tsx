/** Room sandbox/app. The bar at the top: navigation button, app name, flows, language, user. */
import * as React from 'react';
import { DirectionalHint, IconButton, Link } from '@fluentui/react';
import { messageOf } from '../host/errors';
import { saveLanguage } from '../host/hostRequest';
import { LANGUAGES } from '../host/labels';
import { toHref } from '../host/routing';
import type { ShellServices } from '../host/services';
import { hostText } from './strings';
import { UserMenu } from './UserMenu';

export interface HeaderProps {
  readonly services: ShellServices;
  readonly isNavigationOpen: boolean;
  toggleNavigation(): void;
}

/** Keeps the language with the user and opens the same page anew: texts of loaded scripts cannot change in place. */
async function changeLanguage(services: ShellServices, lcid: number): Promise<void> {
  try {
    await saveLanguage(lcid);
    window.location.assign(toHref({ ...services.router.route.get(), lcid: undefined }));
  } catch (error) {
    await services.error({ message: messageOf(error) });
  }
}

export function Header({ services, isNavigationOpen, toggleNavigation }: HeaderProps): React.ReactElement {
  const lcid = services.user.languageId;
  const current = LANGUAGES.find((language) => language.lcid === lcid);
  return (
    <header className="header">
      <IconButton
        className="header-button"
        iconProps={{ iconName: 'GlobalNavButton' }}
        ariaLabel={hostText(lcid, 'toggleNavigation')}
        title={hostText(lcid, 'toggleNavigation')}
        aria-expanded={isNavigationOpen}
        aria-controls="site-map"
        onClick={toggleNavigation}
      />
      <Link className="header-product" href="/" title={hostText(lcid, 'allApps')}>
        Dynamics 365
      </Link>
      <span className="header-divider" aria-hidden="true" />
      <Link className="header-app" href={services.router.href(undefined)}>
        {services.app.name}
      </Link>
      <span className="header-space" />
      <IconButton
        className="header-button"
        href="/flows"
        ariaLabel={hostText(lcid, 'flows')}
        title={hostText(lcid, 'flows')}
        iconProps={{ iconName: 'Flow' }}
      />
      <IconButton
        className="header-button header-language"
        ariaLabel={`${hostText(lcid, 'language')}: ${current?.name ?? lcid}`}
        title={hostText(lcid, 'language')}
        iconProps={{ iconName: 'LocaleLanguage' }}
        menuProps={{
          directionalHint: DirectionalHint.bottomRightEdge,
          ariaLabel: hostText(lcid, 'language'),
          items: LANGUAGES.map((language) => ({
            key: String(language.lcid),
            text: language.name,
            canCheck: true,
            checked: language.lcid === lcid,
            onClick: () => void changeLanguage(services, language.lcid),
          })),
        }}
      />
      <UserMenu services={services} />
    </header>
  );
}

/** Room sandbox/app. The menu of the signed-in user: acting as another user of the sandbox, and the roles of users. */
import * as React from 'react';
import { ContextualMenuItemType, DirectionalHint, IconButton, type IContextualMenuItem } from '@fluentui/react';
import { RolesDialog } from '../dialogs/RolesDialog';
import { messageOf } from '../host/errors';
import type { SandboxUser } from '../host/hostData';
import { chooseUser } from '../host/hostRequest';
import { toHref } from '../host/routing';
import type { ShellServices } from '../host/services';
import { hostText } from './strings';

/** Of the first and the last name. */
function initialsOf(name: string): string {
  const [first = '', ...others] = name.split(/\s+/).filter(Boolean);
  return [first, others.at(-1) ?? ''].map((part) => ([...part][0] ?? '').toUpperCase()).join('');
}

/** Opens the same page anew: everything on it was read as the user before. */
async function actAs(services: ShellServices, user: SandboxUser): Promise<void> {
  try {
    await chooseUser(user.id);
    window.location.assign(toHref(services.router.route.get()));
  } catch (error) {
    await services.error({ message: messageOf(error) });
  }
}

function userItems(services: ShellServices): IContextualMenuItem[] {
  return services.session.users.map((user) => ({
    key: user.id,
    text: user.name,
    secondaryText: user.title,
    canCheck: true,
    checked: user.id === services.user.id,
    onClick: () => void actAs(services, user),
  }));
}

export function UserMenu({ services }: { readonly services: ShellServices }): React.ReactElement {
  const { name, languageId: lcid } = services.user;
  const [isManaging, setManaging] = React.useState(false);
  // All of them known before the menu opens: items that come while it opens leave it without the keyboard's focus.
  const items: IContextualMenuItem[] = [
    {
      key: 'actAs',
      itemType: ContextualMenuItemType.Section,
      sectionProps: { title: hostText(lcid, 'actAs'), items: userItems(services) },
    },
    { key: 'divider', itemType: ContextualMenuItemType.Divider },
    {
      key: 'roles',
      text: hostText(lcid, 'manageRoles'),
      iconProps: { iconName: 'Permissions' },
      onClick: () => setManaging(true),
    },
  ];
  return (
    <>
      <IconButton
        className="header-button header-user"
        ariaLabel={hostText(lcid, 'signedInAs', name)}
        title={name}
        // Written by the style sheet: the button has a name, and initials would be read as another.
        onRenderIcon={() => <span className="header-initials" data-initials={initialsOf(name)} />}
        onRenderMenuIcon={() => null}
        menuProps={{
          directionalHint: DirectionalHint.bottomRightEdge,
          ariaLabel: hostText(lcid, 'signedInAs', name),
          items,
        }}
      />
      {isManaging && <RolesDialog services={services} onDismiss={() => setManaging(false)} />}
    </>
  );
}

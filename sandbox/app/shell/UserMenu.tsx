/** Room sandbox/app. The menu of the signed-in user: acting as another user of the sandbox, and the roles of users. */
import * as React from 'react';
import {
  ContextualMenuItemType,
  DirectionalHint,
  IconButton,
  Persona,
  PersonaInitialsColor,
  PersonaSize,
  type IContextualMenuItem,
} from '@fluentui/react';
import { RolesDialog } from '../dialogs/RolesDialog';
import { messageOf } from '../host/errors';
import type { SandboxUser } from '../host/hostData';
import { chooseUser, readHostJson } from '../host/hostRequest';
import { toHref } from '../host/routing';
import type { ShellServices } from '../host/services';
import { hostText } from './strings';

/** Opens the same page anew: everything on it was read as the user before. */
async function actAs(services: ShellServices, user: SandboxUser): Promise<void> {
  try {
    await chooseUser(user.id);
    window.location.assign(toHref(services.router.route.get()));
  } catch (error) {
    await services.error({ message: messageOf(error) });
  }
}

function userItems(services: ShellServices, users: readonly SandboxUser[]): IContextualMenuItem[] {
  return users.map((user) => ({
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
  const [users, setUsers] = React.useState<readonly SandboxUser[]>();
  const [isManaging, setManaging] = React.useState(false);
  const load = (): void => {
    readHostJson<SandboxUser[]>('/_host/users').then(setUsers, (error: unknown) =>
      services.error({ message: messageOf(error) }),
    );
  };
  const loading = [{ key: 'loading', text: hostText(lcid, 'loading'), disabled: true }];
  const items: IContextualMenuItem[] = [
    {
      key: 'actAs',
      itemType: ContextualMenuItemType.Section,
      sectionProps: { title: hostText(lcid, 'actAs'), items: users ? userItems(services, users) : loading },
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
        onRenderIcon={() => (
          <Persona text={name} size={PersonaSize.size28} initialsColor={PersonaInitialsColor.teal} hidePersonaDetails />
        )}
        onRenderMenuIcon={() => null}
        menuProps={{
          directionalHint: DirectionalHint.bottomRightEdge,
          ariaLabel: hostText(lcid, 'signedInAs', name),
          items,
          onMenuOpened: load,
        }}
      />
      {isManaging && <RolesDialog services={services} onDismiss={() => setManaging(false)} />}
    </>
  );
}

/**
 * Room sandbox/app. Manage roles: gives a user security roles and takes them, over the Web API, so that who may not give roles is
 * refused here too. Source: Microsoft Learn, "Assign a security role to a user".
 */
import * as React from 'react';
import { Checkbox, DefaultButton, Dropdown, MessageBar, MessageBarType, PrimaryButton, Spinner } from '@fluentui/react';
import { messageOf } from '../host/errors';
import type { ShellServices } from '../host/services';
import { API_PATH, sendRequest } from '../host/webApiClient';
import { hostText } from '../shell/strings';
import { DialogFrame } from './DialogFrame';

interface Named {
  readonly id: string;
  readonly name: string;
}

const ROLES_OF_USER = 'systemuserroles_association';

async function readNamed(services: ShellServices, table: string, name: string): Promise<Named[]> {
  const { entities } = await services.api.retrieveMultiple(table, `?$select=${name}&$orderby=${name}`);
  return entities.map((row) => ({ id: String(row[`${table}id`]), name: String(row[name] ?? '') }));
}

async function readRolesOf(userId: string): Promise<ReadonlySet<string>> {
  const response = await sendRequest(`systemusers(${userId})/${ROLES_OF_USER}?$select=roleid`);
  const { value } = (await response.json()) as { value: { roleid: string }[] };
  return new Set(value.map(({ roleid }) => roleid));
}

async function writeRoles(userId: string, before: ReadonlySet<string>, after: ReadonlySet<string>): Promise<void> {
  const path = `systemusers(${userId})/${ROLES_OF_USER}`;
  for (const role of after) {
    if (before.has(role)) continue;
    await sendRequest(`${path}/$ref`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ '@odata.id': `${window.location.origin}${API_PATH}roles(${role})` }),
    });
  }
  for (const role of before) if (!after.has(role)) await sendRequest(`${path}(${role})/$ref`, { method: 'DELETE' });
}

export interface RolesDialogProps {
  readonly services: ShellServices;
  onDismiss(): void;
}

export function RolesDialog({ services, onDismiss }: RolesDialogProps): React.ReactElement {
  const lcid = services.user.languageId;
  const [users, setUsers] = React.useState<readonly Named[]>();
  const [roles, setRoles] = React.useState<readonly Named[]>([]);
  const [userId, setUserId] = React.useState(services.user.id);
  const [stored, setStored] = React.useState<ReadonlySet<string>>();
  const [chosen, setChosen] = React.useState<ReadonlySet<string>>(new Set());
  const [note, setNote] = React.useState<{ readonly isError: boolean; readonly text: string }>();
  const [isSaving, setSaving] = React.useState(false);

  React.useEffect(() => {
    Promise.all([readNamed(services, 'systemuser', 'fullname'), readNamed(services, 'role', 'name')]).then(
      ([readUsers, readRoles]) => {
        setRoles(readRoles);
        setUsers(readUsers);
      },
      (error: unknown) => setNote({ isError: true, text: messageOf(error) }),
    );
  }, [services]);
  React.useEffect(() => {
    let isCurrent = true;
    setStored(undefined);
    readRolesOf(userId).then(
      (read) => {
        if (!isCurrent) return;
        setStored(read);
        setChosen(read);
      },
      (error: unknown) => isCurrent && setNote({ isError: true, text: messageOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [userId]);

  const toggle = (role: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(role);
    else next.delete(role);
    setChosen(next);
    setNote(undefined);
  };
  const save = async (): Promise<void> => {
    if (!stored) return;
    setSaving(true);
    setNote(undefined);
    try {
      await writeRoles(userId, stored, chosen);
      setStored(chosen);
      setNote({ isError: false, text: hostText(lcid, 'rolesSaved') });
    } catch (error) {
      // Some may have been given before one was refused.
      const now = await readRolesOf(userId).catch(() => stored);
      setStored(now);
      setChosen(now);
      setNote({ isError: true, text: messageOf(error) });
    } finally {
      setSaving(false);
    }
  };
  const isLoading = !users || !stored;
  return (
    <DialogFrame
      lcid={lcid}
      title={hostText(lcid, 'manageRoles')}
      options={{ width: 480, height: 560 }}
      onDismiss={onDismiss}
    >
      <div className="roles">
        {note && (
          <MessageBar messageBarType={note.isError ? MessageBarType.error : MessageBarType.success} isMultiline>
            {note.text}
          </MessageBar>
        )}
        {users && (
          <Dropdown
            label={hostText(lcid, 'user')}
            selectedKey={userId}
            disabled={isSaving}
            options={users.map(({ id, name }) => ({ key: id, text: name }))}
            onChange={(_event, option) => {
              setNote(undefined);
              setUserId(String(option?.key));
            }}
          />
        )}
        {isLoading && !note?.isError && <Spinner label={hostText(lcid, 'loading')} />}
        {!isLoading && (
          <div className="roles-list" role="group" aria-label={hostText(lcid, 'securityRoles')}>
            {roles.map(({ id, name }) => (
              <Checkbox
                key={id}
                label={name}
                checked={chosen.has(id)}
                disabled={isSaving}
                onChange={(_event, isChosen) => toggle(id, isChosen === true)}
              />
            ))}
          </div>
        )}
        <div className="roles-actions">
          <PrimaryButton text={hostText(lcid, 'save')} disabled={isLoading || isSaving} onClick={() => void save()} />
          <DefaultButton text={hostText(lcid, 'close')} onClick={onDismiss} />
        </div>
      </div>
    </DialogFrame>
  );
}

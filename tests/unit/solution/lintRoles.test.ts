/** Room tests. The solution linter on roles, alternate keys and ownership: every rule finds a deliberate break. */
import { inFile, itFindsEach, type Break, type Breaks } from './breaks';

const SENDER = 'Roles/Outbound Sender.xml';
const ADMINISTRATOR = 'Roles/Outbound Administrator.xml';
const MANIFEST = 'Other/Solution.xml';
const BUDGET = 'Entities/obm_requestbudget/Entity.xml';
const APP = 'AppModules/obm_OutboundMessaging/AppModule.xml';

const withPrivilege = (name: string, level: string): Break =>
  inFile(SENDER, '<RolePrivileges>', `<RolePrivileges><RolePrivilege name="${name}" level="${level}" />`);

const BREAKS: Breaks = [
  ['root-without-component', 'a role root whose file is gone', (f) => f.remove(SENDER)],
  ['component-without-root', 'a role that is no root', inFile(MANIFEST, /.*RootComponent type="20".*\n/, '')],
  [
    'role-file-name',
    'a role in a file of another name',
    (f) => {
      f.write('Roles/Sender.xml', f.read(SENDER));
      f.remove(SENDER);
    },
  ],
  ['role-id', 'a role with an id of its own', inFile(SENDER, /Role id="\{./, 'Role id="{0')],
  ['role-not-in-app', 'a role that does not open the app', inFile(APP, /.*<Role id="\{7df7667c.*\n/, '')],
  ['privilege-unknown', 'a misspelt table of ours', withPrivilege('prvReadobm_sends', 'Basic')],
  ['privilege-unknown', 'a table of ours in another case', withPrivilege('prvReadobm_Send', 'Basic')],
  ['privilege-unknown', 'a verb that does not exist', withPrivilege('prvUpdateobm_send', 'Basic')],
  ['privilege-unknown', 'a table of others that is no dependency', withPrivilege('prvReadmsdyn_other', 'Global')],
  ['privilege-unknown', 'rows of the organization to assign', withPrivilege('prvAssignobm_requestbudget', 'Global')],
  ['privilege-level', 'a level that does not exist', withPrivilege('prvDeleteobm_send', 'User')],
  [
    'privilege-level',
    'rows of the organization at a level of users',
    withPrivilege('prvDeleteobm_requestbudget', 'Basic'),
  ],
  ['privilege-twice', 'a privilege named twice', withPrivilege('prvCreateobm_send', 'Basic')],
  ['role-without-table', 'a table that senders cannot read', inFile(SENDER, /.*prvReadobm_exclusionpage.*\n/, '')],
  [
    'role-without-table',
    'a table that administrators cannot read',
    inFile(ADMINISTRATOR, /.*prvReadobm_requestbudget.*\n/, ''),
  ],
  [
    'key-column',
    'an alternate key over no column',
    inFile(BUDGET, '<AttributeName>obm_hour<', '<AttributeName>obm_our<'),
  ],
  [
    'key-column',
    'an alternate key over a long text',
    inFile(BUDGET, '<AttributeName>obm_hour<', '<AttributeName>obm_ledger<'),
  ],
  ['key-column', 'an alternate key without columns', inFile(BUDGET, /.*<AttributeName>obm_hour<.*\n/, '')],
  [
    'prefix-missing',
    'an alternate key without the prefix',
    inFile(BUDGET, '<LogicalName>obm_hourkey', '<LogicalName>hourkey'),
  ],
  [
    'system-column-missing',
    'a table of the organization without its organization',
    inFile(BUDGET, '<LogicalName>organizationid<', '<LogicalName>obm_organizationid<'),
  ],
  ['ownership-unknown', 'an ownership that does not exist', inFile(BUDGET, '>OrgOwned<', '>OrganizationOwned<')],
];

describe('lintSolution, on roles and keys', () => itFindsEach(BREAKS));

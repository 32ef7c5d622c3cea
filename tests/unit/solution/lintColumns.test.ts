/** Room tests. The solution linter on what columns may hold, and on names and versions: every rule finds a deliberate break. */
import { inFile, itFindsEach, type Breaks } from './breaks';

const SEND = 'Entities/obm_send/Entity.xml';
const BUDGET = 'Entities/obm_requestbudget/Entity.xml';
const SENDSTATE = 'OptionSets/obm_sendstate.xml';
const RETENTION = 'environmentvariabledefinitions/obm_RetentionDays/environmentvariabledefinition.xml';
const RELATIONSHIPS = 'Other/Relationships/obm_send.xml';

const BREAKS: Breaks = [
  ['option-value-twice', 'a choice with one value for two', inFile(SENDSTATE, '"841200001"', '"841200000"')],
  [
    'option-value-twice',
    'a column with one value for two',
    inFile(BUDGET, /(<option value="1"[^]*?)<option value="0"/, '$1<option value="1"'),
  ],
  ['option-value-twice', 'a status that is there twice', inFile(SEND, '<status value="2"', '<status value="1"')],
  [
    'default-no-option',
    'a default that the choice lacks',
    inFile(
      SEND,
      /<AppDefaultValue>-1<\/AppDefaultValue>(\s*)<OptionSetName>obm_sendsource/,
      '<AppDefaultValue>99</AppDefaultValue>$1<OptionSetName>obm_sendsource',
    ),
  ],
  [
    'default-no-option',
    'a default that is neither yes nor no',
    inFile(BUDGET, '<AppDefaultValue>0<', '<AppDefaultValue>2<'),
  ],
  [
    'status-without-state',
    'a status of no state',
    inFile(SEND, '<status value="1" state="0"', '<status value="1" state="5"'),
  ],
  [
    'state-default-status',
    "a state that starts with another's status",
    inFile(SEND, 'defaultstatus="1"', 'defaultstatus="2"'),
  ],
  [
    'column-required-level',
    'a column that is mandatory',
    inFile(SEND, '<RequiredLevel>none<', '<RequiredLevel>mandatory<'),
  ],
  ['column-range', 'a range that is empty', inFile(SEND, '<MinValue>0<', '<MinValue>2147483647<')],
  ['column-range', 'a range beyond the type', inFile(SEND, '<MaxValue>2147483647<', '<MaxValue>99999999999<')],
  ['column-range', 'a range from no number', inFile(SEND, '<MinValue>0<', '<MinValue>none<')],
  ['column-range', 'a range from nothing', inFile(SEND, '<MinValue>0<', '<MinValue><')],
  [
    'entity-set-twice',
    'two tables under one name',
    inFile(BUDGET, '<EntitySetName>obm_requestbudgets<', '<EntitySetName>obm_sends<'),
  ],
  [
    'navigation-name-twice',
    'two relationships under one name',
    inFile(
      RELATIONSHIPS,
      '<NavigationPropertyName>obm_obm_send_obm_exclusionpage<',
      '<NavigationPropertyName>obm_obm_send_obm_sendbatch<',
    ),
  ],
  ['part-missing', 'a variable without a type', inFile(RETENTION, /<type>[^<]*<\/type>/, '')],
  ['variable-default', 'a number that becomes JSON', inFile(RETENTION, '<type>100000001<', '<type>100000003<')],
  [
    'navigation-name',
    'a lookup that programs do not find',
    inFile(RELATIONSHIPS, '<NavigationPropertyName>obm_sendid<', '<NavigationPropertyName>obm_send<'),
  ],
  [
    'navigation-name',
    'a relationship with one side',
    inFile(RELATIONSHIPS, '<RelationshipRoleType>0<', '<RelationshipRoleType>1<'),
  ],
  [
    'dependent-unknown',
    'a dependency of nothing that there is',
    inFile('Other/Solution.xml', /(<Dependent type="60" id="\{)./, '$1f'),
  ],
  [
    'introduced-version',
    'a column of a version to come',
    inFile(SEND, '<IntroducedVersion>0.1.0.0<', '<IntroducedVersion>9.1.0.0<'),
  ],
  [
    'introduced-version',
    'a column of no version',
    inFile(SEND, '<IntroducedVersion>0.1.0.0<', '<IntroducedVersion>zero<'),
  ],
  [
    'introduced-version',
    'a variable of a version to come',
    inFile(RETENTION, '<introducedversion>0.1.0.0<', '<introducedversion>0.1.0.1<'),
  ],
];

describe('lintSolution, on what columns may hold', () => itFindsEach(BREAKS));

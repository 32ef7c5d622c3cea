/** A description of a solution package, small and valid unless a test says otherwise. */
import { VARIABLE_TYPE, type DeployPackage } from '../../../solution/tools/deploy/readPackage';

export const deployPackage = (parts: Partial<DeployPackage> = {}): DeployPackage => ({
  file: 'acme.zip',
  zip: new Uint8Array([80, 75]),
  uniqueName: 'Acme',
  version: '2.0.0.0',
  isManaged: true,
  languages: [1033, 1057],
  components: [],
  required: [],
  extended: [],
  keys: [],
  ownTables: ['acme_tool'],
  variables: new Map([
    ['acme_Text', VARIABLE_TYPE.text],
    ['acme_Number', VARIABLE_TYPE.number],
    ['acme_YesNo', VARIABLE_TYPE.yesNo],
    ['acme_Json', VARIABLE_TYPE.json],
    ['acme_Secret', VARIABLE_TYPE.secret],
  ]),
  defaults: new Map(),
  connectionReferences: new Map([['acme_Dataverse', '/providers/Acme/apis/shared_acme']]),
  ...parts,
});

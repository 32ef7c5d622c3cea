/**
 * Room sandbox/dataverse, solutions. RetrieveDependenciesForUninstall: what would refuse the uninstall of a managed solution.
 * Differs from the platform: the rows of `dependency` are made for the answer and kept nowhere; they carry names beside ids.
 */
import type { Operation } from '../../contracts';
import { dependenciesForUninstall } from '../uninstall';
import type { SolutionMessages } from './solutionMessage';

/** Dependency type of published components. Source: Microsoft Learn, "Dependency table/entity reference", dependencytype. */
const PUBLISHED = 2;

export const retrieveDependenciesForUninstall = ({ dataverse, layers }: SolutionMessages): Operation => ({
  name: 'RetrieveDependenciesForUninstall',
  kind: 'function',
  parameters: [{ name: 'SolutionUniqueName', type: 'Edm.String' }],
  returnsWhole: { type: 'mscrm.crmbaseentity', isCollection: true },
  run: ({ parameters }) => ({
    value: dependenciesForUninstall(dataverse, layers, String(parameters['SolutionUniqueName'])).map(
      ({ dependent, required, solutions }) => ({
        '@odata.type': '#Microsoft.Dynamics.CRM.dependency',
        dependencytype: PUBLISHED,
        dependentcomponenttype: dependent.type,
        dependentcomponentobjectid: dependent.id,
        dependentcomponentname: dependent.label,
        dependentcomponentsolutions: solutions.join(','),
        requiredcomponenttype: required.type,
        requiredcomponentobjectid: required.id,
        requiredcomponentname: required.label,
      }),
    ),
  }),
});

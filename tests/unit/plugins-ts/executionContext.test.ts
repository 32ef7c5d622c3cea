import { readExecutionContext } from '../../../plugins-ts/executionContext';

const TYPE = 'http://schemas.microsoft.com/xrm/2011/Contracts';

describe('readExecutionContext', () => {
  const context = readExecutionContext({
    MessageName: 'Update',
    PrimaryEntityName: 'incident',
    PrimaryEntityId: '0F8FAD5B-D9CB-469F-A165-70867728950E',
    OperationId: '7C9E6679-7425-40DE-944B-E07FC1F90AE7',
    OwningExtension: { Id: 'AAAAAAAA-0000-0000-0000-000000000001', LogicalName: 'sdkmessageprocessingstep' },
    Depth: 2,
    InputParameters: [
      {
        key: 'Target',
        value: {
          __type: `Entity:${TYPE}`,
          LogicalName: 'incident',
          Attributes: [
            { key: 'title', value: 'Printer' },
            { key: 'statecode', value: { __type: `OptionSetValue:${TYPE}`, Value: 1 } },
            { key: 'resolvebyslastatus', value: null },
            { key: 'modifiedon', value: '/Date(1506384247000)/' },
            {
              key: 'customerid',
              value: {
                __type: `EntityReference:${TYPE}`,
                Id: 'BBBBBBBB-0000-0000-0000-000000000002',
                LogicalName: 'contact',
              },
            },
          ],
        },
      },
    ],
    PreEntityImages: [{ key: 'before', value: { Attributes: [{ key: 'statecode', value: { Value: 0 } }] } }],
  });

  it('reads names and lower-case ids', () => {
    expect(context).toMatchObject({
      message: 'Update',
      table: 'incident',
      id: '0f8fad5b-d9cb-469f-a165-70867728950e',
      operationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      stepId: 'aaaaaaaa-0000-0000-0000-000000000001',
      depth: 2,
    });
  });

  it('turns typed values into plain ones', () => {
    expect(context.target).toEqual({
      title: 'Printer',
      statecode: 1,
      resolvebyslastatus: null,
      modifiedon: new Date('2017-09-26T00:04:07.000Z'),
      customerid: { table: 'contact', id: 'bbbbbbbb-0000-0000-0000-000000000002' },
    });
  });

  it('reads the image of the row before', () => {
    expect(context.preImage).toEqual({ statecode: 0 });
  });

  it('leaves the target out for a message that has none, such as Close', () => {
    const closed = readExecutionContext({
      MessageName: 'Close',
      PrimaryEntityName: 'incident',
      PrimaryEntityId: '00000000-0000-0000-0000-000000000000',
      OperationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      InputParameters: [{ key: 'Status', value: { Value: 5 } }],
    });
    expect(closed.target).toBeUndefined();
  });
});

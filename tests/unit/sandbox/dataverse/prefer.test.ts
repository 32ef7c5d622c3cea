import { parsePrefer } from '../../../../sandbox/dataverse/webApi/prefer';

describe('parsePrefer', () => {
  it('takes several preferences, whatever their case and blanks', () => {
    expect(
      parsePrefer('Return=Representation ,odata.maxpagesize=5000, odata.include-annotations="a,b*"'),
    ).toMatchObject({
      returnsRepresentation: true,
      maxPageSize: 5000,
      annotations: ['a', 'b*'],
    });
  });

  it.each(['5001', '0', '-1', 'many', ''])('passes over a page size of "%s" and does not call it applied', (size) => {
    const { maxPageSize, applied } = parsePrefer(`odata.maxpagesize=${size}`);
    expect([maxPageSize, applied]).toEqual([undefined, []]);
  });
});

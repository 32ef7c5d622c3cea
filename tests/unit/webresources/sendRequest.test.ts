/** Room tests. How the dialog finds the key under which the command left the selected rows. */
import { readPageData } from '../../../webresources/gateways/sendRequest';

describe('the data of a page', () => {
  it.each([
    ['?data=key-1', 'as documented'],
    ['?Data=key-1', 'in capitals, as older clients write it'],
    ['?orglcid=1033&data=key-1&userlcid=1033', 'among the parameters that the app adds'],
  ])('is read from %s (%s)', (search) => {
    expect(readPageData(search)).toBe('key-1');
  });

  it.each(['', '?', '?metadata=key-1', '?data='])('is absent from "%s"', (search) => {
    expect(readPageData(search)).toBeUndefined();
  });
});

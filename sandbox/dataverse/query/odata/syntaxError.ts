/** Room sandbox/dataverse. What the OData parser says when a text does not parse: what it wanted, where, in which option. */
import { DataverseError } from '../../errors';

export class ODataSyntaxError extends DataverseError {
  override readonly name = 'ODataSyntaxError';
  constructor(
    /** What is wrong, without the place. */
    readonly detail: string,
    /** Characters from the start of the text, from 0. */
    readonly position: number,
    readonly text: string,
  ) {
    super(400, '0x80060888', `${detail} at position ${position} in '${text}'.`);
  }
}

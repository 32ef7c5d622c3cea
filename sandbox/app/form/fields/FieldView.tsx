/** Room sandbox/app. Picks the field that fits a column's type. */
import * as React from 'react';
import { ChoiceControl } from '../control';
import { LookupControl } from '../lookupControl';
import { BooleanField } from './BooleanField';
import { ChoiceField } from './ChoiceField';
import { DateField } from './DateField';
import { LookupField } from './LookupField';
import { NumberField } from './NumberField';
import { PictureField } from './PictureField';
import { ReadOnlyField } from './ReadOnlyField';
import { TextField } from './TextField';
import type { FieldProps } from './fieldProps';

export function FieldView(props: FieldProps): React.ReactElement {
  const { control } = props;
  const attribute = control.attribute;
  if (attribute?.column.type === 'Image') return <PictureField {...props} />;
  if (control instanceof LookupControl) return <LookupField {...props} control={control} />;
  if (!attribute || !control.isEditable || attribute.column.type === 'State') return <ReadOnlyField {...props} />;
  if (control instanceof ChoiceControl) return <ChoiceField {...props} control={control} />;
  switch (attribute.column.type) {
    case 'Boolean':
      return <BooleanField {...props} />;
    case 'DateTime':
      return <DateField {...props} />;
    case 'Integer':
    case 'BigInt':
    case 'Decimal':
    case 'Double':
    case 'Money':
      return <NumberField {...props} />;
    case 'String':
    case 'Memo':
      return <TextField {...props} />;
    default:
      return <ReadOnlyField {...props} />;
  }
}

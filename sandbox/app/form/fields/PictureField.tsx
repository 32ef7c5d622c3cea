/** Room sandbox/app. The picture of an image column. Differs from the platform: it is shown only, not chosen or taken away here. */
import * as React from 'react';
import type { FieldProps } from './fieldProps';
import { ReadOnlyField } from './ReadOnlyField';

export function PictureField(props: FieldProps): React.ReactElement {
  const { control, id, label } = props;
  const picture = control.attribute?.value;
  if (typeof picture !== 'string') return <ReadOnlyField {...props} />;
  // A browser looks at the bytes for what kind of picture they are.
  return <img className="mda-picture" id={id} alt={label} src={`data:image/png;base64,${picture}`} />;
}

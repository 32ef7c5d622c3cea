/** Room webresources/pages. The title of a screen that came by itself: takes the focus, so that readers start there. */
import * as React from 'react';

export const FocusedHeading: React.FunctionComponent = ({ children }) => {
  const heading = React.useRef<HTMLHeadingElement>(null);
  React.useEffect(() => heading.current?.focus(), []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
};

/** Room webresources/pages. Keeps a window from closing unasked while it sends. */
import * as React from 'react';

/** The browser asks before the window goes while requests are under way. */
export function useLeaveWarning(active: boolean): void {
  React.useEffect(() => {
    if (!active) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [active]);
}

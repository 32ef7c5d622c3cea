/** Room sandbox/app. Draws a component again whenever a change signal goes off. */
import * as React from 'react';
import type { ChangeSignal } from './changeSignal';

export function useSignal(signal: ChangeSignal | undefined): void {
  const [, draw] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => signal?.subscribe(draw as () => void), [signal]);
}

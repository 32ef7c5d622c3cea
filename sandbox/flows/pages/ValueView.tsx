/** Room sandbox/flows, browser side. Inputs or outputs: as JSON, or why they are not shown. */
import * as React from 'react';
import type { Hidden } from '../history/contracts';
import { valueText } from './display';
import { useWords } from './useWords';

export interface ValueViewProps {
  readonly title: string;
  readonly value?: unknown;
  readonly hidden?: Hidden;
}

export const ValueView: React.FC<ValueViewProps> = ({ title, value, hidden }) => {
  const { text } = useWords();
  if (hidden !== undefined) {
    return (
      <div className="value">
        <span className="value-title">{title}</span>
        <p className="value-hidden">{text(hidden === 'secure' ? 'hiddenSecure' : 'hiddenLarge')}</p>
      </div>
    );
  }
  if (value === undefined) return null;
  return (
    <div className="value">
      <span className="value-title">{title}</span>
      <pre className="value-text" dir="ltr" tabIndex={0} role="region" aria-label={title}>
        {valueText(value)}
      </pre>
    </div>
  );
};

/** Room webresources/pages. What the linter says about the template: likely mistakes in sight, notes folded away. */
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { ShownFinding } from './checkSend';

export const FindingsSection: React.FunctionComponent<{ findings: readonly ShownFinding[] }> = ({ findings }) => {
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const notes = findings.filter(({ severity }) => severity === 'note');
  if (warnings.length + notes.length === 0) return null;
  return (
    <section aria-labelledby="findingsTitle">
      <h2 id="findingsTitle">{text('findingsTitle')}</h2>
      {warnings.length > 0 && (
        <div className="warning" role="note">
          <strong id="findingsWarnings">{text('findingsWarnings')}</strong>
          <FindingList findings={warnings} labelledBy="findingsWarnings" />
        </div>
      )}
      {notes.length > 0 && (
        <details className="notes">
          <summary>
            <span id="findingsNotes">{text('findingsNotes', notes.length)}</span>
          </summary>
          <FindingList findings={notes} labelledBy="findingsNotes" />
        </details>
      )}
    </section>
  );
};

const FindingList: React.FunctionComponent<{ findings: readonly ShownFinding[]; labelledBy: string }> = ({
  findings,
  labelledBy,
}) => (
  <ul className="findings" aria-labelledby={labelledBy}>
    {findings.map(({ sentence }, index) => (
      <li key={index}>{sentence}</li>
    ))}
  </ul>
);

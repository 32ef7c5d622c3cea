/** Room sandbox/lab, browser side. One part of the lab under its heading, and a table that scrolls by itself. */
import * as React from 'react';
import { useWords } from './useWords';
import type { LabTextKey } from './strings';

export interface PanelProps {
  readonly id: string;
  readonly title: LabTextKey;
  readonly hint?: LabTextKey;
  readonly isWide?: boolean;
}

export const Panel: React.FC<PanelProps> = ({ id, title, hint, isWide, children }) => {
  const { text } = useWords();
  return (
    <section className={`panel${isWide ? ' is-wide' : ''}`} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{text(title)}</h2>
      {hint && <p className="panel-hint">{text(hint)}</p>}
      {children}
    </section>
  );
};

export interface TableProps {
  readonly title: LabTextKey;
  readonly columns: readonly LabTextKey[];
  /** A last column without a heading, for buttons. */
  readonly hasButtons?: boolean;
}

/** Rows are the children. The box can be reached and scrolled with the keyboard. */
export const LabTable: React.FC<TableProps> = ({ title, columns, hasButtons, children }) => {
  const { text } = useWords();
  return (
    <div className="table-box" role="group" aria-label={text(title)} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {text(column)}
              </th>
            ))}
            {hasButtons && <td />}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
};

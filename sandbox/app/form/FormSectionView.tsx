/** Room sandbox/app. One section of a form: a card with a heading and a grid of cells. */
import * as React from 'react';
import { FormCellView } from './FormCellView';
import type { FormSession } from './formSession';
import { placeCells } from './placeCells';
import type { SectionState } from './ui';

interface Props {
  section: SectionState;
  session: FormSession;
}

export function FormSectionView({ section, session }: Props): React.ReactElement | null {
  const { model } = section;
  const placed = placeCells(model.rows, model.columnCount).filter(({ cell }) => {
    const control = cell.control && session.controls.get(cell.control.id);
    return control?.visible === true;
  });
  const hasHeading = model.showLabel && section.label !== '';
  // A section without anything to show takes its heading along.
  if (placed.length === 0) return null;
  const headingId = `${session.uid}-section-${model.id}`;
  return (
    <section aria-labelledby={hasHeading ? headingId : undefined} className="mda-section">
      {hasHeading && (
        <h2 className="mda-section-title" id={headingId}>
          {section.label}
        </h2>
      )}
      <div className="mda-grid" style={{ '--mda-cells': model.columnCount } as React.CSSProperties}>
        {placed.map(({ cell, row, column, columnSpan, rowSpan }, index) => (
          <div
            className="mda-cell"
            key={cell.id || cell.control?.id}
            style={
              {
                '--mda-col': `${column} / span ${columnSpan}`,
                '--mda-row': `${row} / span ${rowSpan}`,
              } as React.CSSProperties
            }
          >
            <FormCellView
              cell={cell}
              labelPosition={model.labelPosition}
              sectionLabel={hasHeading && index === 0 ? section.label : undefined}
              session={session}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

/** Room webresources/pages. Everybody of a send by outcome: as a bar, as a table, and as a sum that is written out. */
import * as React from 'react';
import type { Reconciliation } from '../../../outbound/sends/reconcile';
import { formatCount, text } from '../../gateways/texts';
import { partLabel, percentText, sumSentence } from './phrases';
import type { SumPart } from './viewModel';

export const SumsSection: React.FunctionComponent<{ sums: Reconciliation; parts: readonly SumPart[] }> = ({
  sums,
  parts,
}) => (
  <section aria-labelledby="sumsTitle">
    <h2 id="sumsTitle">{text('monitorSumsTitle')}</h2>
    <div className="bar" role="img" aria-label={text('monitorBar')} aria-describedby="sumSentence">
      {parts
        .filter(({ count }) => count > 0)
        .map(({ name, count }) => (
          <span key={name} data-part={name} style={{ flexGrow: count }} />
        ))}
    </div>
    <p id="sumSentence" className="sum">
      {sumSentence(sums.audience, parts)}
    </p>
    <table className="parts" aria-labelledby="sumsTitle">
      <thead>
        <tr>
          <th scope="col">{text('monitorColumnOutcome')}</th>
          <th scope="col">{text('monitorColumnPeople')}</th>
          <th scope="col">{text('monitorColumnShare')}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, count }) => (
          <tr key={name}>
            <th scope="row">
              <span className="part">
                <span className="swatch" data-part={name} aria-hidden />
                <span>{partLabel(name)}</span>
              </span>
            </th>
            <td>{formatCount(count)}</td>
            <td>{percentText(count, sums.audience)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text('sumAudience')}</th>
          <td>{formatCount(sums.audience)}</td>
          <td />
        </tr>
      </tfoot>
    </table>
    {sums.inFlight > 0 && <p className="hint">{text('monitorInFlight', sums.inFlight)}</p>}
  </section>
);

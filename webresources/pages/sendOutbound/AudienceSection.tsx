/** Room webresources/pages. Who gets a message, who does not and why, and in which language version. */
import * as React from 'react';
import { formatCount, text } from '../../gateways/texts';
import { fallbackText, reasonText } from './phrases';
import type { PreparedSend } from './prepareSend';

export const AudienceSection: React.FunctionComponent<{ prepared: PreparedSend }> = ({ prepared }) => (
  <>
    <section aria-labelledby="audienceTitle">
      <h2 id="audienceTitle">{text('audienceTitle')}</h2>
      <p className="sum" role="status">
        {text('audienceSum', prepared.messages, prepared.selected)}
      </p>
      {prepared.consentNote !== undefined && <p className="hint">{prepared.consentNote}</p>}
      <ExclusionsSection prepared={prepared} />
    </section>
    <LanguagesSection prepared={prepared} />
  </>
);

/** By reason, each with an expandable list of who; numbers are masked. */
export const ExclusionsSection: React.FunctionComponent<{ prepared: PreparedSend }> = ({ prepared }) => (
  <ul className="reasons" aria-label={text('excludedTitle')}>
    {prepared.exclusions.map(({ reason, rows, note }) => (
      <li key={reason}>
        <details>
          <summary>
            <span>
              {reasonText(reason)}: {formatCount(rows.length)}
            </span>
          </summary>
          {note !== undefined && <p className="hint">{note}</p>}
          <ul className="names">
            {rows.map(({ id, name, maskedNumber, explanation }) => (
              <li key={id}>
                <bdi>{name}</bdi>
                {maskedNumber !== undefined && (
                  <>
                    {' '}
                    <bdi className="number">{maskedNumber}</bdi>
                  </>
                )}
                {explanation !== undefined && ` – ${explanation}`}
              </li>
            ))}
          </ul>
        </details>
      </li>
    ))}
  </ul>
);

const LanguagesSection: React.FunctionComponent<{ prepared: PreparedSend }> = ({ prepared }) => (
  <section aria-labelledby="languagesTitle">
    <h2 id="languagesTitle">{text('languagesTitle')}</h2>
    <ul className="languages">
      {prepared.languages.map(({ name, count, fallbacks }) => (
        <li key={name ?? ''}>
          {name ?? text('defaultLanguage')}: {formatCount(count)}
          {fallbacks.length > 0 && (
            <ul>
              {fallbacks.map((fallback) => (
                <li key={`${fallback.reason} ${fallback.wanted ?? ''}`}>{fallbackText(fallback)}</li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  </section>
);

/** Room webresources/pages. Who was refused, by reason. The service did nothing for them, so a person may have them tried again. */
import { DefaultButton } from '@fluentui/react/lib/Button';
import * as React from 'react';
import { text } from '../../gateways/texts';
import { messagesText, requestsText } from '../sendOutbound/phrases';
import type { MonitorActions } from './monitor';
import { shownSentence } from './phrases';
import { Question } from './Question';
import { isRetriable, type SendMonitorView } from './viewModel';

type OpenView = Extract<SendMonitorView, { kind: 'open' }>;

export const RefusedSection: React.FunctionComponent<{ view: OpenView; actions: MonitorActions }> = ({
  view: { refused, canRetry, question, isBusy },
  actions,
}) => {
  const isOff = isBusy || question !== undefined;
  const asked = question?.kind === 'retry' ? question : undefined;
  const askedCount = refused
    .filter(({ code }) => asked?.code === undefined || code === asked.code)
    .reduce((sum, { sendable }) => sum + sendable, 0);
  return (
    <section aria-labelledby="refusedTitle">
      <h2 id="refusedTitle">{text('monitorRefusedTitle')}</h2>
      <p>{text('monitorRefusedExplanation')}</p>
      <ul className="cases">
        {refused.map((reason) => {
          const name = shownSentence(reason);
          return (
            <li key={reason.code} className="refusal">
              <span>
                {text('monitorRefusedReason', name, messagesText(reason.contacts), requestsText(reason.requests))}
              </span>
              {canRetry && refused.length > 1 && isRetriable(reason) && (
                <DefaultButton
                  text={text('monitorRetryReason')}
                  ariaLabel={text('monitorRetryFor', name)}
                  disabled={isOff}
                  allowDisabledFocus
                  onClick={() => actions.ask({ kind: 'retry', code: reason.code })}
                />
              )}
            </li>
          );
        })}
      </ul>
      {refused.some(({ contacts, sendable }) => sendable < contacts) && (
        <p className="hint">{text('monitorCleared')}</p>
      )}
      {canRetry && (
        <DefaultButton
          text={text('monitorRetryAll')}
          disabled={isOff}
          allowDisabledFocus
          onClick={() => actions.ask({ kind: 'retry' })}
        />
      )}
      {asked && (
        <Question
          question={text('monitorRetryQuestion', messagesText(askedCount))}
          yes={text('monitorRetryYes')}
          isBusy={isBusy}
          onYes={() => void actions.confirm()}
          onBack={() => actions.goBack()}
        />
      )}
    </section>
  );
};

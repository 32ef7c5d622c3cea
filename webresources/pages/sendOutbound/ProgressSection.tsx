/** Room webresources/pages. A send while it runs and after: every request with its state, and the sums. */
import { DefaultButton } from '@fluentui/react/lib/Button';
import { Link } from '@fluentui/react/lib/Link';
import { ProgressIndicator } from '@fluentui/react/lib/ProgressIndicator';
import * as React from 'react';
import { formatCount, text } from '../../gateways/texts';
import { FocusedHeading } from './FocusedHeading';
import { batchStateText, messagesText } from './phrases';
import type { BatchProgress } from './sendState';
import type { SendOutboundView, SendSums } from './viewModel';

export interface ProgressSectionProps {
  readonly batches: readonly BatchProgress[];
  readonly answered: number;
  readonly sums: SendSums;
}

export const ProgressSection: React.FunctionComponent<ProgressSectionProps> = ({ batches, answered, sums }) => (
  <section>
    <p className="warning" role="note">
      {text('keepOpen')}
    </p>
    <ProgressIndicator
      label={text('progressLabel', answered, batches.length)}
      percentComplete={batches.length === 0 ? 0 : answered / batches.length}
      ariaValueText={text('progressLabel', answered, batches.length)}
    />
    <p className="srOnly" aria-live="polite">
      {text('progressLive', answered, batches.length, sums.accepted)}
    </p>
    <BatchList batches={batches} />
  </section>
);

export const BatchList: React.FunctionComponent<{ batches: readonly BatchProgress[] }> = ({ batches }) => (
  <>
    <h2 id="batchesTitle">{text('batchesTitle')}</h2>
    <ol className="batches" aria-labelledby="batchesTitle">
      {batches.map((batch) => (
        <li key={batch.index} data-state={batch.state}>
          <span>{text('batchName', batch.index + 1, messagesText(batch.contacts))}</span>{' '}
          <strong>{batchStateText(batch.state)}</strong>
          {batch.error !== undefined && (
            <span className="detail">
              {batch.error.message} ({batch.error.code})
            </span>
          )}
        </li>
      ))}
    </ol>
  </>
);

type FinishedView = Extract<SendOutboundView, { kind: 'finished' }>;

/** "Accepted by the service" is all that is known here; whether a phone got it, nobody has told. */
export const OutcomeSection: React.FunctionComponent<{
  view: FinishedView;
  onOpenSend: () => void;
  onSendWaiting: () => void;
}> = ({ view: { configurationName, sums }, onOpenSend, onSendWaiting }) => (
  <section>
    <FocusedHeading>{text('outcomeTitle', configurationName)}</FocusedHeading>
    <dl className="sums" aria-live="polite">
      <Sum label={text('sumAccepted')} count={sums.accepted} />
      <Sum label={text('sumRefused')} count={sums.refused} />
      <Sum label={text('sumUnknown')} count={sums.unknown} />
      <Sum label={text('sumWaiting')} count={sums.waiting} />
      <Sum label={text('sumExcluded')} count={sums.excluded} />
      <Sum label={text('sumAudience')} count={sums.audience} />
    </dl>
    {sums.unknown > 0 && <p className="warning">{text('unknownExplanation')}</p>}
    {sums.waiting > 0 && (
      <>
        <p className="warning">{text('waitingExplanation')}</p>
        <DefaultButton text={text('sendWaiting')} onClick={onSendWaiting} />
      </>
    )}
    <p>
      <Link onClick={onOpenSend}>{text('openSend')}</Link>
    </p>
  </section>
);

const Sum: React.FunctionComponent<{ label: string; count: number }> = ({ label, count }) => (
  <div>
    <dt>{label}</dt>
    <dd>{formatCount(count)}</dd>
  </div>
);

/** Room webresources/pages. After a send was written for its time: when it starts, who starts it, and the way to its record. */
import { Link } from '@fluentui/react/lib/Link';
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { UserTime } from '../sendMonitor/userTime';
import { FocusedHeading } from './FocusedHeading';
import { messagesText } from './phrases';
import type { SendOutboundView } from './viewModel';

export interface ScheduledSectionProps {
  readonly view: Extract<SendOutboundView, { kind: 'scheduled' }>;
  readonly time: UserTime;
  readonly onOpenSend: () => void;
}

export const ScheduledSection: React.FunctionComponent<ScheduledSectionProps> = ({ view, time, onOpenSend }) => {
  const { configurationName, messages, schedule } = view;
  const { scheduledOn, startBy } = schedule;
  return (
    <section>
      <FocusedHeading>{text('scheduledTitle', configurationName)}</FocusedHeading>
      <p>{text('scheduledWaits', messagesText(messages))}</p>
      <p className="sum">
        {text('monitorStartsAt', time.format(scheduledOn))} ({time.zone(scheduledOn)})
      </p>
      <p className="warning">{text('scheduledWho')}</p>
      {startBy && <p>{text('monitorAsksBy', time.format(startBy))}</p>}
      <p>
        <Link onClick={onOpenSend}>{text('openSend')}</Link>
      </p>
    </section>
  );
};

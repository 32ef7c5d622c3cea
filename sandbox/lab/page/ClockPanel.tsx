/** Room sandbox/lab, browser side. The clock: what it shows, and what moves it. */
import * as React from 'react';
import { DefaultButton, PrimaryButton, TextField } from '@fluentui/react';
import type { ShownClock } from '../clockRoutes';
import { DAY, distanceLabel, momentLabel } from './display';
import { Panel } from './Panel';
import type { LabTextKey } from './strings';
import type { Order } from './useLab';
import { useWords } from './useWords';

const STEPS: readonly (readonly [LabTextKey, number])[] = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', DAY],
  ['week', 7 * DAY],
];

export interface ClockPanelProps {
  readonly clock: ShownClock | undefined;
  /** When the state came, in ms of this machine. */
  readonly readAt: number;
  order(order: Order): Promise<boolean>;
}

/** The time now, counted on from when it was read. */
function useShownTime(clock: ShownClock | undefined, readAt: number): string | undefined {
  const [, setTick] = React.useState(0);
  React.useEffect(() => {
    if (!clock || clock.isStopped) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, [clock]);
  if (!clock) return undefined;
  const since = clock.isStopped ? 0 : Date.now() - readAt;
  return new Date(Date.parse(clock.now) + since).toISOString();
}

export const ClockPanel: React.FC<ClockPanelProps> = ({ clock, readAt, order }) => {
  const words = useWords();
  const { text, language } = words;
  const [target, setTarget] = React.useState('');
  const now = useShownTime(clock, readAt);
  const set = (body: unknown): Promise<boolean> => order({ method: 'PUT', path: 'clock', body, done: 'clockMoved' });

  const distance = clock ? distanceLabel(clock.aheadMs, words) : '';
  const place =
    distance === '' ? text('clockEven') : text((clock?.aheadMs ?? 0) > 0 ? 'clockAhead' : 'clockBehind', distance);

  return (
    <Panel id="clock" title="clock">
      <p className="clock-now">
        <span className="visually-hidden">{text('clockNow')} </span>
        {/* Not a live region: it would speak every second. */}
        <time dateTime={now}>{now === undefined ? text('loading') : momentLabel(now, language)}</time>
      </p>
      <p className="panel-hint">{clock && `${text(clock.isStopped ? 'clockStopped' : 'clockRunning')}, ${place}`}</p>
      <div className="row" role="group" aria-label={text('clockBy')}>
        <span className="row-label" aria-hidden>
          {text('clockBy')}
        </span>
        {STEPS.map(([key, byMs]) => (
          <DefaultButton key={key} className="small" text={text(key)} onClick={() => void set({ byMs })} />
        ))}
      </div>
      <form
        className="row is-aligned"
        onSubmit={(event) => {
          event.preventDefault();
          const time = new Date(target);
          void set({ to: Number.isNaN(time.getTime()) ? target : time.toISOString() });
        }}
      >
        <TextField
          className="grow"
          label={text('clockTo')}
          type="datetime-local"
          value={target}
          onChange={(_event, value) => setTarget(value ?? '')}
        />
        <PrimaryButton type="submit" text={text('clockMove')} disabled={target === ''} />
      </form>
      <DefaultButton
        text={text(clock?.isStopped ? 'clockRun' : 'clockStop')}
        disabled={!clock}
        onClick={() => void order({ method: 'PUT', path: 'clock', body: { isStopped: !clock?.isStopped } })}
      />
    </Panel>
  );
};

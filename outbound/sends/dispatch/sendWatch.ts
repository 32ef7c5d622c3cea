/** Room outbound, sends. Keeps an eye on the send's row while a run works: a pause, a cancellation or a deletion ends the run. */
import type { SendStop } from '../../invoke/classifyAnswer';
import { decideStart } from '../startSend';
import type { JournalSend } from '../sendJournal';
import { settleSend } from '../settleSend';
import type { Answer, Runner } from './runner';

const MAX_MOVES = 10;

/** Reads the send's row from time to time and stops the run when it says so. */
export class SendWatch {
  private lookedAt = 0;
  private looking: Promise<void> | undefined;

  constructor(private readonly runner: Runner) {}

  /** Finds out whether the send is sending, and starts it when its time has come; else the run is stopped. */
  async open(): Promise<void> {
    const { runner } = this;
    for (let tries = 1; !runner.isStopping; tries += 1) {
      const answer = await this.read();
      if (!('value' in answer)) return runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
      if (!answer.value) return runner.stop({ kind: 'not-sending' });
      if (tries === 1 && answer.value.state === 'needsAttention') await this.catchUp();
      else if (await this.start(answer.value)) return;
      // Whoever goes on changing it is at work on it.
      if (tries >= MAX_MOVES) runner.stop({ kind: 'not-sending', state: answer.value.state });
    }
  }

  /** Before a claim: what is known of the send must not be older than `lookEveryMs`. */
  async check(): Promise<void> {
    // A clock that jumped back says nothing about the age.
    if (Math.abs(this.runner.now - this.lookedAt) < this.runner.settings.lookEveryMs) return;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    await this.looking;
  }

  /** Pauses the send for everybody: the platform takes none of its batches any more. Best effort, other runners find out by themselves. */
  async pause(code: SendStop, text: string): Promise<void> {
    const { journal } = this.runner.host;
    for (let tries = 1; tries <= MAX_MOVES; tries += 1) {
      const answer = await this.read();
      if (!('value' in answer) || answer.value?.state !== 'sending') return;
      const send = answer.value;
      const moved = await this.runner.ask(() => journal.changeSend(send, { state: 'paused', stop: { code, text } }));
      if (!('value' in moved) || moved.value) return;
    }
  }

  /** A person may have let batches wait again and vanished before the send's state followed. */
  private async catchUp(): Promise<void> {
    const { runner } = this;
    const answer = await runner.ask(() => settleSend(runner.host.journal, runner.sendId, runner.host.clock));
    if (!('value' in answer)) runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
  }

  /** True when nothing is left to find out; false when somebody else changed the send meanwhile. */
  private async start(send: JournalSend): Promise<boolean> {
    const { runner } = this;
    const { journal, clock } = runner.host;
    const now = clock();
    const decision = decideStart(send, now);
    if (decision.kind === 'start' && send.state === 'sending') return true;
    if (decision.kind === 'not-startable') runner.stop({ kind: 'not-sending', state: decision.state });
    if (decision.kind === 'wait') runner.stop({ kind: 'scheduled', until: decision.until });
    if (runner.isStopping) return true;
    const change =
      decision.kind === 'start' ? { state: 'sending' as const, startedOn: now } : { state: 'windowMissed' as const };
    const moved = await runner.ask(() => journal.changeSend(send, change));
    if (!('value' in moved)) runner.stop({ kind: 'journal-unavailable', cause: moved.cause });
    else if (!moved.value) return false;
    else if (decision.kind === 'window-missed') runner.stop({ kind: 'window-missed' });
    return true;
  }

  /** The send as it is now. `undefined`: it is gone, or could not be read, and the run is stopped. */
  async readNow(): Promise<JournalSend | undefined> {
    const answer = await this.read();
    if (!('value' in answer)) {
      this.runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
      return undefined;
    }
    if (!answer.value) this.runner.stop({ kind: 'not-sending' });
    return answer.value;
  }

  private async look(): Promise<void> {
    const send = await this.readNow();
    if (send && send.state !== 'sending') this.runner.stop({ kind: 'not-sending', state: send.state });
  }

  private async read(): Promise<Answer<JournalSend | undefined>> {
    const at = this.runner.now;
    const answer = await this.runner.ask(() => this.runner.host.journal.readSend(this.runner.sendId));
    this.lookedAt = at;
    return answer;
  }
}

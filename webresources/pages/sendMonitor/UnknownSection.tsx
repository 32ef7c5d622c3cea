/** Room webresources/pages. Requests that may have been sent, each with what stands in the timelines and what a person can decide. */
import { DefaultButton } from '@fluentui/react/lib/Button';
import { Link } from '@fluentui/react/lib/Link';
import * as React from 'react';
import { text } from '../../gateways/texts';
import { toShown } from '../../strings/errorText';
import { messagesText } from '../sendOutbound/phrases';
import { EVIDENCE_AT_ONCE, type MonitorActions } from './monitor';
import type { EvidenceState } from './monitorState';
import { resolutionQuestion, resolutionText, shownSentence } from './phrases';
import { Question } from './Question';
import type { SendMonitorView, UnknownBatch } from './viewModel';

type OpenView = Extract<SendMonitorView, { kind: 'open' }>;

interface SectionProps {
  readonly view: OpenView;
  readonly actions: MonitorActions;
}

export const UnknownSection: React.FunctionComponent<SectionProps> = ({ view, actions }) => (
  <section aria-labelledby="unknownTitle">
    <h2 id="unknownTitle">{text('monitorUnknownTitle')}</h2>
    <p className="warning">{text('unknownExplanation')}</p>
    <ul className="cases">
      {view.unknown.slice(0, EVIDENCE_AT_ONCE).map((batch) => (
        <li key={batch.id}>
          <UnknownItem batch={batch} view={view} actions={actions} />
        </li>
      ))}
    </ul>
    {view.unknown.length > EVIDENCE_AT_ONCE && (
      <p className="hint">{text('monitorMoreUnknown', view.unknown.length - EVIDENCE_AT_ONCE)}</p>
    )}
  </section>
);

const UnknownItem: React.FunctionComponent<SectionProps & { batch: UnknownBatch }> = ({ batch, view, actions }) => {
  const { question, isBusy, resolutions } = view;
  const request = batch.index + 1;
  const isOff = isBusy || question !== undefined;
  const asked = question?.kind === 'resolve' && question.batchId === batch.id ? question : undefined;
  return (
    <>
      <h3>{text('batchName', request, messagesText(batch.contacts))}</h3>
      {batch.code !== undefined && <p className="hint">{shownSentence(toShown(batch.code, ''))}</p>}
      <p role="status">{evidenceText(batch.evidence)}</p>
      {batch.evidence !== undefined && batch.evidence.kind !== 'reading' && batch.evidence.kind !== 'timeline-off' && (
        <p>
          <Link
            aria-label={text('monitorEvidenceAgainFor', request)}
            onClick={() => void actions.readEvidence(batch.id)}
          >
            {text('monitorEvidenceAgain')}
          </Link>
        </p>
      )}
      <div className="buttons">
        {resolutions
          .filter((resolution) => resolution !== 'send-again' || !batch.isCleared)
          .map((resolution) => (
            <DefaultButton
              key={resolution}
              text={resolutionText(resolution)}
              ariaLabel={text('monitorResolveFor', resolutionText(resolution), request)}
              disabled={isOff}
              allowDisabledFocus
              onClick={() => actions.ask({ kind: 'resolve', batchId: batch.id, resolution, isSecond: false })}
            />
          ))}
      </div>
      {batch.isCleared && <p className="hint">{text('monitorCleared')}</p>}
      {asked && (
        <Question
          key={String(asked.isSecond)}
          {...resolutionQuestion(asked.resolution, asked.isSecond, request, batch.contacts)}
          isBusy={isBusy}
          onYes={() => void actions.confirm()}
          onBack={() => actions.goBack()}
        />
      )}
    </>
  );
};

function evidenceText(evidence: EvidenceState | undefined): string {
  switch (evidence?.kind) {
    case undefined:
    case 'reading':
      return text('monitorEvidenceReading');
    case 'counted':
      return text('monitorEvidence', evidence.found, evidence.outOf);
    case 'timeline-off':
      return text('monitorEvidenceOff');
    case 'no-regarding':
      return text('monitorEvidenceNone');
    case 'failed':
      return text('monitorEvidenceFailed', shownSentence(evidence.error));
  }
}

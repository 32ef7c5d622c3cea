/**
 * Room webresources/pages. The text that the first recipients will get. Template text and record values are shown as
 * text, never as HTML.
 */
import * as React from 'react';
import { text } from '../../gateways/texts';
import type { PreparedSend, Preview } from './prepareSend';

export const PreviewSection: React.FunctionComponent<{ prepared: PreparedSend }> = ({ prepared }) => (
  <section aria-labelledby="previewTitle">
    <h2 id="previewTitle">{text('previewTitle')}</h2>
    {prepared.emptySlugs.length > 0 && (
      <p className="warning" role="note">
        {text('emptySlugs', prepared.emptySlugs.join(', '))}
      </p>
    )}
    <ol className="previews">
      {prepared.previews.map((preview) => (
        <li key={preview.id}>
          <PreviewCard preview={preview} />
        </li>
      ))}
    </ol>
  </section>
);

const PreviewCard: React.FunctionComponent<{ preview: Preview }> = ({ preview }) => (
  <figure className="preview">
    <figcaption>
      <bdi>{preview.name}</bdi> <bdi className="number">{preview.maskedNumber}</bdi>
      {preview.languageName !== undefined && ` · ${preview.languageName}`}
    </figcaption>
    <blockquote dir="auto">
      {preview.pieces.map((piece, index) =>
        piece.isUnresolved ? (
          <mark key={index} title={text('unresolvedSlug')}>
            {piece.text}
          </mark>
        ) : (
          <React.Fragment key={index}>{piece.text}</React.Fragment>
        ),
      )}
    </blockquote>
    <p className="hint">
      {preview.segments === undefined
        ? text('characters', preview.characters)
        : text('segments', preview.characters, preview.segments)}
    </p>
  </figure>
);

/**
 * Room webresources/pages. The two settings pages of the site map, which follow the article's way: Customer settings
 * leads to outbound configurations, Productivity to message templates. Which cards a page shows is said by its HTML.
 */
import { Link } from '@fluentui/react/lib/Link';
import * as React from 'react';
import { openList } from '../../gateways/navigation';
import { text } from '../../gateways/texts';
import { cardsOfPage } from './viewModel';

export const SettingsPage: React.FunctionComponent<{ page: string }> = ({ page }) => {
  const { titleKey, cards } = cardsOfPage(page);
  return (
    <main className="page">
      <h1>{text(titleKey)}</h1>
      {cards.map((card) => (
        <section key={card.id} className="card" aria-labelledby={card.id}>
          <h2 id={card.id}>{text(card.titleKey)}</h2>
          <p id={`${card.id}-explanation`}>{text(card.explanationKey)}</p>
          <Link
            onClick={() => openList(card.table, card.viewId)}
            aria-label={text('manageNamed', text(card.titleKey))}
            aria-describedby={`${card.id}-explanation`}
          >
            {text('manage')}
          </Link>
        </section>
      ))}
    </main>
  );
};

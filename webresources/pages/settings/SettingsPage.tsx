/**
 * Room webresources/pages. The two settings pages of the site map, which follow the article's way: Customer settings
 * leads to outbound configurations, Productivity to message templates. Which cards a page shows is said by its HTML.
 */
import { Link } from '@fluentui/react/lib/Link';
import * as React from 'react';
import { text } from '../../gateways/texts';
import { hostXrm } from '../../gateways/xrmHost';
import { cardsOfPage, type SettingsCard } from './viewModel';

const openList = (card: SettingsCard): void => {
  // Lists open inline only (Microsoft Learn, "navigateTo").
  void hostXrm().Navigation.navigateTo({ pageType: 'entitylist', entityName: card.table, viewId: card.viewId });
};

export const SettingsPage: React.FunctionComponent<{ page: string; open?: (card: SettingsCard) => void }> = ({
  page,
  open = openList,
}) => {
  const { titleKey, cards } = cardsOfPage(page);
  return (
    <main className="page">
      <h1>{text(titleKey)}</h1>
      {cards.map((card) => (
        <section key={card.id} className="card" aria-labelledby={card.id}>
          <h2 id={card.id}>{text(card.titleKey)}</h2>
          <p id={`${card.id}-explanation`}>{text(card.explanationKey)}</p>
          <Link onClick={() => open(card)} aria-describedby={`${card.id} ${card.id}-explanation`}>
            {text('manage')}
          </Link>
        </section>
      ))}
    </main>
  );
};

/** Room webresources/pages. Which cards a settings page shows and what each opens. */
import type { TextKey } from '../../strings/textKeys';

export interface SettingsCard {
  readonly id: string;
  readonly titleKey: TextKey;
  readonly explanationKey: TextKey;
  /** Table whose list opens. */
  readonly table: string;
  /** The table's default view when absent. */
  readonly viewId?: string;
}

export interface SettingsPageModel {
  readonly titleKey: TextKey;
  readonly cards: readonly SettingsCard[];
}

/** View "Message templates" of this solution: rows of message type 3 only. */
const MESSAGE_TEMPLATES_VIEW = '6f0c0d1e-51a5-5b7e-9d0e-6a1f6f3b8a01';

const OUTBOUND: SettingsCard = {
  id: 'outbound',
  titleKey: 'settingsOutbound',
  explanationKey: 'settingsOutboundExplanation',
  table: 'msdyn_ocoutboundconfiguration',
};

const MESSAGE_TEMPLATES: SettingsCard = {
  id: 'messageTemplates',
  titleKey: 'settingsTemplates',
  explanationKey: 'settingsTemplatesExplanation',
  table: 'msdyn_ocsystemmessage',
  viewId: MESSAGE_TEMPLATES_VIEW,
};

/** The page of that name: `productivity`, else customer settings. */
export function cardsOfPage(page: string): SettingsPageModel {
  if (page === 'productivity') return { titleKey: 'productivityTitle', cards: [MESSAGE_TEMPLATES] };
  return { titleKey: 'customerSettingsTitle', cards: [OUTBOUND] };
}

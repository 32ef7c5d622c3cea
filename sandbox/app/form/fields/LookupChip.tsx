/** Room sandbox/app. The row a lookup points at: a link to it, and a button that takes it out. */
import * as React from 'react';
import { Icon } from '@fluentui/react';
import type { HostServices } from '../../contracts';
import type { LookupControl } from '../lookupControl';
import { openRow } from '../openRows';
import { formText } from '../strings';
import type { LookupValue } from '../values';

interface Props {
  control: LookupControl;
  /** Id that the field's label refers to; only when there is no input. */
  id?: string;
  onRemove?(): void;
  services: HostServices;
  value: LookupValue;
}

export function LookupChip({ control, id, services, value, onRemove }: Props): React.ReactElement {
  const page = { pageType: 'entityrecord' as const, entityName: value.entityType, entityId: value.id };
  const name = value.name || formText(services.user.languageId, 'noName');
  return (
    <span className="mda-chip">
      <a
        dir="auto"
        href={services.pageHref?.(page) ?? '#'}
        id={id}
        onClick={(event) => {
          // With a modifier the browser opens its own tab.
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          const { args, isPrevented } = tagClickArgs(value);
          control.attribute?.host.fire(control.onLookupTagClick, control.api, args);
          if (!isPrevented()) openRow(services, { id: value.id, entityType: value.entityType });
        }}
        title={name}
      >
        {name}
      </a>
      {onRemove && (
        <button aria-label={formText(services.user.languageId, 'remove', name)} onClick={onRemove} type="button">
          <Icon aria-hidden iconName="Cancel" />
        </button>
      )}
    </span>
  );
}

function tagClickArgs(value: LookupValue): { args: object; isPrevented(): boolean } {
  let prevented = false;
  return {
    args: {
      getTagValue: () => ({ ...value }),
      preventDefault: () => {
        prevented = true;
      },
      isDefaultPrevented: () => prevented,
    },
    isPrevented: () => prevented,
  };
}

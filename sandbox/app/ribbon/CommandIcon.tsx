/** Room sandbox/app. The picture of a command: a solution's web resource, or one of the platform's icon names. */
import * as React from 'react';
import { Icon } from '@fluentui/react';
import type { HostServices } from '../contracts';

/** Built-in ModernImage names that Fluent calls differently; other names are tried as they are. */
const FLUENT_NAMES: Readonly<Record<string, string>> = {
  New: 'Add',
  Remove: 'Delete',
  Report: 'ReportDocument',
  Email: 'Mail',
};

export interface CommandIconProps {
  readonly services: Pick<HostServices, 'webResourceUrl'>;
  readonly icon: string | undefined;
}

/** SVG is drawn as a mask, so that it takes the text colour and its scripts cannot run; other pictures as they are. */
export function CommandIcon({ services, icon }: CommandIconProps): React.ReactElement {
  if (icon === undefined) return <Icon iconName="Page" className="command-icon" />;
  if (!/^\$webresource:/i.test(icon)) return <Icon iconName={FLUENT_NAMES[icon] ?? icon} className="command-icon" />;
  const url = services.webResourceUrl(icon);
  if (!/\.svg$/i.test(icon)) return <img src={url} alt="" className="command-icon command-picture" />;
  const mask = `url("${url}") center / contain no-repeat`;
  return <span aria-hidden="true" className="command-icon command-mask" style={{ mask, WebkitMask: mask }} />;
}

/** Room sandbox/omnichannel/phones, browser side. The round picture of a customer: initials on a colour of their own. */
import * as React from 'react';
import { Icon } from '@fluentui/react';
import { initials } from './display';

/** Classes of the style sheet, each a pair of colours with enough contrast. */
const COLOURS = 8;

const colourOf = (seed: string): number =>
  [...seed].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 997, 7) % COLOURS;

export interface AvatarProps {
  readonly name?: string;
  /** What the colour follows from. */
  readonly seed: string;
}

export const Avatar: React.FC<AvatarProps> = ({ name, seed }) => {
  const letters = initials(name);
  return (
    <span className={`avatar avatar-${colourOf(seed)}`} aria-hidden="true">
      {letters === '' ? <Icon iconName="Contact" /> : letters}
    </span>
  );
};

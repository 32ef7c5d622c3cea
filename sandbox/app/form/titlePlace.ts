/** Room sandbox/app. Where the title of a grid or timeline stands. */

/** `beside`: the section's heading right above is the title, and the commands stand on its line. */
export type TitlePlace = 'shown' | 'none' | 'beside';

/** Class names of the line with title and commands. */
export const HEAD_CLASSES: Readonly<Record<TitlePlace, string>> = {
  shown: 'mda-sub-head',
  none: 'mda-sub-head mda-untitled',
  beside: 'mda-sub-head mda-untitled mda-beside',
};

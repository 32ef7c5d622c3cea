/** Room sandbox/app. Colours and type of the host, for Fluent's own components. */
import type { IPartialTheme } from '@fluentui/react';

const FONT_FAMILY =
  "'Segoe UI', 'Segoe UI Web (West European)', 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans JP Variable', 'Noto Color Emoji', system-ui, sans-serif";

export const hostTheme: IPartialTheme = {
  defaultFontStyle: { fontFamily: FONT_FAMILY },
  effects: { roundedCorner2: '4px' },
  palette: {
    themePrimary: '#0f6cbd',
    themeLighterAlt: '#f3f9fe',
    themeLighter: '#d0e5f7',
    themeLight: '#a9cff0',
    themeTertiary: '#5fa4dc',
    themeSecondary: '#237cc8',
    themeDarkAlt: '#0e61aa',
    themeDark: '#0c528f',
    themeDarker: '#083c69',
    neutralPrimary: '#242424',
    neutralDark: '#1b1a19',
    neutralSecondary: '#616161',
  },
};

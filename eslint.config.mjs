import powerApps from '@microsoft/eslint-plugin-power-apps';
import tseslint from 'typescript-eslint';

/** The checker's hosted rule set, registered by hand: the plugin ships legacy-style configs (docs: eslint-plugin-power-apps). */
const powerAppsChecker = {
  plugins: { '@microsoft/power-apps': powerApps },
  rules: powerApps.configs.paCheckerHosted.rules,
  settings: powerApps.configs.paCheckerHosted.settings,
};

const typedRooms = ['outbound', 'webresources', 'plugins-ts', 'solution', 'sandbox', 'tests', 'pcf'];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      'dist/sandbox/**',
      'pcf/*/out/**',
      'pcf/**/generated/**',
      'coverage/**',
      '.sandbox/**',
    ],
  },
  {
    files: typedRooms.flatMap((room) => [`${room}/**/*.ts`, `${room}/**/*.tsx`]),
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  { files: ['webresources/**/*.ts', 'webresources/**/*.tsx', 'pcf/**/*.ts', 'pcf/**/*.tsx'], ...powerAppsChecker },
  // The emitted scripts too: a TypeScript cast hides findings that plain JavaScript shows.
  { files: ['dist/webresources/**/*.js'], ...powerAppsChecker },
  // React and Fluent, bundled into the pages, build their own page's DOM and look for the topmost window. Our part of the
  // pages is held to both rules as source, above.
  {
    files: ['dist/webresources/obm_/pages/*.js'],
    rules: { '@microsoft/power-apps/avoid-dom-form': 'off', '@microsoft/power-apps/avoid-window-top': 'off' },
  },
  // Command-line programs speak through the console.
  {
    files: [
      'solution/tools/**/*.ts',
      'sandbox/start.ts',
      'tests/e2e/**/*.ts',
      'tests/pictures/**/*.ts',
      'webresources/build.ts',
      'tests/bench/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
);

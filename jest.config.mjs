/** Test projects, split by host so that each runs on its own: `npx jest --selectProjects unit`. */
const transform = {
  '^.+\\.(t|j)sx?$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        target: 'es2022',
        transform: { react: { runtime: 'classic' } },
      },
      module: { type: 'commonjs' },
    },
  ],
};

/** @param {string} name @param {string[]} roots */
const node = (name, roots) => ({
  displayName: name,
  testEnvironment: 'node',
  roots,
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform,
});

/** @type {import('jest').Config} */
const config = {
  // Two cores: more workers than that only take turns.
  maxWorkers: 2,
  // A worker keeps what every test file it ran has loaded; begun anew it collects a third less rubbish.
  workerIdleMemoryLimit: '600MB',
  projects: [
    node('unit', [
      '<rootDir>/tests/unit/house',
      '<rootDir>/tests/unit/outbound',
      '<rootDir>/tests/unit/plugins-ts',
      '<rootDir>/tests/unit/solution',
      '<rootDir>/tests/unit/sandbox',
    ]),
    {
      displayName: 'browser-unit',
      testEnvironment: 'jsdom',
      // Without "node" first, sinon (inside ComponentFramework-Mock) resolves to its ESM build, which jest cannot load.
      testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', 'require', 'default'] },
      setupFiles: ['<rootDir>/tests/unit/browserSetup.ts'],
      roots: ['<rootDir>/tests/unit/pcf', '<rootDir>/tests/unit/webresources'],
      testMatch: ['**/*.test.ts', '**/*.test.tsx'],
      transform,
    },
    node('contract', ['<rootDir>/tests/contract']),
    {
      ...node('sandbox', ['<rootDir>/tests/sandbox']),
      globalSetup: '<rootDir>/tests/support/prepareSandboxes.ts',
    },
    {
      ...node('e2e', ['<rootDir>/tests/e2e']),
      globalSetup: '<rootDir>/tests/e2e/globalSetup.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/e2e/patience.ts'],
    },
  ],
};

export default config;

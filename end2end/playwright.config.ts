import { defineConfig } from '@playwright/test';

import { launchOptions } from './parts/chromium';

/// Each suite runs with and without JavaScript, except `*.hydrate.spec.ts`, which is about what scripts add,
/// `*.plain.spec.ts`, which is about what is left without them, and `*.server.spec.ts`, which needs no page.
export default defineConfig({
  testDir: 'tests',
  globalSetup: './parts/filled.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // Files side by side: each has a server of its own.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    launchOptions,
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    locale: 'en-GB',
    // Dates must be London's whatever the machine says.
    timezoneId: 'Pacific/Auckland',
    screenshot: 'only-on-failure',
    // Recording every test costs a sixth of the time. To see how one failed: `npx playwright test --trace on <file>`.
    trace: 'off',
  },
  projects: [
    { name: 'with-script', testIgnore: /\.plain\.spec\.ts$/ },
    { name: 'without-script', testIgnore: /\.(hydrate|server)\.spec\.ts$/, use: { javaScriptEnabled: false } },
  ],
});

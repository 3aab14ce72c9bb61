import { defineConfig } from '@playwright/test';

import { launchOptions } from './parts/chromium';

/// `npm run look`: every page at three sizes as a picture in test-results/look, for people to look at.
export default defineConfig({
  testDir: 'look',
  globalSetup: './parts/filled.ts',
  outputDir: 'test-results/look-run',
  workers: 1,
  timeout: 300_000,
  use: { launchOptions, actionTimeout: 15_000, locale: 'en-GB' },
});

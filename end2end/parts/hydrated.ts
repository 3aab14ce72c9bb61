import type { Locator } from '@playwright/test';

import { expect } from './test';

/// Waits until scripts listen to this element: Leptos hangs its listeners on properties that begin with `$$$`.
export async function hydrated(element: Locator) {
  await expect.poll(() => element.evaluate((node) => Object.keys(node).some((key) => key.startsWith('$$$')))).toBe(true);
}

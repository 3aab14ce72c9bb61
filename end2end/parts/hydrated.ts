import type { BrowserContext, Locator } from '@playwright/test';

import { expect } from './test';

/// Lets a page's elements tell that scripts listen to them.
export const noteListeners = (context: BrowserContext) =>
  context.addInitScript(() => {
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (...args: Parameters<typeof add>) {
      if (this instanceof Element) Object.assign(this, { isListenedTo: true });
      return add.apply(this, args);
    };
  });

/// Waits until scripts listen to this element: before that, what a test does to it goes to the plain page.
export async function hydrated(element: Locator) {
  await expect.poll(() => element.evaluate((node) => 'isListenedTo' in node)).toBe(true);
}

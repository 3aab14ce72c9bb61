import type { CDPSession, Page } from '@playwright/test';

import { people, signInByCard } from '../parts/people';
import { startServer } from '../parts/server';
import { expect, test as base } from '../parts/test';

/// A server that is reached by a name, as passkeys want it.
const test = base.extend({
  baseURL: async ({}, use) => {
    const running = await startServer(undefined, 'localhost');
    await use(running.url);
    expect(await running.stop()).not.toMatch(/panicked|a fault in the program/);
  },
});

/// The browser's own make-believe device, which knows its owner until it is told otherwise.
async function device(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id };
}

const byPasskey = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' });

async function signOut(page: Page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(byPasskey(page)).toBeVisible();
}

test('a passkey is made, lets its owner in, and is removed', async ({ page, trouble }) => {
  // One that was removed.
  trouble.expect(/401/);
  const { cdp, id } = await device(page);
  await signInByCard(page, people.specialist);
  await page.goto('/sessions');
  await expect(page.getByText('This browser cannot make a passkey')).toBeHidden();
  // Shown by the script that does it.
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeVisible();
  await page.getByLabel('Name, by which you know it').fill('My tablet');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'The passkey is added' })).toBeVisible();
  await page.getByRole('link', { name: 'Go back' }).click();
  await expect(page.getByText('My tablet, added')).toBeVisible();

  await signOut(page);
  await byPasskey(page).click();
  await expect(page.getByRole('heading', { name: 'Worklist' })).toBeVisible();
  await expect(page.getByText(people.specialist.name).first()).toBeVisible();

  // The device does not know who holds it.
  await signOut(page);
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
  await byPasskey(page).click();
  await expect(page.getByText('The passkey did not work. Try again, or sign in with your password.')).toBeVisible();
  await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: true });

  await signInByCard(page, people.specialist);
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Remove My tablet' }).click();
  await expect(page.getByRole('heading', { name: /The passkey is removed/ })).toBeVisible();
  await page.goto('/sessions');
  await signOut(page);
  await byPasskey(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText('This passkey is not known here');
});

import { hydrated } from '../parts/hydrated';
import { people, signIn, signInByCard } from '../parts/people';
import { postCase } from '../parts/request';
import { skinPicture } from '../parts/pictures';
import { expect, serverForThisFile, test } from '../parts/test';

serverForThisFile();

/// One browser, two tabs: what lies open in the first was made for somebody who is not there any longer.
test('a page left open is covered when its owner signs out elsewhere, and does nothing for who comes next', async ({ context, open, browser, trouble }) => {
  // Pictures of a list that were on their way when its reader signed out are nobody's.
  trouble.expect(/401|404|412/);
  const id = await postCase(await signIn(await open(), people.referrer), await skinPicture(browser));
  const left = await context.newPage();
  await signInByCard(left, people.specialist);
  await left.goto(`/worklist/${id}`);
  await hydrated(left.locator('.stage__view').first());
  await left.getByRole('radio', { name: /Reassure/ }).check();

  const next = await context.newPage();
  await next.goto('/worklist');
  await next.getByRole('button', { name: 'Sign out' }).click();
  await expect(next).toHaveURL(/sign-in/);
  await expect(left.getByRole('heading', { name: 'You have been signed out' })).toBeVisible();
  await expect(left.locator('main')).toBeHidden();

  await signInByCard(next, people.otherSpecialist);
  await left.bringToFront();
  await left.evaluate(() => dispatchEvent(new Event('pageshow')));
  await expect(left.getByRole('heading', { name: `You are now signed in as ${people.otherSpecialist.name}` })).toBeVisible();
  await expect(left.locator('main')).toBeHidden();
  await next.goto(`/worklist/${id}`);
  // It still waits for an answer.
  await expect(next.getByRole('radio', { name: /Reassure/ })).toBeAttached();
});

import { readFileSync } from 'node:fs';

import type { BrowserContext, Page } from '@playwright/test';

import { hydrated } from '../parts/hydrated';
import { people, signIn } from '../parts/people';
import { fillRequest, openGroup, postStart, wholeRequest } from '../parts/request';
import { expect, server, serverForThisFile, test } from '../parts/test';

/// What a referrer is asked about the skin is a form: of a lesion or a rash, and a service's own.
serverForThisFile();

const service = 'Northshire Dermatology';

test.beforeEach(async ({ context }) => {
  await signIn(context, people.referrer);
});

async function begin(page: Page, script: boolean) {
  const id = await postStart(page.request);
  await page.goto(`/cases/${id}/request`);
  if (script) await hydrated(page.locator('#request'));
}

const idOf = (name: string) => new RegExp(`^.*${name}.*$`, 'm').exec(server().run('organisation', 'list'))![0].match(/[0-9a-f-]{36}/)![0];

/// A version of the lesion's form with one more question; the page of the manager who published it.
async function publish(manager: BrowserContext, organisation: string, version: string, more: unknown): Promise<Page> {
  const form = JSON.parse(readFileSync('../domain/forms/lesion.en.json', 'utf8'));
  form.version = version;
  form.item[0].item.push(more);
  const who = ['--email', `lane-${version}@northshire.example`, '--name', 'Ros Lane'];
  const invited = server().run('account', 'invite', ...who, '--role', 'service_manager', '--organisation', organisation);
  await manager.request.get(`/join/${/\/join\/(\S+)/.exec(invited)![1]}`);
  await manager.request.post('/join', { form: { password: 'copper lantern violet tram' } });
  const forms = await manager.newPage();
  await forms.goto('/forms');
  await forms.getByLabel('Questionnaire (FHIR R4, JSON)').fill(JSON.stringify(form));
  await forms.getByRole('button', { name: 'Check it' }).click();
  await forms.getByRole('button', { name: 'Publish it' }).click();
  await expect(forms.getByText('Published.')).toBeVisible();
  return forms;
}

test('called a rash by mistake: its questions, what is left out, and all of it back again', async ({ page, script }) => {
  await begin(page, script);
  const radio = (name: string) => page.getByRole('radio', { name, exact: true });
  const size = page.getByLabel('Largest diameter, mm');
  const distribution = page.getByLabel('Distribution');
  await openGroup(page, 'Problem');
  // Nothing is asked before it is said of what.
  await expect(page.getByLabel('Body site')).toBeHidden();
  await radio('Lesion').check();
  await radio('Pigmented').check();
  await page.getByLabel('Body site').selectOption('Nose');
  await size.fill('8');
  await page.getByLabel('How long').fill('6 weeks');
  await page.getByLabel('Trigger').fill('A plant');
  await page.getByLabel('Inflammation', { exact: true }).check();

  await radio('Rash').check();
  if (!script) await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await openGroup(page, 'Problem');
  await expect(distribution).toBeVisible();
  await expect(size).toHaveCount(0);
  await expect(page.getByLabel('Body site')).toHaveValue('nose');
  // Each answer stands with its own question.
  await expect(page.getByLabel('How long')).toHaveValue('6 weeks');
  await expect(page.getByLabel('Trigger')).toHaveValue('A plant');
  await expect(distribution).toHaveValue('');
  await expect(page.getByLabel('Treatment so far')).toHaveValue('');
  await expect(page.locator('.left-out')).toContainText('Largest diameter, mm: 8 mm');
  await expect(page.locator('.left-out')).toContainText('Is the lesion pigmented?: Pigmented');
  await distribution.fill('Both hands');

  await radio('Lesion').check();
  if (!script) await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await openGroup(page, 'Problem');
  await expect(size).toHaveValue('8');
  await expect(radio('Pigmented')).toBeChecked();
  await expect(page.getByLabel('Inflammation', { exact: true })).toBeChecked();
  await expect(page.locator('.left-out')).toContainText('Distribution: Both hands');
  if (script) {
    // It saves itself as before, by the form that it has now.
    await page.getByLabel('How long').fill('7 weeks');
    await page.getByLabel('How long').blur();
    await expect.poll(async () => (await page.request.get(page.url())).text()).toContain('value="7 weeks"');
    await expect(page.locator('.saved')).toHaveText(/^Saved /);
  }
});

test('what is asked depends on what was answered', async ({ page, script }) => {
  await begin(page, script);
  await openGroup(page, 'Problem');
  await page.getByRole('radio', { name: 'Lesion', exact: true }).check();
  const left = page.getByRole('radio', { name: 'Left', exact: true });
  if (!script) {
    await expect(page.getByText('Only if you answered “Body site” and you did not say “Widespread” to “Body site”')).toBeVisible();
    await expect(left).toBeVisible();
    return;
  }
  await expect(left).toBeHidden();
  await page.getByLabel('Body site').selectOption('Forearm');
  await expect(left).toBeVisible();
  await page.getByLabel('Body site').selectOption('Widespread');
  await expect(left).toBeHidden();
  await expect(page.getByLabel('Inflammation', { exact: true })).toBeHidden();
  await page.getByRole('radio', { name: 'Pigmented', exact: true }).check();
  await expect(page.getByLabel('Inflammation', { exact: true })).toBeVisible();
});

test('a service’s own version is asked, judged and read', async ({ page, open, script }) => {
  const version = `northshire-${script ? 'with' : 'without'}`;
  const often = { linkId: 'sunscreen', type: 'choice', text: 'How often is sunscreen used?', required: true, answerOption: [{ valueString: 'Never' }, { valueString: 'Always' }] };
  const forms = await publish(await open(), idOf(service), version, often);

  await begin(page, script);
  const typed = wholeRequest();
  await fillRequest(page, typed, service);
  await page.getByLabel('If it goes without pictures, why?').fill('No camera');
  if (!script) await page.getByRole('button', { name: 'Send the request' }).click();
  await openGroup(page, 'Problem');
  await expect(page.getByRole('radio', { name: 'Never' })).toBeVisible();
  await expect(page.getByLabel('Largest diameter, mm')).toHaveValue(typed.size_mm);
  if (script) await page.getByRole('button', { name: 'Send the request' }).click();
  await expect(page.locator('.nhsuk-error-summary').getByRole('link', { name: '“How often is sunscreen used?”: choose an answer' })).toBeVisible();

  await openGroup(page, 'Problem');
  await page.getByRole('radio', { name: 'Never' }).check();
  if (script) await expect.poll(async () => (await page.request.get(page.url())).text()).toMatch(/<input[^>]*value="Never"[^>]*checked/);
  // Withdrawn meanwhile, it is not sent before somebody has seen what it goes without.
  await forms.goto('/forms');
  await forms.getByRole('listitem').filter({ hasText: `Version ${version}` }).getByRole('button', { name: 'Withdraw' }).click();
  await expect(forms.getByText('Withdrawn.')).toBeVisible();
  await page.getByRole('button', { name: 'Send the request' }).click();
  await expect(page.locator('.nhsuk-error-summary')).toContainText('The form has changed: look at it, then send');
  await expect(page.locator('.left-out')).toContainText('How often is sunscreen used?: Never');
  if (script) await hydrated(page.locator('#request'));
  await page.getByRole('button', { name: 'Send the request' }).click();
  await page.waitForURL(/sent=1/);
});

test('an answer does not move to another service’s question, and is there for whoever goes back', async ({ page, open, script }) => {
  const [elsewhere, suffix] = ['Moorland Dermatology', script ? 'with' : 'without'];
  const other = server().run('organisation', 'create', '--kind', 'service', '--name', elsewhere, '--phone', '0113 496 0100').trim();
  const own = (text: string) => ({ linkId: 'own', type: 'string', text });
  await publish(await open(), idOf(service), `cream-${suffix}`, own('Which cream was used?'));
  await publish(await open(), other, `work-${suffix}`, own('What is their work?'));
  const [cream, work] = [page.getByLabel('Which cream was used?'), page.getByLabel('What is their work?')];
  const show = async () => {
    await openGroup(page, 'Problem');
    if (!script) await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await openGroup(page, 'Problem');
  };
  const choose = async (name: string) => {
    await openGroup(page, 'Service and pathway');
    await page.getByRole('radio', { name }).check();
    await show();
  };
  const isSaved = (typed: string) => expect.poll(async () => (await page.request.get(page.url())).text()).toContain(`value="${typed}"`);

  await begin(page, script);
  await openGroup(page, 'Problem');
  await page.getByRole('radio', { name: 'Lesion', exact: true }).check();
  await choose(service);
  await cream.fill('Hydrocortisone');
  await choose(elsewhere);
  await expect(work).toHaveValue('');
  await expect(page.locator('.left-out')).toContainText('Which cream was used?: Hydrocortisone');
  // What is saved next has no answer to it either.
  await page.getByLabel('How long').fill('6 weeks');
  await show();
  await page.getByLabel('How long').blur();
  await isSaved('6 weeks');
  await page.reload();
  if (script) await hydrated(page.locator('#request'));
  await openGroup(page, 'Problem');
  await expect(work).toHaveValue('');

  await choose(service);
  await expect(cream).toHaveValue('Hydrocortisone');
  await expect(page.locator('.left-out')).toHaveCount(0);
});

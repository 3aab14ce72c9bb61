import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

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
  if (!script) await page.getByRole('button', { name: 'Show its questions' }).click();
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
  if (!script) await page.getByRole('button', { name: 'Show its questions' }).click();
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
  const form = JSON.parse(readFileSync('../domain/forms/lesion.en.json', 'utf8'));
  form.version = version;
  const often = { linkId: 'sunscreen', type: 'choice', text: 'How often is sunscreen used?', required: true, answerOption: [{ valueString: 'Never' }, { valueString: 'Always' }] };
  form.item[0].item.push(often);
  const manager = await open();
  const of = server().run('organisation', 'list');
  const id = new RegExp(`^.*${service}.*$`, 'm').exec(of)![0].match(/[0-9a-f-]{36}/)![0];
  const invited = server().run('account', 'invite', '--email', `lane-${version}@northshire.example`, '--name', 'Ros Lane', '--role', 'service_manager', '--organisation', id);
  await manager.request.get(`/join/${/\/join\/(\S+)/.exec(invited)![1]}`);
  await manager.request.post('/join', { form: { password: 'copper lantern violet tram' } });
  const forms = await manager.newPage();
  await forms.goto('/forms');
  await forms.getByLabel('Questionnaire (FHIR R4, JSON)').fill(JSON.stringify(form));
  await forms.getByRole('button', { name: 'Check it' }).click();
  await forms.getByRole('button', { name: 'Publish it' }).click();
  await expect(forms.getByText('Published.')).toBeVisible();

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

  // Withdrawn meanwhile, it is asked to the end of this request.
  await forms.goto('/forms');
  await forms.getByRole('listitem').filter({ hasText: `Version ${version}` }).getByRole('button', { name: 'Withdraw' }).click();
  await expect(forms.getByText('Withdrawn.')).toBeVisible();
  await manager.close();
  await openGroup(page, 'Problem');
  await page.getByRole('radio', { name: 'Never' }).check();
  await page.getByRole('button', { name: 'Send the request' }).click();
  await page.waitForURL(/sent=1/);
  await expect(page.getByText('How often is sunscreen used?')).toBeVisible();
});

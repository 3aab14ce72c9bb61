import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { expect, server, serverForThisFile, test } from '../parts/test';

/// A service's manager puts in a version of their own of what patients are asked.
serverForThisFile();

const file = (name: string) => JSON.parse(readFileSync(`../domain/forms/${name}.en.json`, 'utf8'));

let managers = 0;

/// Invited at the command line, as a hospital's first manager is.
async function asManager(page: Page) {
  managers += 1;
  const listed = server().run('organisation', 'list');
  const service = /^.*Northshire Dermatology.*$/m.exec(listed)![0].match(/[0-9a-f-]{36}/)![0];
  const who = ['--email', `lane${managers}@northshire.example`, '--name', 'Ros Lane'];
  const invited = server().run('account', 'invite', ...who, '--role', 'service_manager', '--organisation', service);
  await page.request.get(`/join/${/\/join\/(\S+)/.exec(invited)![1]}`);
  await page.request.post('/join', { form: { password: 'copper lantern violet tram' } });
  await page.goto('/forms');
  await expect(page.getByRole('heading', { name: 'Forms', exact: true })).toBeVisible();
}

/// Until scripts listen to what is typed.
const alive = (page: Page) => expect(page.locator('html')).toHaveClass(/is-alive/);

async function putIn(page: Page, form: unknown) {
  const box = page.getByLabel('Questionnaire (FHIR R4, JSON)');
  await box.fill(JSON.stringify(form, null, 1));
  await page.getByRole('button', { name: 'Check it' }).click();
}

test('a version is refused with all of its faults, then published, looked at and withdrawn', async ({ page, demo, script }) => {
  expect(demo.patient_links.length).toBeGreaterThan(0);
  await asManager(page);
  const questions = file('patient_questions');
  questions.version = `northshire-${managers}`;
  const nights = { linkId: 'nights', type: 'integer', text: 'How many nights did it wake you?', required: true };
  const asked = (question: string) => ({ ...nights, enableWhen: [{ question, operator: '=', answerBoolean: true }] });

  await putIn(page, { ...questions, item: [...questions.item, asked('nothing'), { ...nights, type: 'slider' }] });
  await expect(page.getByRole('heading', { name: /It cannot be published: 1 fault/ })).toBeVisible();
  await expect(page.getByText('its type “slider” is not one that is asked here')).toBeVisible();
  await putIn(page, { ...questions, item: [...questions.item, asked('nothing')] });
  await expect(page.getByText('it asks for “nothing”, which is no item')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish it' })).toHaveCount(0);

  await putIn(page, { ...questions, item: [...questions.item, asked('itch')] });
  await expect(page.getByText('Nothing is wrong with it.')).toBeVisible();
  await page.getByRole('link', { name: 'Look at it as it will be asked' }).click();
  await expect(page.getByRole('heading', { name: `A few questions, version northshire-${managers}` })).toBeVisible();
  const question = page.getByLabel('How many nights did it wake you?');
  if (script) {
    await alive(page);
    await expect(question).toBeHidden();
    await page.getByLabel('It itches').check();
    await expect(question).toBeVisible();
    await question.fill('many');
    await expect(page.getByRole('link', { name: /enter a whole number/ })).toBeVisible();
    await page.getByLabel('It itches').uncheck();
    await expect(question).toBeHidden();
    await expect(page.getByRole('link', { name: /enter a whole number/ })).toHaveCount(0);
  } else {
    await expect(question).toBeVisible();
    await expect(page.getByText('Only if you ticked “It itches”')).toBeVisible();
  }

  await page.goto('/forms');
  await page.getByRole('button', { name: 'Publish it' }).click();
  await expect(page.getByText('Published. New requests and links are asked by it from now on.')).toBeVisible();
  const version = page.getByRole('listitem').filter({ hasText: `Version northshire-${managers}` });
  await expect(version).toContainText('in use now');
  await version.getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByText('Withdrawn. Nobody begins with it from now on.')).toBeVisible();
  await expect(version).not.toContainText('in use now');
});

test('a lesion’s form says what the rules read of it', async ({ page, demo, script }) => {
  expect(demo.patient_links.length).toBeGreaterThan(0);
  test.skip(!script, 'what is said with every key needs scripts');
  await asManager(page);
  await page.goto('/forms/preview?form=lesion&version=1');
  const pigmented = page.getByRole('radio', { name: 'Pigmented', exact: true });
  await alive(page);
  await expect(page.getByText('say whether the lesion is pigmented')).toBeVisible();
  await pigmented.check();
  await page.getByLabel('Largest diameter, mm').fill('8');
  await page.getByLabel('Colour, changed or irregular').check();
  await expect(page.getByText('The score is 3, and 3 or more: NICE NG12 says refer')).toBeVisible();
});

/// Issue 12: a form of 120 items answers a keystroke's check within 16 ms. Printed, not judged: machines differ.
test('how long a keystroke’s check takes in a form of 120 items', async ({ page, demo, script }) => {
  expect(demo.patient_links.length).toBeGreaterThan(0);
  test.skip(!script, 'it is done by scripts');
  await asManager(page);
  const form = file('has_changed');
  form.version = 'long';
  for (let n = 0; n < 119; n++) {
    const when = n % 3 ? { enableWhen: [{ question: `q${n - 1}`, operator: 'exists', answerBoolean: true }] } : {};
    form.item.push({ linkId: `q${n}`, type: n % 2 ? 'integer' : 'string', text: `Question ${n}`, ...when });
  }
  await putIn(page, form);
  await page.goto('/forms/preview');
  const box = page.getByLabel('Question 0', { exact: true });
  await alive(page);
  const times = await box.evaluate(async (field: HTMLInputElement) => {
    const turn = () => new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(0); });
    const times: number[] = [];
    for (let n = 0; n < 60; n++) {
      field.value = 'x'.repeat(1 + (n % 20));
      const from = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await turn();
      times.push(performance.now() - from);
    }
    return times.sort((a, b) => a - b);
  });
  console.log(`a keystroke in 120 items: median ${times[30].toFixed(1)} ms, 95th percentile ${times[57].toFixed(1)} ms`);
});

import type { Page } from '@playwright/test';

import { server } from './test';

let managers = 0;

/// Signs in as a manager of the demonstration's service, invited at the command line as a hospital's first manager is.
export async function asManager(page: Page, name = 'Ros Lane') {
  managers += 1;
  const listed = server().run('organisation', 'list');
  const service = /^.*Northshire Dermatology.*$/m.exec(listed)![0].match(/[0-9a-f-]{36}/)![0];
  const who = ['--email', `manager${managers}.${process.pid}@northshire.example`, '--name', name];
  const invited = server().run('account', 'invite', ...who, '--role', 'service_manager', '--organisation', service);
  await page.request.get(`/join/${/\/join\/(\S+)/.exec(invited)![1]}`);
  await page.request.post('/join', { form: { password: 'copper lantern violet tram' } });
}

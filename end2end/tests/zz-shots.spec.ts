import { people, signIn } from '../parts/people';
import { test, serverForThisFile } from '../parts/test';
serverForThisFile();
test('shots', async ({ open, script }) => {
  test.skip(!script);
  for (const [w, h] of [[390, 844], [1024, 768], [1440, 900]] as const) {
    const kit = await open({ viewport: { width: w, height: h } } as never).catch(() => open({ width: w, height: h } as never));
    await signIn(kit, people.trainee);
    const k = await kit.newPage(); await k.setViewportSize({ width: w, height: h });
    await k.goto('/worklist?show=to_release');
    await k.screenshot({ path: `/tmp/s/list-${w}.png` });
    await k.locator('a.work__row').first().click(); await k.waitForTimeout(1500);
    await k.screenshot({ path: `/tmp/s/trainee-${w}.png` });
    await k.locator('#supervisor').scrollIntoViewIfNeeded(); await k.screenshot({ path: `/tmp/s/trainee2-${w}.png` });
    const sp = await open({ width: w, height: h } as never);
    await signIn(sp, people.specialist);
    const p = await sp.newPage(); await p.setViewportSize({ width: w, height: h });
    await p.goto('/worklist'); await p.screenshot({ path: `/tmp/s/worklist-${w}.png` });
    await p.goto('/worklist?show=to_release'); await p.locator('a.work__row').first().click(); await p.waitForTimeout(1500);
    await p.locator('#reviews').scrollIntoViewIfNeeded();
    await p.screenshot({ path: `/tmp/s/release-${w}.png` });
    await p.locator('a:has-text("Ask a colleague")').click(); await p.waitForTimeout(800);
    await p.screenshot({ path: `/tmp/s/ask-${w}.png`, fullPage: true });
    await p.goto('/worklist?show=meeting'); await p.screenshot({ path: `/tmp/s/meeting-${w}.png` });
    await p.goto('/worklist?show=second_reading'); await p.screenshot({ path: `/tmp/s/seconds-${w}.png` });
    const o = await open({ width: w, height: h } as never);
    await signIn(o, people.otherSpecialist);
    const q = await o.newPage(); await q.setViewportSize({ width: w, height: h });
    await q.goto('/worklist?show=second_reading'); 
    for (const row of await q.locator('a.work__row').all()) { const href = await row.getAttribute('href'); const r = await q.request.get(href!); if (r.ok() && (await r.text()).includes('What would you have answered')) { await q.goto(href!); break; } }
    await q.waitForTimeout(1200);
    await q.screenshot({ path: `/tmp/s/second-${w}.png` });
    await q.goto('/worklist?show=opinions'); await q.locator('a.work__row').first().click(); await q.waitForTimeout(1200);
    await q.locator('#reviews').scrollIntoViewIfNeeded(); await q.screenshot({ path: `/tmp/s/opinion-${w}.png` });
  }
});

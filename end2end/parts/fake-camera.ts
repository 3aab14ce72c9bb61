import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chromium, type Browser, type Page } from '@playwright/test';

import { launchOptions, sizes } from './chromium';
import { linkOf, postToPhotos } from './link';
import { photosReady } from './photos';
import { skinPicture } from './pictures';
import { server } from './test';

/// What stands before the phone's camera, or why there is none.
export type Before = 'skin' | 'skin out of focus' | 'skin in the dark' | 'no camera' | 'a person who refuses';

const filters: Partial<Record<Before, string>> = {
  skin: '',
  'skin out of focus': 'blur(12px)',
  'skin in the dark': 'brightness(0.08)',
};

const usual = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

/// A patient's photos page on a phone of its own, whose camera sees what is said. The video is made here: one JPEG after
/// the other, which is what motion JPEG is.
export async function phoneBefore(maker: Browser, before: Before): Promise<{ page: Page; close: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'skinlink-camera-'));
  const args = (launchOptions.args ?? []).filter((each) => !usual.includes(each));
  if (before === 'a person who refuses') args.push('--use-fake-ui-for-media-stream=deny', usual[1]);
  else if (before === 'no camera') args.push(usual[0], `${usual[1]}=device-count=0`);
  else {
    const video = path.join(folder, 'camera.mjpeg');
    const { buffer } = await skinPicture(maker, { width: 960, height: 1280, filter: filters[before] });
    writeFileSync(video, Buffer.concat([buffer, buffer]));
    args.push(...usual, `--use-file-for-fake-video-capture=${video}`);
  }
  const browser = await chromium.launch({ ...launchOptions, args });
  const context = await browser.newContext({ ...sizes.phone, baseURL: server().url, locale: 'en-GB' });
  const page = await context.newPage();
  const link = linkOf(server().demo());
  await postToPhotos(page.request, link);
  await page.goto(`/p/${link.token}/photos`);
  await photosReady(page);
  const close = async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, close };
}

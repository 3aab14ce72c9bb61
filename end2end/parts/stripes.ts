import type { Browser, Page } from '@playwright/test';

import type { Picture } from './pictures';

/// Skin, with magenta and green stripes in the middle and along the left edge, or with none: lossless, so that nothing
/// of them is anywhere else.
export async function striped(browser: Browser, strong: boolean): Promise<Picture> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const base64 = await page.evaluate(async (strong) => {
    const [width, height] = [1600, 1200];
    const canvas = new OffscreenCanvas(width, height);
    const g = canvas.getContext('2d')!;
    g.fillStyle = 'rgb(201, 152, 128)';
    g.fillRect(0, 0, width, height);
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let i = 0; i < 9000; i++) {
      const light = Math.floor(random() * 60);
      g.fillStyle = `rgb(${180 + light}, ${130 + light}, ${105 + light})`;
      g.fillRect(random() * width, random() * height, 6, 4);
    }
    const places = [[0.42, 0.42, 0.16, 0.16], [0, 0, 0.12, 1]];
    for (const [left, top, wide, high] of strong ? places : []) {
      for (let i = 0; i < wide * width; i += 8) {
        g.fillStyle = i % 16 ? 'rgb(255, 0, 255)' : 'rgb(0, 255, 0)';
        g.fillRect(left * width + i, top * height, 8, high * height);
      }
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  }, strong);
  await context.close();
  return { name: 'skin.png', mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}

/// Shares of a JPEG's pixels that are more magenta or more green than any skin, and that are the covers' grey.
export const colours = (page: Page, jpeg: Buffer) =>
  page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const g = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    g.drawImage(bitmap, 0, 0);
    const { data } = g.getImageData(0, 0, bitmap.width, bitmap.height);
    let [strong, grey] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const [red, green, blue] = data.subarray(i, i + 3);
      if (Math.min(red, blue) - green > 60 || green - Math.max(red, blue) > 60) strong++;
      if ([red, green, blue].every((value) => Math.abs(value - 128) <= 3)) grey++;
    }
    return { strong: (strong * 4) / data.length, grey: (grey * 4) / data.length };
  }, jpeg.toString('base64'));

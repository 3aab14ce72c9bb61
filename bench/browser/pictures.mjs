// A camera's photographs through the built site's worker and through the libraries, in turn, in one page.
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';

import { launch, longestTask, peakMemory } from './chromium.mjs';

const { site, folder, pictures, rounds, plan, qualities } = JSON.parse(process.argv[2]);
const here = import.meta.dirname;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.jpg': 'image/jpeg' };

const server = createServer(async (request, response) => {
  const [, room, ...rest] = request.url.split('/');
  const name = rest.join('/');
  if (request.method === 'PUT') {
    await writeFile(path.join(folder, path.basename(name)), await buffer(request));
    return response.end();
  }
  const rooms = { bench: path.join(here, name), peers: path.join(here, '../node_modules', name), pictures: path.join(folder, name) };
  const file = rooms[room] ?? path.join(site, request.url);
  response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
  createReadStream(file)
    .on('error', () => response.writeHead(404).end())
    .pipe(response);
});

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
try {
  console.log(JSON.stringify(await measured()));
} finally {
  server.close();
}

async function measured() {
  const done = [];
  const browser = await launch();
  try {
    const { page, run } = await opened(browser);
    for (const { name, tools, thorough } of pictures) {
      const times = Object.fromEntries(tools.map((tool) => [tool, []]));
      const last = {};
      // In turn, so that a busy moment of the machine meets all of them; the first round only warms up.
      for (let round = 0; round <= rounds; round += 1) {
        for (const tool of tools) {
          last[tool] = await run(tool, name);
          if (round > 0) times[tool].push(last[tool].ms);
        }
      }
      for (const tool of tools) {
        const { width, height } = last[tool];
        const longest_task_ms = await longestTask(browser, page, () => run(tool, name));
        if (thorough && tool !== 'ours') for (const quality of qualities) await run(tool, name, quality);
        const peak_bytes = thorough ? await peakOf(tool, name) : null;
        done.push({ picture: name, tool, ms: median(times[tool]), longest_task_ms, width, height, peak_bytes });
      }
    }
  } finally {
    await browser.close();
  }
  return done;
}

/** The bench's page, and how a tool is run in it. */
async function opened(browser) {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/bench/page.html`);
  await page.waitForFunction(() => window.ready);
  const run = (tool, picture, quality = plan.quality) =>
    page.evaluate(([tool, ...rest]) => window.run(tool, ...rest), [tool, picture, quality, plan]);
  return { page, run };
}

/** In a browser of its own: nothing that another tool left behind counts. */
async function peakOf(tool, picture) {
  const browser = await launch();
  try {
    await (await opened(browser)).run(tool, picture);
    return await peakMemory(browser);
  } finally {
    await browser.close();
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

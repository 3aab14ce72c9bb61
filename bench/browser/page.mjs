// Runs in the browser: tools with one face, `(file, quality, plan) => Promise<Blob>`.

const ours = startWorker();
const resizer = pica();
const jsquash = new Worker('/bench/jsquash.mjs', { type: 'module' });

window.tools = {
  ours: (file, quality, plan) => ours(file, { ...plan, quality }),

  'browser-image-compression': (file, quality, plan) =>
    imageCompression(file, {
      maxWidthOrHeight: plan.max_side,
      maxSizeMB: plan.max_bytes / 1024 / 1024,
      initialQuality: quality / 100,
      fileType: 'image/jpeg',
      useWebWorker: true,
      // Its worker loads the library again; by default from a CDN.
      libURL: `${location.origin}/peers/browser-image-compression/dist/browser-image-compression.js`,
    }),

  compressorjs: (file, quality, plan) =>
    new Promise((success, error) => {
      const { max_side: maxWidth, max_side: maxHeight } = plan;
      new Compressor(file, { quality: quality / 100, maxWidth, maxHeight, mimeType: 'image/jpeg', success, error });
    }),

  pica: async (file, quality, plan) => {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, plan.max_side / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [bitmap.width, bitmap.height].map((side) => Math.round(side * scale));
    await resizer.resize(bitmap, canvas);
    bitmap.close();
    return resizer.toBlob(canvas, 'image/jpeg', quality / 100);
  },

  '@jsquash/jpeg': (file, quality, plan) =>
    new Promise((resolve, reject) => {
      jsquash.onerror = () => reject(new Error('@jsquash/jpeg broke'));
      jsquash.onmessage = ({ data }) => resolve(new Blob([data], { type: 'image/jpeg' }));
      jsquash.postMessage({ file, quality, side: plan.max_side });
    }),
};

/** The built site's own worker, spoken to as `capture/src/browser/worker` does. */
function startWorker() {
  const worker = new Worker('/worker.js', { type: 'module' });
  let id = 0;
  return (file, plan) =>
    new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Error('the worker broke'));
      worker.onmessage = ({ data }) => {
        const answer = data && JSON.parse(data.answer);
        if (answer?.kind === 'progress') return;
        if (answer?.kind === 'done') resolve(new Blob([data.jpeg], { type: 'image/jpeg' }));
        else reject(new Error(`the worker answered ${data?.answer}`));
      };
      id += 1;
      worker.postMessage({ job: JSON.stringify({ id, plan }), file });
    });
}

/** Every run gets a file of its own, so that nothing decoded before can be used again. */
async function file(picture) {
  const bytes = await (await fetch(`/pictures/${picture}.jpg`)).arrayBuffer();
  return new File([bytes], 'picture.jpg', { type: 'image/jpeg' });
}

/** One run: how long it took; what came out is sent back, to be judged. */
window.run = async (tool, picture, quality, plan) => {
  const from = await file(picture);
  const begun = performance.now();
  const blob = await window.tools[tool](from, quality, plan);
  const ms = performance.now() - begun;
  const { width, height } = await createImageBitmap(blob);
  const put = { method: 'PUT', body: blob };
  await fetch(`/made/${picture}-${tool.replaceAll('/', '_')}-${quality}.jpg`, put);
  return { ms, width, height };
};

window.ready = true;

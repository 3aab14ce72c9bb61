// Runs in the browser: three tools with one face, `(file, quality, plan) => Promise<Blob>`.

const ours = startWorker();

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
};

/** The built site's own worker, spoken to as `app/src/browser/worker.rs` does. */
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
  await fetch(`/made/${picture}-${tool === 'ours' ? tool : `${tool}-${quality}`}.jpg`, put);
  return { ms, width, height };
};

window.ready = true;

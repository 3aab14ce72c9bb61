// A second instance of the page's own WASM, for pictures. The page's first message says where its script is and hands
// over the compiled module, so that nothing is fetched or compiled twice; every other message is one picture.
let work;

self.onmessage = ({ data }) => {
  work = data.module
    ? start(data)
    : work.then(async (wasm) => {
        await wasm.imaging_worker(data.job, data.file);
        return wasm;
      });
};

async function start({ script, module }) {
  const wasm = await import(script);
  await wasm.default({ module_or_path: module });
  return wasm;
}

// Broken for good: the page starts another.
self.onunhandledrejection = () => self.postMessage(null);

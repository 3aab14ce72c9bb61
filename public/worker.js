// The picture worker: WASM of its own (see worker/), made by scripts/wasm.sh. Every message is one picture.
import start, { imaging_worker } from '/imaging/imaging.js';

let work = start();

self.onmessage = ({ data }) => {
  work = work.then(() => imaging_worker(data.job, data.file));
};

// Broken for good: the page starts another.
self.onunhandledrejection = () => self.postMessage(null);

// The picture worker: WASM of its own (see worker/), made by scripts/wasm.sh. Every message is one picture, or
// two to be laid over each other.
import start, { imaging_worker, line_up } from '/imaging/imaging.js';

let work = start();

self.onmessage = ({ data }) => {
  work = work.then(() => (data.moving ? line_up(data.reference, data.moving) : imaging_worker(data.job, data.file)));
};

// Broken for good: the page starts another.
self.onunhandledrejection = () => self.postMessage(null);

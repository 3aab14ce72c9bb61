// Starts the photos page's own WASM (see photos/), made by scripts/wasm.sh.
import start, { hydrate } from '/photos/photos.js';

await start();
hydrate();

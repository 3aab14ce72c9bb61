// Brings a page to life that the server made (see app/src/shell.rs): puts back what others did to it since, hands it to
// its WASM, and says so when that does not work or breaks.
const { kept, typed, quiet, end, script, wasm, isWhole } = self.skinlink;
const state = document.documentElement.classList;

// Until it is alive or never will be: on a slow line that is said.
state.add('is-coming');

// A page that comes back from the browser's memory may show what was closed by signing out.
if (!isWhole) {
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    document.documentElement.hidden = true;
    location.reload();
  });
}

// Over photos that wait, the date of birth once more (app/src/pages/patient/photos/again.rs).
const again = document.getElementById('again-form');
again?.addEventListener('submit', async (event) => {
  event.preventDefault();
  // A second press would be a second try.
  if (again.ariaBusy === 'true') return;
  again.ariaBusy = 'true';
  const [wrong, unsent] = ['again-wrong', 'again-unsent'].map((id) => document.getElementById(id));
  wrong.hidden = unsent.hidden = true;
  try {
    const answer = await fetch(again.action, { method: 'POST', body: new URLSearchParams(new FormData(again)) });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const said = await answer.json();
    wrong.hidden = !said;
    if (said) {
      wrong.textContent = said.says;
      const { left } = again.elements;
      left.disabled = said.left === null;
      left.value = said.left;
      document.getElementById('dob-day').focus();
    } else {
      document.getElementById('again').close();
      // What waits tries again at once.
      dispatchEvent(new Event('online'));
    }
  } catch {
    unsent.hidden = false;
  }
  again.ariaBusy = 'false';
});

// Made larger by a pinch, the page can be made small again wherever the next pinch is.
self.visualViewport?.addEventListener('resize', () => state.toggle('is-zoomed', visualViewport.scale > 1.01));

// Code that stopped in the middle of something is not to be trusted with anything any more.
const broke = (error) => self.WebAssembly && error instanceof WebAssembly.RuntimeError;
addEventListener('error', ({ error }) => broke(error) && stopped());
addEventListener('unhandledrejection', ({ reason }) => broke(reason) && stopped());

try {
  const module = await import(script);
  await module.default({ module_or_path: wasm });
  // Somebody is choosing files in the plain form, which does all that is needed and would go.
  if (!isWhole || ![...typed].some(({ type }) => type === 'file')) {
    const focus = focused();
    putBack();
    const values = valuesTyped();
    module.hydrate();
    state.add('is-alive');
    typeAgain(values);
    focus();
    quiet.abort();
    [kept, typed].forEach((noted) => noted.clear());
  }
} catch (error) {
  console.error(error);
  stopped();
} finally {
  state.remove('is-coming');
}

/// Puts the nodes of the page back where they were, and takes those out that are not ours. They are the same nodes as
/// ever: what was typed, chosen and scrolled stays in them. What others put behind our page may stay.
function putBack() {
  for (const [node, was] of kept) {
    if (typeof was === 'string') continue;
    const isBody = node === document.body;
    const now = [...node.childNodes];
    if (was.every((child, i) => child === now[i]) && (isBody || was.length === now.length)) continue;
    const ours = new Set(was);
    const isBehind = (child) => isBody && end.parentNode === node && end.compareDocumentPosition(child) & 4;
    for (const child of now) if (!ours.has(child) && !isBehind(child)) child.remove();
    let at = node.firstChild;
    for (const child of was) {
      if (child === at) at = at.nextSibling;
      else node.insertBefore(child, at);
      // Cut in two, or emptied.
      const data = kept.get(child);
      if (typeof data === 'string' && child.data !== data) child.data = data;
    }
  }
}

/// Remembers the focus and the place on the page; the answer brings back to both.
function focused() {
  const [element, x, y] = [document.activeElement, scrollX, scrollY];
  const { selectionStart, selectionEnd } = element ?? {};
  return () => {
    if (element && element !== document.activeElement && element.isConnected) {
      element.focus({ preventScroll: true });
      if (typeof selectionStart === 'number') element.setSelectionRange(selectionStart, selectionEnd);
    }
    if (x !== scrollX || y !== scrollY) scrollTo(x, y);
  };
}

/// What was typed and chosen since the page came. Hydration puts the server's values over it.
function valuesTyped() {
  const property = ({ type }) => (type === 'file' ? 'files' : type === 'checkbox' || type === 'radio' ? 'checked' : 'value');
  return [...typed].filter((field) => field.form && field.isConnected).map((field) => [field, property(field), field[property(field)]]);
}

function typeAgain(values) {
  for (const [field, property, value] of values) if (field[property] !== value) field[property] = value;
  // Told once the page's effects have run for the first time: what counts as a change is what comes after that.
  setTimeout(() => {
    for (const [field, property, value] of values) {
      if ((field.type === 'radio' && !value) || (property === 'files' && !value.length)) continue;
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
  });
}

/// The page is a plain one again: links and forms work, and it no longer claims what is not so.
function stopped() {
  if (state.contains('is-stopped')) return;
  const wasAlive = state.contains('is-alive');
  state.remove('is-alive');
  state.add('is-stopped');
  // Dead code would swallow what is pressed and typed.
  let unsent = false;
  const listened = ['click', 'dblclick', 'submit', 'keydown', 'input', 'change', 'focusin', 'focusout', 'pointerdown', 'pointermove', 'pointerup', 'wheel', 'paste', 'dragover', 'drop', 'visibilitychange', 'popstate', 'beforeunload'];
  for (const type of listened) {
    addEventListener(type, (event) => {
      event.stopImmediatePropagation();
      if (type === 'input') unsent = true;
      if (type === 'submit') unsent = false;
      if (type === 'popstate') location.reload();
      if (type === 'beforeunload' && unsent) event.preventDefault();
    }, true);
  }
  if (isWhole && !wasAlive) return;
  // A case that is read from outside is over at its time: the page is asked for anew, and is not there.
  const closes = document.querySelector('[data-closes]')?.dataset.closes;
  if (closes) setTimeout(() => location.reload(), Math.max(0, closes - performance.now()) + 1_000);
  // Only where somebody writes is there something to lose.
  const typed = document.getElementById('stopped-typed');
  if (typed && !document.querySelector('main textarea')) typed.remove();
  const saved = document.querySelector('.saved time [aria-hidden]')?.textContent;
  const after = document.getElementById('stopped-after');
  if (saved && after) {
    after.querySelector('span').textContent = saved;
    after.hidden = false;
    typed.hidden = true;
  }
  const sentence = document.getElementById('stopped');
  document.body.prepend(sentence);
  sentence.hidden = false;
}

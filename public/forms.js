// A page that comes back from the browser's memory may show what was closed since.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  document.documentElement.hidden = true;
  location.reload();
});

// A patient's forms post themselves. Handed over from here, a failed connection leaves the page, and what was typed in
// it, where it is.
for (const form of document.querySelectorAll('form[data-handed-over]')) {
  const notSent = form.querySelector('.not-sent');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    notSent.hidden = true;
    try {
      // Not asked for as a page, the answer names the next one instead of being it.
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams(new FormData(form)),
        headers: { accept: 'application/json' },
      });
      const next = answer.headers.get('location');
      if (!next && answer.status < 500) {
        // A refusal. Where something was written, the form's own answer gives it back; else the page itself, loaded
        // again, says how the link stands.
        const isWritten = [...form.querySelectorAll('textarea')].some((box) => box.value.trim());
        return isWritten ? form.submit() : location.reload();
      }
      if (!next) throw new Error(`${answer.status}`);
      // Busy until the page is gone: a second press would be a second try at the date of birth.
      location.assign(next);
    } catch {
      notSent.hidden = false;
      form.ariaBusy = 'false';
    }
  });
}

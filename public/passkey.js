// Passkeys, for forms that say `data-passkey`: "create" or "get". Where the browser can do none they stay hidden
// (`html.has-passkeys`), and the password is the way.
//
// Pressed, such a form first fetches a challenge from `data-ask`, lets the device answer it, and then posts itself with
// both: a page answers, as it answers any form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');

/// The options as the browser wants them: what is binary is base64url in JSON.
function options(json) {
  const credentials = (all) => all?.map((one) => ({ ...one, id: bytes(one.id) }));
  return {
    ...json,
    challenge: bytes(json.challenge),
    ...(json.user && { user: { ...json.user, id: bytes(json.user.id) } }),
    ...(json.excludeCredentials && { excludeCredentials: credentials(json.excludeCredentials) }),
    ...(json.allowCredentials && { allowCredentials: credentials(json.allowCredentials) }),
  };
}

/// What the device answered, as the server reads it.
function answer(credential) {
  const { response } = credential;
  const fields = ['attestationObject', 'clientDataJSON', 'authenticatorData', 'signature', 'userHandle'];
  const said = fields.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    extensions: {},
    response: Object.fromEntries(said),
  });
}

async function asked(form) {
  const away = (error) => Promise.reject(Object.assign(error, { name: 'Away' }));
  const challenge = await fetch(form.dataset.ask, { method: 'POST' }).catch(away);
  if (!challenge.ok) await away(new Error(`asked for a challenge: ${challenge.status}`));
  const { options: json, sealed } = await challenge.json();
  const publicKey = options(json);
  const credential = await (form.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey })
    : navigator.credentials.get({ publicKey }));
  form.elements.sealed.value = sealed;
  form.elements.answer.value = answer(credential);
  form.submit();
}

if (window.PublicKeyCredential && navigator.credentials) {
  document.documentElement.classList.add('has-passkeys');
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.dataset.passkey) return;
    event.preventDefault();
    const trouble = form.querySelector('.passkey__trouble');
    trouble.textContent = '';
    asked(form).catch((error) => {
      const words = { InvalidStateError: form.dataset.known, Away: form.dataset.away };
      // Also when the person thought better of it; browsers do not say which.
      trouble.textContent = words[error.name] ?? form.dataset.trouble;
    });
  });
}

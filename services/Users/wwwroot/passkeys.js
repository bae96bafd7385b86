// Passkeys are the browser's business: it is given what the server asks, and its answer goes with the form.
const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!can) continue;
  form.hidden = false;
  form.addEventListener('submit', event => {
    event.preventDefault();
    answer(form).catch(reason => say(form, sentence(reason)));
  });
}

async function answer(form) {
  const button = form.querySelector('button');
  button.disabled = true;
  say(form, '');
  try {
    const token = form.querySelector('input[name="__RequestVerificationToken"]').value;
    const reply = await fetch(form.dataset.options, { method: 'POST', headers: { RequestVerificationToken: token } });
    if (reply.redirected) {
      location.assign(reply.url);
      return;
    }
    if (!reply.ok) throw new Error('refused');
    const asked = await reply.json();
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } finally {
    button.disabled = false;
  }
}

function sentence(reason) {
  if (reason.name === 'NotAllowedError') return 'The passkey was not used: it was cancelled, or took too long.';
  if (reason.name === 'InvalidStateError') return 'This device has a passkey here already.';
  return 'The passkey could not be used. Reload the page and try again.';
}

function say(form, text) {
  const place = form.querySelector('[role="alert"]');
  place.textContent = text;
  place.hidden = text === '';
}

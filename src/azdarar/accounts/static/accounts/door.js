// The doors of an account: passwords that can be shown, passkeys, codes to print. Every form works without
// this, but for passkeys, which only a script can ask the device for. Texts stand in the markup.

const SAID = "[data-said]";

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

// What a server writes as text, a device takes as bytes; and the other way round.
function forDevice({ publicKey }) {
  const withBytes = (keys) => keys?.map((key) => ({ ...key, id: fromBase64(key.id) }));
  return {
    ...publicKey,
    challenge: fromBase64(publicKey.challenge),
    ...(publicKey.user && { user: { ...publicKey.user, id: fromBase64(publicKey.user.id) } }),
    ...(publicKey.allowCredentials && { allowCredentials: withBytes(publicKey.allowCredentials) }),
    ...(publicKey.excludeCredentials && { excludeCredentials: withBytes(publicKey.excludeCredentials) }),
  };
}

function forServer(credential) {
  const { response } = credential;
  const written = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) written[name] = toBase64(response[name]);
  }
  if (response.getTransports) written.transports = response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toBase64(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: written,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form, signal) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const response = await fetch(form.action, { headers: { Accept: "application/json" }, signal });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).request_options;
}

// One request at a time: a browser refuses a second while the first waits in the list of names.
let waiting;

async function askDevice(form, { mediation } = {}) {
  waiting?.abort();
  const { signal } = (waiting = new AbortController());
  const publicKey = forDevice(await optionsOf(form, signal));
  const credential =
    form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey, signal })
      : await navigator.credentials.get({ publicKey, signal, ...(mediation && { mediation }) });
  form.elements.credential.value = forServer(credential);
  form.dataset.answered = "";
  form.requestSubmit();
}

async function offerPasskeys(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    // The device has answered: this is the form on its way.
    if ("answered" in form.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = form.querySelector(SAID);
    said.textContent = "";
    try {
      await askDevice(form);
    } catch {
      // Not used, none there, or taken too long: a browser does not tell which, and the reader knows.
      said.textContent = form.dataset.failed;
    }
  });
  const inList = await PublicKeyCredential.isConditionalMediationAvailable?.();
  if (form.dataset.passkey !== "sign-in" || !inList) return;
  askDevice(form, { mediation: "conditional" }).catch(() => {});
}

function showAndHide(button) {
  const input = button.closest(".secret").querySelector("input");
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", isShown);
    button.textContent = isShown ? button.dataset.hide : show;
    input.focus();
  });
  // Shown passwords are not kept by the browser's own memory of forms.
  input.form.addEventListener("submit", () => (input.type = "password"));
}

function offerFile(link) {
  const codes = [...document.querySelectorAll(`#${link.dataset.download} li`)].map((item) => item.textContent);
  link.href = URL.createObjectURL(new Blob([codes.join("\n"), "\n"], { type: "text/plain" }));
  link.hidden = false;
}

// A form posted twice is one intention: the second click waits for nothing. And what was asked of the server
// for a passkey must not answer after the form has: it would bring a session of its own.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    leave();
    const buttons = form.querySelectorAll("button[type=submit]");
    setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
    addEventListener("pageshow", () => buttons.forEach((button) => (button.disabled = false)), { once: true });
  });
}

export function enhance(root) {
  for (const form of root.querySelectorAll("form[data-passkey]")) {
    if (globalThis.PublicKeyCredential) offerPasskeys(form);
  }
  root.querySelectorAll("[data-reveal]").forEach(showAndHide);
  root.querySelectorAll("form[method=post]").forEach(sendOnce);
  root.querySelectorAll("[data-download]").forEach(offerFile);
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const first = root.querySelector("[aria-invalid=true], [autofocus]");
  first?.focus();
  // What the paper proposes, such as a name for a passkey, goes with the first letter typed.
  if (first?.value && first.type === "text" && !first.matches("[aria-invalid=true]")) first.select();
}

export const leave = () => waiting?.abort();

if (document.querySelector("script[data-door-script]")) enhance(document);

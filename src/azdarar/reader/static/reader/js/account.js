// Who reads, and the door over the page they read. The page is the same for everybody: only a browser with
// the hint “known” asks the server. Without this script the link leads to a page with the same forms.
const link = document.querySelector("[data-account]");

async function recognise() {
  if (!/(?:^|; )known=1/.test(document.cookie)) return;
  const response = await fetch(link.dataset.account).catch(() => null);
  const me = response?.ok ? await response.json() : {};
  if (!me.signed_in) return;
  link.href = link.dataset.own;
  link.title = me.name;
  for (const label of link.querySelectorAll("span")) label.textContent = link.dataset.mine;
  link.removeEventListener("click", openDoor);
  document.dispatchEvent(new CustomEvent("account", { detail: me }));
}

function openDoor(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  const place = document.createElement("div");
  dialog.className = "door";
  dialog.setAttribute("aria-label", link.textContent.trim());
  close.className = "door__close";
  close.textContent = link.dataset.close;
  close.onclick = () => dialog.close();
  dialog.append(close, place);

  // Pages of the door are walked through in the dialog; whatever else comes is a page of its own.
  async function walk(address, options) {
    dialog.setAttribute("aria-busy", true);
    try {
      const response = await fetch(address, options);
      const { pathname } = new URL(response.url);
      if (!pathname.startsWith("/account/")) return done();
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const door = page.querySelector("[data-door].account__main");
      if (!door) return location.assign(response.url);
      if (response.status === 503 && place.firstChild) {
        stay(document.adoptNode(door.querySelector("p")));
      } else {
        place.replaceChildren(document.adoptNode(door));
        (await script).enhance(place);
      }
    } catch {
      location.assign(link.href);
    }
    dialog.removeAttribute("aria-busy");
  }

  // Too many came at once: what was typed stays, under the sentence that says so.
  function stay(sentence) {
    sentence.className = "mistakes";
    sentence.setAttribute("role", "alert");
    dialog.querySelector(".door__close ~ .mistakes")?.remove();
    place.before(sentence);
    for (const button of place.querySelectorAll("[type=submit]")) button.disabled = false;
  }

  async function done() {
    dialog.close();
    await recognise();
    link.focus();
  }

  const script = import(link.dataset.door);
  dialog.addEventListener("click", (inside) => {
    const way = inside.target.closest?.("a[href]");
    if (inside.target === dialog) dialog.close();
    if (!way?.pathname.startsWith("/account/")) return;
    inside.preventDefault();
    walk(way.href);
  });
  dialog.addEventListener("submit", (sent) => {
    if (sent.defaultPrevented) return;
    sent.preventDefault();
    walk(sent.target.action, { method: "POST", body: new FormData(sent.target, sent.submitter) });
  });
  dialog.addEventListener("close", async () => {
    dialog.remove();
    (await script).leave();
  });
  document.body.append(dialog);
  dialog.showModal();
  walk(link.href);
}

if (link && !location.pathname.startsWith("/account/")) {
  link.search = new URLSearchParams({
    next: location.pathname + location.search,
    language: document.documentElement.lang,
  });
  link.addEventListener("click", openDoor);
  recognise();
}

// Bookmarks as switches, for whoever is signed in. Without this, or signed out, each is a plain link. What a
// reader keeps comes by a request of its own, so that the page stays the same for everybody; no other page
// of the paper is told who reads.
const links = [...document.querySelectorAll("[data-save]")];
const known = /(?:^|; )known=1/.test(document.cookie);
const send = (path, token, values) =>
  fetch(path, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: new URLSearchParams(values),
    keepalive: true,
  });

const show = (link, kept) => {
  for (const same of links) {
    if (same.dataset.save === link.dataset.save) same.setAttribute("aria-pressed", kept);
  }
};

const beSwitch = (link, token) => {
  link.setAttribute("role", "button");
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const kept = link.getAttribute("aria-pressed") !== "true";
    show(link, kept);
    const answer = await send("/account/saved/toggle/", token, {
      story: link.dataset.save,
      keep: kept ? 1 : 0,
    }).catch(() => null);
    if (answer?.ok && !answer.redirected) return;
    // Refused, signed out, or no network: the link itself says why, or asks to sign in.
    show(link, !kept);
    if (answer) location.href = link.href;
  });
};

if (known && links.length) {
  const answer = await fetch("/account/me.json", { headers: { Accept: "application/json" } }).catch(() => null);
  const me = answer?.ok ? await answer.json() : {};
  if (me.signed_in) {
    const saved = new Set(me.saved.map(String));
    for (const link of links) {
      beSwitch(link, me.token);
      link.setAttribute("aria-pressed", saved.has(link.dataset.save));
    }
    const own = document.querySelector(".art__meta [data-save]");
    if (own && me.history) send("/account/history/record/", me.token, { story: own.dataset.save });
  }
}

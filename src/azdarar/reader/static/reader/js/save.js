// Bookmarks as switches. Without this each is a plain link, which asks to sign in and comes back. The page is
// the same for everybody: what its reader keeps comes with the event "account" (js/account.js), to whoever is
// signed in and to nobody else.
const marks = [...document.querySelectorAll("[data-save]")];
const door = document.querySelector("[data-account]");
let token = "";
let wanted = "";

const post = (path, values) =>
  fetch(`/account/${path}/`, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "application/json" },
    body: new URLSearchParams(values),
    keepalive: true,
  }).catch(() => null);

// A story may stand on a page twice.
function show(story, kept) {
  for (const mark of marks) if (mark.dataset.save === story) mark.setAttribute("aria-pressed", kept);
}

async function keep(story, kept) {
  show(story, kept);
  const answer = await post("saved/toggle", { story, keep: Number(kept) });
  if (answer?.ok && !answer.redirected) return;
  show(story, !kept);
  // Refused, or signed out meanwhile: the link itself says why, or asks to sign in.
  if (answer) location.href = marks.find((mark) => mark.dataset.save === story).href;
}

for (const mark of marks) {
  mark.setAttribute("role", "button");
  mark.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    mark.click();
  });
  mark.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || (!token && !door)) return;
    event.preventDefault();
    if (token) return keep(mark.dataset.save, mark.getAttribute("aria-pressed") !== "true");
    wanted = mark.dataset.save;
    door.click();
  });
}

document.addEventListener("account", ({ detail: me }) => {
  const saved = new Set(me.saved.map(String));
  token = me.token;
  for (const mark of marks) mark.setAttribute("aria-pressed", saved.has(mark.dataset.save));
  if (wanted && !saved.has(wanted)) keep(wanted, true);
  wanted = "";
  const own = document.querySelector(".art__meta [data-save]");
  if (own && me.history) post("history/record", { story: own.dataset.save });
});

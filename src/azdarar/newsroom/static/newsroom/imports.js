/* The bars of the screens of imports. Without this script, the forms are sent as they are and the screen asks
   again by itself. */

const LOOK_AGAIN_MS = 1500;

function send(form) {
  const bar = form.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) {
      bar.max = event.total;
      bar.value = event.loaded;
    }
  });
  // Whatever comes back, the list of imports says what became of the upload.
  request.addEventListener("loadend", () => window.location.reload());
  bar.hidden = false;
  form.querySelector("button").disabled = true;
  request.send(new FormData(form));
}

async function follow(panel) {
  const bar = panel.querySelector("progress");
  const count = panel.querySelector("[data-count]");
  try {
    const answer = await fetch(panel.dataset.progress, { headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (told.state !== panel.dataset.state) {
      window.location.reload();
      return;
    }
    if (told.total && bar.hasAttribute("value")) {
      bar.max = told.total;
      bar.value = told.done;
    }
    if (told.done && count.textContent) {
      const figures = new Intl.NumberFormat(document.documentElement.lang);
      count.textContent = told.total
        ? `${figures.format(told.done)} / ${figures.format(told.total)}`
        : figures.format(told.done);
    }
  } catch {
    // The server is being started again, or the line is down: ask once more.
  }
  setTimeout(follow, LOOK_AGAIN_MS, panel);
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
for (const panel of document.querySelectorAll("[data-progress]")) {
  setTimeout(follow, LOOK_AGAIN_MS, panel);
}

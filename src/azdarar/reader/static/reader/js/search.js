// Suggestions under the field (ARIA 1.2 combobox with a list), and years chosen by dragging over them. Without
// this the field, the bars and the two lists of years do the same, one step later.
const field = document.querySelector("[data-suggest]");
const list = document.createElement("ul");
const said = document.createElement("p");
let asked = "";
let waiting = 0;
let active = -1;

list.id = "suggestions";
list.className = "suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", field.dataset.list);
said.className = "vh";
said.setAttribute("role", "status");
field.closest(".searchbar").append(list, said);
for (const [name, value] of Object.entries({
  role: "combobox",
  "aria-autocomplete": "list",
  "aria-controls": list.id,
  "aria-expanded": "false",
}))
  field.setAttribute(name, value);

function close() {
  list.hidden = true;
  active = -1;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function choose(number) {
  const options = [...list.children];
  active = (number + options.length + 1) % (options.length + 1);
  options.forEach((option, place) => option.setAttribute("aria-selected", place === active));
  // One step beyond the last is the field again, with nothing chosen.
  if (active === options.length) active = -1;
  if (active < 0) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", options[active].id);
  options[active].scrollIntoView({ block: "nearest" });
}

function option({ kind, text, url, lang }, number) {
  const entry = document.createElement("li");
  const name = document.createElement("bdi");
  const what = document.createElement("span");
  entry.id = `suggestion-${number}`;
  entry.dataset.url = url;
  entry.setAttribute("role", "option");
  entry.setAttribute("aria-selected", "false");
  name.lang = lang;
  name.textContent = text;
  what.className = "note";
  what.textContent = kind;
  entry.append(name, " ", what);
  return entry;
}

async function suggest() {
  const typed = field.value.trim();
  asked = typed;
  if (typed.length < 2) return close();
  const answer = await fetch(`${field.dataset.suggest}?${new URLSearchParams({ q: typed })}`).catch(() => null);
  const { suggestions = [] } = answer?.ok ? await answer.json() : {};
  // Somebody typed on meanwhile, or left the field.
  if (typed !== asked || document.activeElement !== field) return;
  list.replaceChildren(...suggestions.map(option));
  close();
  list.hidden = !suggestions.length;
  field.setAttribute("aria-expanded", String(!list.hidden));
  said.textContent = list.hidden ? field.dataset.none : `${field.dataset.list}: ${suggestions.length}`;
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 120);
});
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    return close();
  }
  if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    location.assign(list.children[active].dataset.url);
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  if (list.hidden) return suggest();
  choose(event.key === "ArrowDown" ? active + 1 : active < 0 ? list.children.length - 1 : active - 1);
});
field.addEventListener("blur", () => {
  asked = "";
  close();
});
// The field keeps the focus while an option is pressed.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const entry = event.target.closest("[data-url]");
  if (entry) location.assign(entry.dataset.url);
});

const years = document.querySelector("[data-years]");
const bars = years ? [...years.querySelectorAll("[data-year]")] : [];
let from = null;

function yearAt(event) {
  const box = years.querySelector("svg").getBoundingClientRect();
  const place = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
  return Number(bars[Math.min(bars.length - 1, Math.max(0, place))].dataset.year);
}

function span(one, other) {
  const [first, last] = one < other ? [one, other] : [other, one];
  years.querySelector("[name=since]").value = first;
  years.querySelector("[name=until]").value = last;
  for (const bar of bars) {
    const year = Number(bar.dataset.year);
    bar.classList.toggle("out", year < first || year > last);
  }
}

if (years) {
  const drawing = years.querySelector("svg");
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    drawing.setPointerCapture(event.pointerId);
    from = yearAt(event);
    span(from, from);
  });
  drawing.addEventListener("pointermove", (event) => {
    if (from !== null) span(from, yearAt(event));
  });
  drawing.addEventListener("pointerup", (event) => {
    if (from === null) return;
    span(from, yearAt(event));
    from = null;
    field.form.requestSubmit();
  });
  drawing.addEventListener("pointercancel", () => {
    from = null;
    field.form.reset();
  });
  // The links are for whoever has no script: dragging has chosen the year already.
  drawing.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) event.preventDefault();
  });
  for (const select of years.querySelectorAll("select"))
    select.addEventListener("change", () => {
      const [first, last] = [...years.querySelectorAll("select")].map((one) => parseInt(one.value, 10));
      for (const bar of bars) {
        const year = Number(bar.dataset.year);
        bar.classList.toggle("out", year < first || year > last);
      }
    });
}

/* A field with suggested names below it: a combobox (ARIA 1.2, "list autocomplete with manual selection"). */

const WAIT = 120;

/* `suggest` gives the suggestions for what is typed, each as /v1/entities/suggest has them with the `part` of the words
   that it stands for; `choose` is told the one that is chosen. */
export function combobox(field, { label, suggest, choose }) {
  const list = document.createElement("ul");
  Object.assign(list, { id: `${field.id}-suggestions`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  field.parentElement.append(list);
  const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(said)) field.setAttribute(name, value);

  let timer;
  let asked = 0;
  let shown = [];
  const place = () => [...list.children].findIndex((one) => one.getAttribute("aria-selected") === "true");

  async function ask() {
    const number = ++asked;
    const found = await suggest(field.value.trim());
    if (number === asked && document.activeElement === field) open(found);
  }

  function open(found) {
    shown = found;
    list.replaceChildren(...found.map((one, index) => option(one, `${list.id}-${index}`)));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(found.length > 0));
    field.removeAttribute("aria-activedescendant");
    if (found.length) document.querySelector("#said").textContent = `${label}: ${found.length}`;
  }

  function close() {
    asked += 1;
    clearTimeout(timer);
    open([]);
  }

  function move(step) {
    const now = place();
    const next = now < 0 && step < 0 ? shown.length - 1 : now + step;
    [...list.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === next)));
    const line = list.children[next];
    if (!line) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  }

  function take(index) {
    const chosen = shown[index];
    close();
    choose(chosen);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    if (field.value.trim()) timer = setTimeout(ask, WAIT);
    else close();
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && place() >= 0) take(place());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const line = event.target.closest("[role=option]");
    if (line) take([...list.children].indexOf(line));
  });
}

/* Names that may be meant by `part` of what is typed. */
export async function suggested(part, filters = {}) {
  const query = new URLSearchParams({ q: part.slice(0, 200), k: 8, ...filters });
  const answer = await fetch(`/v1/entities/suggest?${query}`);
  return answer.ok ? (await answer.json()).suggestions.map((one) => ({ ...one, part })) : [];
}

function option(one, id) {
  const [kind, key] = one.id.split(":");
  const line = Object.assign(document.createElement("li"), { id });
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.append(piece("span", kind === "sdg" ? `${key} ${one.label}` : one.label, `dot ${kind === "sdg" ? `sdg-${key.split(".")[0]}` : `of-${kind}`}`));
  if (!one.label.toLowerCase().includes(one.part.toLowerCase())) line.append(piece("small", one.name));
  line.append(piece("span", one.passages.toLocaleString(document.documentElement.lang), "count"));
  return line;
}

function piece(kind, text, css = "") {
  return Object.assign(document.createElement(kind), { textContent: text, className: css, dir: "auto" });
}

/* Makes the pages quicker where scripts run; each page works without it.
   Links and forms with data-swap fetch the page they lead to and put its content in the place of this one's. */

const content = () => document.querySelector("#content");

async function swap(address, { push = true } = {}) {
  await show(await fetch(address, { headers: { Accept: "text/html" } }), address, push);
}

async function show(answer, address, push) {
  if (!(answer.headers.get("content-type") || "").startsWith("text/html")) {
    location.assign(address);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("#content")) {
    location.assign(address);
    return;
  }
  const named = (summary) => summary.closest("[id]").id + summary.textContent;
  const opened = new Set([...document.querySelectorAll("main details[open] > summary")].map(named));
  document.title = page.title;
  for (const part of ["#content", ".places"])
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  for (const summary of document.querySelectorAll("main details:not([open]) > summary"))
    if (opened.has(named(summary))) summary.parentElement.open = true;
  for (const form of document.querySelectorAll(".wishes input[name=back]")) form.value = address;
  if (push) history.pushState({ swapped: true }, "", address);
  prepared(content());
  const { hash } = new URL(address, location);
  const goal = hash && document.querySelector(hash);
  if (goal) {
    goal.focus({ preventScroll: true });
    if (getComputedStyle(goal).position !== "sticky") goal.scrollIntoView({ block: "start" });
  } else if (push) {
    scrollTo({ top: 0 });
    content().focus({ preventScroll: true });
  }
  say(document.querySelector("#total")?.textContent ?? page.title);
}

function say(words) {
  document.querySelector("#said").textContent = words.trim().replace(/\s+/g, " ");
}

function addressOf(form) {
  const pairs = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(pairs).toString().replaceAll("%3A", ":");
  return query ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  swap(link.getAttribute("href"));
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-swap]")) {
    event.preventDefault();
    swap(addressOf(form));
  }
  if (form.matches("[data-basket]")) {
    event.preventDefault();
    const sent = new FormData(form, event.submitter);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
    if (new URL(answer.url).pathname !== location.pathname) {
      location.assign(answer.url);
      return;
    }
    await show(answer, location.pathname + location.search, false);
    const count = document.querySelector("[data-basket-count]");
    document.querySelector(`[data-basket] [name=passage][value="${sent.get("passage")}"] ~ button`)?.focus();
    if (count) say(count.parentElement.textContent);
  }
});

addEventListener("popstate", () => swap(location.pathname + location.search + location.hash, { push: false }));

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#q")?.focus();
    return;
  }
  document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`)?.click();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  const { copied } = button.dataset;
  say(copied);
  if (button.textContent === copied) return;
  const words = button.textContent;
  button.textContent = copied;
  setTimeout(() => (button.textContent = words), 2000);
});
/* A menu closes when something else is used. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

function prepared(part) {
  for (const button of part.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
  document.dispatchEvent(new Event("shown"));
  const filters = part.querySelector(".all-facets");
  if (filters && matchMedia("(max-width: 60rem)").matches) filters.open = false;
  if (filters) filters.dataset.ready = "";
}

prepared(document);

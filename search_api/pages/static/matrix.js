/* The matrix follows its slider, and the arrow keys go from cell to cell. */

const WAIT = 80;
let timer = 0;
let asked = null;

document.addEventListener("input", (event) => {
  const form = event.target.closest(".matrix-form");
  if (!form || !event.target.matches("[name=when], [name=year]")) return;
  if (event.target.name === "year") {
    form.querySelector("[name=when][value=year]").checked = true;
    form.querySelector("#year-said").value = event.target.value;
  }
  clearTimeout(timer);
  timer = setTimeout(() => follow(form), WAIT);
});

async function follow(form) {
  const address = `${form.getAttribute("action")}?${new URLSearchParams([...new FormData(form)])}`;
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: asked.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("#matrix");
    if (!answer.ok || !found) return location.assign(address);
    const shown = document.querySelector("#matrix");
    const { scrollLeft = 0, scrollTop = 0 } = shown.querySelector(".heat") ?? {};
    shown.replaceWith(document.adoptNode(found));
    document.querySelector(".heat")?.scrollTo(scrollLeft, scrollTop);
    history.replaceState(history.state, "", address);
    for (const back of document.querySelectorAll(".wishes input[name=back]")) back.value = address;
    document.querySelector("#said").textContent = document.querySelector(".corner")?.textContent.trim() ?? "";
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest(".heat tbody td");
  const step = STEPS[event.key];
  if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = cell.parentElement.parentElement.rows[cell.parentElement.rowIndex - 1 + step[0]];
  const next = row?.cells[cell.cellIndex + step[1]]?.querySelector("a");
  if (!next) return;
  event.preventDefault();
  next.focus();
  keepInSight(next.closest("td"));
});

/* Not below the headings that stay in their place. */
function keepInSight(cell) {
  const box = cell.closest(".heat");
  const table = box.querySelector("table");
  const left = table.tHead.rows[0].cells[0].offsetWidth;
  const top = table.tHead.offsetHeight;
  const at = cell.getBoundingClientRect();
  const seen = box.getBoundingClientRect();
  if (at.left < seen.left + left) box.scrollLeft -= seen.left + left - at.left;
  if (at.top < seen.top + top) box.scrollTop -= seen.top + top - at.top;
}

/* The page of a report beside its passage: the boxes come into view, buttons and keys zoom, and where no picture can
   be drawn a sentence says so. */

const LARGEST = 3;

const sheets = () => document.querySelector(".sheets");

function shown() {
  const part = sheets();
  if (!part) return;
  part.querySelector("[data-zoom]")?.removeAttribute("hidden");
  for (const image of part.querySelectorAll("img")) {
    image.addEventListener("error", () => broken(image));
    if (image.complete && image.currentSrc && !image.naturalWidth) broken(image);
    whenSized(image, () => centre(image.closest(".frame")));
  }
}

function whenSized(image, then) {
  if (image.getBoundingClientRect().height) then();
  else image.addEventListener("load", then, { once: true });
}

function broken(image) {
  const frame = image.closest(".frame");
  frame.classList.add("broken");
  frame.querySelector(".undrawn").hidden = false;
}

/* The first box stands a third from the top of its frame. */
function centre(frame) {
  const box = frame.querySelector(".box")?.getBoundingClientRect();
  if (!box) return;
  const inside = frame.getBoundingClientRect();
  frame.scrollTop += box.top - inside.top - inside.height / 3;
  frame.scrollLeft += box.left + box.width / 2 - inside.left - inside.width / 2;
}

function zoom(by) {
  const part = sheets();
  const now = Number(part.dataset.zoomed ?? 0);
  const next = by ? Math.min(LARGEST, Math.max(0, now + by)) : 0;
  part.dataset.zoomed = next;
  part.classList.remove(`zoom-${now}`);
  part.classList.add(`zoom-${next}`);
  for (const image of part.querySelectorAll("img[data-larger]")) {
    if (next) image.src = image.dataset.larger;
    centre(image.closest(".frame"));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-zoom-by]");
  if (button) zoom(Number(button.dataset.zoomBy));
});

document.addEventListener("keydown", (event) => {
  if (!sheets() || event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { "+": 1, "=": 1, "-": -1, 0: 0 }[event.key];
  if (by !== undefined) zoom(by);
});

document.addEventListener("shown", shown);
shown();

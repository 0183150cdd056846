/* Names suggested while one is looked for: the one chosen is opened. */

import { combobox, suggested } from "./combobox.js";

function prepare() {
  const field = document.querySelector("#name:not([role=combobox])");
  if (!field) return;
  const filters = field.dataset.kind ? { kind: field.dataset.kind } : {};
  combobox(field, {
    label: field.labels[0].textContent,
    suggest: (typed) => suggested(typed, filters),
    choose: (one) => location.assign(`/entities/${one.id}`),
  });
}

document.addEventListener("shown", prepare);
prepare();

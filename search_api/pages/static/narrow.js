/* Names and topics suggested while a question is typed: the one chosen leaves the question and becomes a filter. */

import { combobox, suggested } from "./combobox.js";

const SHORTEST = 2;

/* What may be a name: all that is typed, or else its last word. Slips of typing are read where that is one word. */
async function suggest(typed) {
  const last = typed.split(/\s+/).at(-1);
  for (const part of new Set([typed, last])) {
    if (part.length < SHORTEST && !/[^\x00-\u024f]/.test(part)) continue;
    const found = (await suggested(part)).filter((one) => last === typed || one.match !== "typo");
    if (found.length) return found;
  }
  return [];
}

function prepare() {
  const field = document.querySelector("#q:not([role=combobox])");
  if (!field) return;
  combobox(field, {
    label: field.dataset.suggestions,
    suggest,
    choose(one) {
      const typed = field.value.trim();
      field.value = typed.slice(0, typed.length - one.part.length).trim();
      field.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "entity", value: one.id }));
      field.form.requestSubmit();
    },
  });
}

document.addEventListener("shown", prepare);
prepare();

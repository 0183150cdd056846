/* Hands in files one by one, dropped or chosen, and tells how far each is. Without scripts the form sends them all. */

function told(form, file) {
  const line = document.createElement("li");
  const name = document.createElement("b");
  name.dir = "auto";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const words = document.createElement("span");
  words.textContent = form.dataset.saidWaiting;
  line.append(name, bar, words);
  form.querySelector("[data-sent]").append(line);
  return { line, bar, words };
}

function link(address, text) {
  const found = document.createElement("a");
  found.href = address;
  found.textContent = text;
  return found;
}

function send(form, file, shown) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    body.append("label", form.elements.label.value);
    request.open("POST", "/v1/documents");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.bar.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", () => {
      shown.bar.remove();
      tell(form, request, shown);
      done();
    });
    request.send(body);
  });
}

function tell(form, request, { line, words }) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    /* the connection broke, so there is no answer */
  }
  if (request.status !== 202) {
    words.className = "bad";
    words.textContent = `${form.dataset.saidFailed} ${answer.detail ?? request.statusText}`;
  } else if (answer.job) {
    words.textContent = form.dataset.saidSent;
    line.append(link(`/jobs/${answer.job.id}`, form.dataset.saidJob));
  } else {
    words.textContent = form.dataset.saidKnown;
    line.append(link(`/reports/${answer.document_id}`, answer.source));
  }
}

async function handIn(form, files) {
  if (!form.elements.label.reportValidity()) return;
  const all = [...files].map((file) => [file, told(form, file)]);
  for (const [file, shown] of all) await send(form, file, shown);
}

/* The form may be swapped for a fresh one, so the page as a whole listens. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]")) return;
  event.preventDefault();
  handIn(form, form.elements.file.files).then(() => (form.elements.file.value = ""));
});

for (const name of ["dragenter", "dragover", "dragleave", "drop"])
  document.addEventListener(name, (event) => {
    const area = event.target.closest?.("[data-drop]");
    if (!area) return;
    event.preventDefault();
    area.classList.toggle("over", name === "dragenter" || name === "dragover");
    if (name === "drop") handIn(area.closest("form"), event.dataTransfer.files);
  });

/* Keeps what a page tells of a running job up to date, as long as the job lasts. */

const AT_MOST_EVERY = 1000;

function listen(panel) {
  const news = new EventSource(`/v1/jobs/${panel.dataset.job}/events`);
  let fresh = 0;
  let asked;
  news.addEventListener("progress", () => {
    clearTimeout(asked);
    asked = setTimeout(() => renew(panel).then(() => (fresh = Date.now())), Math.max(0, fresh + AT_MOST_EVERY - Date.now()));
  });
  news.addEventListener("end", () => {
    news.close();
    location.reload();
  });
  panel.querySelector("[data-refresh]").hidden = true;
}

async function renew(panel) {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector(`[data-job="${panel.dataset.job}"] [data-live]`);
  if (now) panel.querySelector("[data-live]").replaceWith(document.adoptNode(now));
}

for (const panel of document.querySelectorAll("[data-job]")) listen(panel);

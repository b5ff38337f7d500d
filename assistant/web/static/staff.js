// Keeps the staff page as it is now: hears that something has changed, and reads the page again.
// Everything works without it; then a reload shows what is new.

const main = document.querySelector("main[data-news]");
const lost = document.getElementById("lost");

for (const time of document.querySelectorAll("time")) tell(time);
if (main) follow(main.dataset.news);

// A moment by the reader's own clock.
function tell(time) {
  const moment = new Date(time.dateTime);
  const today = moment.toDateString() === new Date().toDateString();
  const form = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  time.textContent = new Intl.DateTimeFormat(undefined, form).format(moment);
}

function follow(address) {
  const news = new EventSource(address);
  news.addEventListener("news", look);
  news.addEventListener("open", () => { lost.hidden = true; look(); });
  news.addEventListener("error", () => { lost.hidden = false; });
  setInterval(look, 60_000); // how long somebody waits changes by itself
}

// The browser parses the page as a document of its own, in which no script runs.
function look() {
  const request = new XMLHttpRequest();
  request.open("GET", main.dataset.page);
  request.setRequestHeader("Accept", "text/html");
  request.responseType = "document";
  request.addEventListener("load", () => {
    if (request.status === 404) location.assign(main.dataset.list); // erased meanwhile
    else if (request.status === 200 && request.response) show(request.response);
    else lost.hidden = false;
  });
  request.send();
}

// Takes over what has changed; what somebody is writing stays as it is.
function show(page) {
  if (!page.querySelector("main[data-news]")) return location.reload(); // signed out meanwhile
  document.title = page.title;
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(fresh.id);
    for (const time of fresh.querySelectorAll("time")) tell(time);
    if (!old || old.isEqualNode(fresh)) continue;
    const opened = [...old.querySelectorAll("details")].map((one) => one.open);
    fresh.querySelectorAll("details").forEach((one, n) => { one.open = opened[n] ?? false; });
    const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
    old.replaceWith(document.adoptNode(fresh));
    if (focused) document.getElementById(focused)?.focus();
  }
}

// Exchanges the one-time code of somebody who has just signed in with the key for a cookie that no script can read, and
// has the cookie deleted when they have signed out. Without this script they are in until the page is loaded again.
(() => {
  "use strict";

  let done = "";

  function look() {
    const mark = document.getElementById("signed");
    if (!mark || mark.dataset.code === done) return;
    done = mark.dataset.code;
    const how = done === "out" ? { method: "DELETE" } : { method: "POST", headers: { "X-Sign-In-Code": done } };
    fetch("./auth/reviewer", { ...how, keepalive: true }).catch(() => {});
  }

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();

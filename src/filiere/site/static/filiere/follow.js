// Follows a job: asks how far it is every two seconds, writes it where the page says it, and reads the page anew when
// the job has ended. Without this script the page tells as much when it is read again.
(() => {
  const place = document.querySelector("[data-follow]");
  if (!place) return;
  const words = place.querySelector("[data-words]");
  const bar = place.querySelector("progress");
  let wait = 2000;

  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.follow, { headers: { "X-Requested-With": "fetch" } });
      if (answer.status === 401) return;
      if (answer.ok) {
        const told = await answer.json();
        if (!told.open) {
          window.location.reload();
          return;
        }
        if (words.textContent !== told.words) words.textContent = told.words;
        if (told.percent === null) bar.removeAttribute("value");
        else bar.value = told.percent;
        wait = 2000;
      }
    } catch {
      // The network is away for a moment: ask again, less often.
      wait = Math.min(wait * 2, 30000);
    }
    window.setTimeout(ask, wait);
  };
  window.setTimeout(ask, wait);
})();

// A button after each text that is there to be copied: citations, clauses, the code of a frame. Without this script, or
// where the browser lets no page copy, the text is selected by hand. Its words come with the page.
const words = document.querySelector('script[data-copy-words]').dataset;

if (navigator.clipboard) {
  for (const text of document.querySelectorAll('.cite, .embed pre')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'as-link';
    button.textContent = words.copy;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(text.textContent.trim().replace(/\s+/g, ' '));
      button.textContent = words.done;
    });
    const line = document.createElement('p');
    line.className = 'src';
    line.setAttribute('aria-live', 'polite');
    line.append(button);
    text.after(line);
  }
}

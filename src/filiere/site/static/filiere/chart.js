// Charts that answer: a card on hover, touch and focus, the arrows from mark to mark, highlight from the keys, images,
// and an address that keeps what is highlighted. A page is complete without it: each mark has its title and its link,
// and the table holds everything. Its words come with the page, in the reader's language.
const words = document.querySelector('script[data-chart-words]').dataset;
const asked = new URLSearchParams(location.search);
const SVG = 'http://www.w3.org/2000/svg';

const make = (tag, text, attributes = {}) => {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};
const visible = (list) => [...list].find((one) => one.getClientRects().length);
const openAround = (hash) => {
  const folded = hash && document.getElementById(hash.slice(1))?.closest('details');
  if (folded) folded.open = true;
};

// A title reads "name: value — what else"; one without a colon is a value alone.
const readTitle = (mark) => {
  const text = mark.querySelector('title').textContent;
  const [main, ...more] = text.split(' — ');
  const [, name, value] = main.match(/^(.*?)[\u00a0\u202f]?: (.*)$/s) ?? [null, '', main];
  return { text, value, note: [name, ...more].filter(Boolean).join('. ') };
};

for (const figure of document.querySelectorAll('figure.fig')) {
  const drawings = [...figure.querySelectorAll('svg.chart')];
  if (!drawings.length) continue;
  const about = drawings[0].querySelector(':scope > title')?.textContent ?? '';
  const sourced = figure.querySelector('[data-source]') ?? figure.closest('section')?.querySelector('[data-source]');
  const source = sourced?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  const share = make('a', words.share, { href: '' });
  const state = new URLSearchParams();

  const keepState = (name, value) => {
    if (value) state.set(name, value);
    else state.delete(name);
    const query = new URLSearchParams(location.search);
    for (const one of ['chart', 'mark', 'key']) query.delete(one);
    if (figure.id) query.set('chart', figure.id);
    for (const [one, said] of state) query.set(one, said);
    share.href = `${location.pathname}?${query}${figure.id ? `#${figure.id}` : ''}`;
  };

  // The card.
  const tip = make('div', '', { class: 'tip', role: 'status' });
  tip.hidden = true;
  figure.append(tip);
  let shown = null;
  const hide = () => { shown = null; tip.hidden = true; tip.replaceChildren(); };
  const show = (mark) => {
    shown = mark;
    const said = readTitle(mark);
    tip.replaceChildren(make('b', said.value), make('p', said.note), make('p', [about, source].filter(Boolean).join('. ')));
    const address = mark.getAttribute('href') ?? (figure.id && document.getElementById(`${figure.id}-table`) ? `#${figure.id}-table` : null);
    if (address) tip.append(make('a', address.startsWith('#') ? words.row : words.page, { href: address }));
    tip.hidden = false;
    const box = figure.getBoundingClientRect();
    const at = mark.getBoundingClientRect();
    const above = at.top - box.top - tip.offsetHeight - 12;
    tip.style.left = `${Math.min(Math.max(0, at.left - box.left + 16), Math.max(0, box.width - tip.offsetWidth))}px`;
    tip.style.top = `${at.top - tip.offsetHeight < 12 ? at.bottom - box.top + 12 : above}px`;
  };

  // A finger shows the card of a mark first; only a mark whose card was open when it came down is followed.
  let pressed = null;
  figure.addEventListener('pointerdown', () => { pressed = shown; }, true);

  for (const drawing of drawings) {
    const marks = [...drawing.querySelectorAll('title')].map((one) => one.parentElement).filter((one) => one !== drawing);
    if (!marks.length) continue;
    drawing.setAttribute('role', 'group');
    const go = (from, to) => {
      from.setAttribute('tabindex', '-1');
      to.setAttribute('tabindex', '0');
      to.focus();
    };
    for (const [place, mark] of marks.entries()) {
      const link = mark.getAttribute('href');
      mark.setAttribute('tabindex', place ? '-1' : '0');
      mark.setAttribute('aria-label', readTitle(mark).text);
      if (!link) mark.setAttribute('role', 'img');
      const choose = () => { keepState('mark', String(place)); show(mark); };
      mark.addEventListener('pointerenter', (event) => { if (event.pointerType !== 'touch') show(mark); });
      mark.addEventListener('focus', choose);
      mark.addEventListener('click', (event) => {
        if (event.pointerType === 'touch' && pressed !== mark) { event.preventDefault(); choose(); return; }
        openAround(link?.startsWith('#') ? link : '');
      });
      mark.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const end = { Home: marks[0], End: marks.at(-1) }[event.key];
        if (event.key === 'Escape') hide();
        if (!step && !end) return;
        event.preventDefault();
        go(mark, end ?? marks[(place + step + marks.length) % marks.length]);
      });
    }
  }
  figure.addEventListener('pointerleave', () => { if (!figure.contains(document.activeElement)) hide(); });
  figure.addEventListener('focusout', (event) => { if (!figure.contains(event.relatedTarget)) hide(); });
  figure.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
  tip.addEventListener('click', (event) => openAround(event.target.hash));

  // Highlight from the list of keys: what another key names is faint.
  const keys = [...figure.querySelectorAll('[data-legend]')];
  const highlight = (wanted) => {
    for (const one of figure.querySelectorAll('[data-key]')) one.classList.toggle('faint', Boolean(wanted) && one.dataset.key !== wanted);
    for (const one of keys) one.firstElementChild.setAttribute('aria-pressed', String(one.dataset.legend === wanted));
    keepState('key', wanted);
  };
  for (const one of keys) {
    const button = make('button', '', { type: 'button', class: 'as-link', 'aria-pressed': 'false' });
    button.append(...one.childNodes);
    button.addEventListener('click', () => highlight(button.getAttribute('aria-pressed') === 'true' ? '' : one.dataset.legend));
    one.append(button);
  }

  // The image is of the wide drawing on a light ground, whatever the screen: computed styles as attributes; above it the
  // finding, what is measured and the keys, below it the reading, the sources and the address, each on as many lines as
  // it needs.
  const image = () => {
    const root = document.documentElement;
    const scheme = root.dataset.scheme;
    root.dataset.scheme = 'light';
    try {
      return drawImage();
    } finally {
      if (scheme) root.dataset.scheme = scheme;
      else delete root.dataset.scheme;
    }
  };
  const drawImage = () => {
    const seen = drawings.find((one) => one.classList.contains('wide')) ?? drawings[0];
    const kept = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor', 'paint-order', 'stroke-linejoin'];
    const copyOf = (drawing) => {
      const copy = drawing.cloneNode(true);
      const from = drawing.querySelectorAll('*');
      copy.querySelectorAll('*').forEach((one, place) => {
        const style = getComputedStyle(from[place]);
        for (const name of kept) one.setAttribute(name, style.getPropertyValue(name));
      });
      return copy;
    };
    const copy = copyOf(seen);
    const [left, top, width, height] = seen.getAttribute('viewBox').split(' ').map(Number);
    const draw = (tag, attributes, text = '') => {
      const drawn = document.createElementNS(SVG, tag);
      drawn.textContent = text;
      for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
      return drawn;
    };
    const ink = getComputedStyle(figure).color;
    const tidy = (one) => (one?.textContent ?? '').replace(/[ \t\r\n]+/g, ' ').trim();
    const base = Math.max(9, Math.min(15, width / 46));
    const write = (text, x, y, size, bold = false) => draw('text', { x, y, fill: ink, 'font-size': size, 'font-family': 'sans-serif', 'font-weight': bold ? 700 : 400 }, text);
    const wrap = (text, size) => {
      const most = Math.floor(width / (size * 0.54));
      const lines = [''];
      for (const word of text.split(' ')) {
        if ((lines.at(-1) + word).length < most) lines.push(`${lines.pop()} ${word}`.trim());
        else lines.push(word);
      }
      return lines.filter(Boolean);
    };
    // Blocks are laid out downwards from 0, then shifted: those above end where the drawing begins.
    const layOut = (blocks) => {
      const made = [];
      let y = 0;
      for (const [text, size, bold] of blocks) {
        for (const words of wrap(text, size)) made.push(write(words, left, y += size * 1.35, size, bold));
        if (text) y += size * 0.4;
      }
      return { made, y };
    };
    // A figure with a title of its own says in its heading what it measures.
    const measured = [figure.dataset.title && tidy(figure.querySelector('figcaption :is(h2, h3)')), tidy(figure.querySelector('figcaption p'))];
    const head = layOut([[figure.dataset.title || tidy(figure.querySelector('figcaption :is(h2, h3)')) || about, base * 1.5, true], [measured.filter(Boolean).join('. '), base, false]]);
    let across = left;
    for (const key of figure.querySelectorAll('.keys > li, .classes tbody tr')) {
      const text = key.cells ? [...key.cells].slice(1, 3).map(tidy).filter(Boolean).join(', ') : tidy(key);
      const mark = key.querySelector('svg');
      const room = base * (2 + 0.56 * text.length);
      if (across === left) head.y += base * 1.6;
      else if (across + room > left + width) [across, head.y] = [left, head.y + base * 1.6];
      if (mark) {
        const drawn = copyOf(mark);
        for (const [name, value] of Object.entries({ x: across, y: head.y - base, width: base * 1.2, height: base * 1.2 })) drawn.setAttribute(name, value);
        head.made.push(drawn);
      }
      head.made.push(write(text, across + (mark ? base * 1.6 : 0), head.y, base));
      across += room + base;
    }
    // What speaks of the page alone is left out, and a list of sources on another page is given by its address.
    const reading = [...figure.querySelectorAll(':scope > .src:not([data-source])')].map((one) => {
      const said = one.cloneNode(true);
      for (const part of said.querySelectorAll('[data-on-page]')) part.remove();
      return [tidy(said), base * 0.9, false];
    });
    const address = sourced?.querySelector('a[href*="#"]')?.href;
    const { lang } = document.documentElement;
    const today = new Date().toLocaleDateString(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'long' }).replace(/^1 /, lang === 'fr' ? '1er ' : '1 ');
    const foot = layOut([...reading, [[source || words.sources, address].filter(Boolean).join(' '), base * 0.9, false], [`Filière, ${location.host}${location.pathname}${location.search} (${today})`, base * 0.9, false]]);
    const above = head.y + base * 1.5;
    const shift = (parts, by) => { const group = draw('g', { transform: `translate(0 ${by})` }); group.append(...parts); return group; };
    const frame = { x: left - 16, y: top - above - 16, width: width + 32, height: height + above + foot.y + base * 2 + 32 };
    for (const [name, value] of Object.entries({ viewBox: Object.values(frame).join(' '), width: frame.width, height: frame.height, xmlns: SVG })) copy.setAttribute(name, value);
    copy.prepend(draw('rect', { ...frame, fill: getComputedStyle(document.documentElement).backgroundColor }));
    copy.append(shift(head.made, top - above), shift(foot.made, top + height + base));
    return { blob: new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }), ...frame };
  };
  const save = (blob, kind) => {
    const link = make('a', '', { href: URL.createObjectURL(blob), download: `filiere-${figure.id || 'chart'}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const savers = {
    svg: () => save(image().blob, 'svg'),
    png: async () => {
      const { blob, width, height } = image();
      const picture = new Image();
      picture.src = URL.createObjectURL(blob);
      await picture.decode();
      const canvas = make('canvas', '', { width: width * 2, height: height * 2 });
      canvas.getContext('2d').drawImage(picture, 0, 0, width * 2, height * 2);
      URL.revokeObjectURL(picture.src);
      canvas.toBlob((made) => save(made, 'png'), 'image/png');
    },
  };
  let list = figure.querySelector('.links');
  if (!list) {
    list = make('ul', '', { class: 'links' });
    const embed = figure.querySelector('.embed');
    if (embed) embed.before(list); else figure.append(list);
  }
  for (const [kind, action] of Object.entries(savers)) {
    const button = make('button', `${words.image} ${kind.toUpperCase()}`, { type: 'button', class: 'as-link', 'data-image': kind });
    button.addEventListener('click', action);
    const item = make('li', '');
    item.append(button);
    list.append(item);
  }
  const item = make('li', '');
  item.append(share);
  list.append(item);
  // Copied where the browser lets a page copy; else the link leads to the address, to be copied from there.
  share.addEventListener('click', (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    history.replaceState(null, '', share.href);
    navigator.clipboard.writeText(location.href).then(() => { share.textContent = words.copied; });
  });

  keepState('', '');
  if (asked.get('chart') === figure.id && figure.id) {
    if (asked.get('key')) highlight(asked.get('key'));
    const drawing = visible(drawings);
    const marks = [...(drawing?.querySelectorAll('title') ?? [])].map((one) => one.parentElement).filter((one) => one !== drawing);
    const mark = marks[Number(asked.get('mark') ?? NaN)];
    if (mark) { keepState('mark', asked.get('mark')); show(mark); }
  }
}

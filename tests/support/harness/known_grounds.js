// A text that stands on the grounds of another, in the same hand, need not be measured again: axe takes most of its
// time to find what lies under each text of a page, and the cells of a table lie on the same.
//
// Known is the answer of a text that passed on the page as it stands, by all that it depends on: its hand, and the
// colours of every element around it; or that a text stands on a gradient or an image, which axe does not judge. Measured
// by itself is what something else may lie under: what is drawn (SVG), what is out of the flow or beside something that
// is, what stands beyond the element that colours its ground, names of fields. What fails, and whatever else axe does
// not know, is no answer for others.
(() => {
  const HAND = ["color", "fontSize", "fontWeight", "fontFamily", "textShadow", "visibility"];
  const GROUND = [
    "backgroundColor", "backgroundImage", "backgroundClip", "opacity", "filter", "mixBlendMode", "clipPath",
  ];
  const IMAGES = new Set(["bgGradient", "bgImage"]);
  const NAMED = "label, input, select, textarea, option, button, [disabled], [aria-disabled]";
  const check = axe._audit.checks["color-contrast"], measure = check.evaluate;
  let known, chains, names, apart;

  // What is moved by nothing stands where the flow puts it, whatever is placed by it.
  const isMoved = (style) => style.position !== "static" &&
    (style.position !== "relative" || [style.top, style.left].some((offset) => parseFloat(offset) !== 0));

  const isApart = (style) => isMoved(style) || style.float !== "none" || style.transform !== "none" ||
    [style.marginTop, style.marginBottom, style.marginLeft, style.marginRight].some((margin) => margin.startsWith("-"));

  function forget() {
    [known, chains, names] = [new Map(), new Map(), new Map()];
    apart = [];
    for (const element of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      if (isApart(style) && style.clipPath === "none") apart.push([element, element.getBoundingClientRect()]);
    }
  }

  // The number of a chain of elements of the same colours, and the nearest that colours the ground; -1 for one apart.
  function findChain(element) {
    if (chains.has(element)) return chains.get(element);
    const style = getComputedStyle(element), parent = element.parentElement;
    const [above, ground] = parent ? findChain(parent) : [0, element];
    let chain = [-1, ground];
    if (above !== -1 && !isApart(style) && !element.matches(NAMED) && !(element instanceof SVGElement)) {
      const name = [above, element.localName, element.className, ...GROUND.map((name) => style[name])].join("|");
      if (!names.has(name)) names.set(name, names.size + 1);
      const isColoured = style.backgroundColor !== "rgba(0, 0, 0, 0)" || style.backgroundImage !== "none";
      chain = [names.get(name), isColoured ? element : ground];
    }
    chains.set(element, chain);
    return chain;
  }

  const meets = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  const holds = (outer, inner) => outer.left <= inner.left + 1 && outer.top <= inner.top + 1 &&
    outer.right >= inner.right - 1 && outer.bottom >= inner.bottom - 1;

  // What the answer of a text depends on; nothing for one that is to be measured by itself.
  function nameText(element) {
    const [chain, ground] = findChain(element);
    if (chain === -1) return undefined;
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const words = texts.map((node) => node.data).join("");
    // Axe does not know what a single character or a sign is, where it would fail.
    const isText = /[\p{L}\p{N}]\s*[\p{L}\p{N}]/u.test(words);
    const box = element.getBoundingClientRect();
    if (!holds(ground.getBoundingClientRect(), box) || apart.some(([, other]) => meets(box, other))) return undefined;
    const style = getComputedStyle(element);
    return [chain, isText, ...HAND.map((name) => style[name])].join("|");
  }

  check.evaluate = function (element, ...rest) {
    const name = nameText(element);
    if (known.has(name)) return known.get(name);
    let why;
    const said = (data) => { why = data?.messageKey; return this.data(data); };
    const answer = measure.call(Object.create(this, { data: { value: said } }), element, ...rest);
    if (name !== undefined && (answer === true || (answer === undefined && IMAGES.has(why)))) known.set(name, answer);
    return answer;
  };

  const run = axe.run;
  axe.run = (...asked) => {
    forget();
    return run.apply(axe, asked);
  };
})();

// A text that stands on the grounds of another, in the same hand, need not be measured again: axe takes most of its
// time to find what lies under each text of a page, and the cells of a table lie on the same.
//
// Known is a text that passed, by all that its answer depends on: its hand, and the colours of every element around it;
// or that a text stands on a gradient or an image, which axe does not judge. None of it depends on the page or on the
// width: what passed is known on the next page as well, `learn` is told what has passed before, and `judge` tells what
// has passed here. Measured by itself is what something else may lie under: what is drawn (SVG), what is out of the
// flow without an opaque ground of its own or beside something that is, what stands beyond the element that colours its
// ground, what has a ground drawn by `::before` or `::after`, fields. What fails, and whatever else axe does not know, is
// no answer for others.
(() => {
  const HAND = ["color", "fontSize", "fontWeight", "fontFamily", "textShadow", "visibility"];
  const GROUND = [
    "backgroundColor", "backgroundImage", "backgroundClip", "opacity", "filter", "mixBlendMode", "clipPath",
  ];
  const IMAGES = new Set(["bgGradient", "bgImage"]);
  const CLEAR = "rgba(0, 0, 0, 0)";
  const FIELD = "input, select, textarea, option, :disabled, [disabled], [aria-disabled]";
  const FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA"]);
  const check = axe._audit.checks["color-contrast"], measure = check.evaluate;
  const rule = axe._audit.rules.find(({ id }) => id === "color-contrast"), match = rule.matches;
  const passed = new Set();
  let told = [], chains, texts, apart;

  // What is moved by nothing stands where the flow puts it, whatever is placed by it.
  const isMoved = (style) => style.position !== "static" &&
    (style.position !== "relative" || [style.top, style.left].some((offset) => parseFloat(offset) !== 0));

  const isApart = (style) => isMoved(style) || style.float !== "none" || style.transform !== "none" ||
    [style.marginTop, style.marginBottom, style.marginLeft, style.marginRight].some((margin) => margin.startsWith("-"));

  // What is placed above the flow hides what it lies on, where its ground is opaque: its texts stand on that alone.
  const isCover = (style) => style.position !== "static" && !(parseInt(style.zIndex) < 0) && style.float === "none" &&
    style.transform === "none" && style.backgroundColor.startsWith("rgb(") && style.backgroundImage === "none" &&
    style.backgroundClip === "border-box" && style.opacity === "1";

  const isScrolled = (style) => [style.overflowX, style.overflowY].some((way) => way === "auto" || way === "scroll");

  const isColoured = (style) => style.backgroundColor !== CLEAR || style.backgroundImage !== "none";

  const hasDrawnGround = (element) => ["::before", "::after"].some((part) => {
    const style = getComputedStyle(element, part);
    return style.content !== "none" && style.content !== "normal" && isColoured(style);
  });

  function forget() {
    [told, chains, texts, apart] = [[], new Map(), new Map(), undefined];
  }

  // What may lie over others, and where.
  function listApart() {
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      if (isApart(style) && style.clipPath === "none") found.push([element, element.getBoundingClientRect()]);
    }
    return found;
  }

  // 53 bits of a text in letters and digits, the same on every page.
  function digest(text) {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
  }

  // The digest of a chain of elements of the same colours, the nearest that colours the ground, and the outermost of
  // those in it that scroll, through which the texts in it are seen; a digest of -1 for an element apart.
  function findChain(element) {
    if (chains.has(element)) return chains.get(element);
    const style = getComputedStyle(element), parent = element.parentElement;
    const [above, ground, port] = parent ? findChain(parent) : [0, element];
    let chain = [-1, ground];
    if (
      above !== -1 && (!isApart(style) || isCover(style)) && !element.matches(FIELD) &&
      !(element instanceof SVGElement) && !hasDrawnGround(element)
    ) {
      const name = [above, element.localName, element.className, ...GROUND.map((name) => style[name])].join("|");
      const own = isScrolled(style) ? element : undefined;
      chain = isColoured(style) ? [digest(name), element, own] : [digest(name), ground, port ?? own];
    }
    chains.set(element, chain);
    return chain;
  }

  const meets = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

  const holds = (outer, inner) => outer.left <= inner.left + 1 && outer.top <= inner.top + 1 &&
    outer.right >= inner.right - 1 && outer.bottom >= inner.bottom - 1;

  // Whether a text stands on its ground, and nothing placed by itself meets it: of what scrolls, where it is seen as well.
  function isAlone(element, ground, port) {
    const box = element.getBoundingClientRect(), seen = port ? port.getBoundingClientRect() : box;
    if (port !== ground && !holds(ground.getBoundingClientRect(), seen)) return false;
    apart ??= listApart();
    return !apart.some(([other, place]) =>
      !other.contains(element) && (meets(box, place) || (port && meets(seen, place) && !port.contains(other))));
  }

  const readWords = (element) =>
    [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("");

  // What the answer of a text depends on; nothing for one that is to be measured by itself.
  function nameText(element) {
    if (!texts.has(element)) texts.set(element, computeName(element));
    return texts.get(element);
  }

  function computeName(element) {
    const [chain, ground, port] = findChain(element);
    if (chain === -1 || !isAlone(element, ground, port)) return undefined;
    // Axe does not know what a single character or a sign is, where it would fail.
    const isText = /[\p{L}\p{N}]\s*[\p{L}\p{N}]/u.test(readWords(element));
    const style = getComputedStyle(element);
    return digest([chain, isText, ...HAND.map((name) => style[name])].join("|"));
  }

  // Axe asks this of every element of a page, and works long to find that most have no words of their own.
  rule.matches = function (element, ...rest) {
    if (!FIELDS.has(element.nodeName) && !readWords(element).trim()) return false;
    const name = nameText(element);
    if (passed.has(name) || !match.call(this, element, ...rest)) return false;
    if (name === undefined) return true;
    // It is measured as soon as it is met, for its likes that follow; what passes is no node of the result.
    check.evaluate.call({ data() {}, relatedNodes() {} }, element, check.options, ...rest);
    return !passed.has(name);
  };

  check.evaluate = function (element, ...rest) {
    const name = nameText(element);
    let why;
    const said = (data) => { why = data?.messageKey; return this.data(data); };
    const answer = measure.call(Object.create(this, { data: { value: said } }), element, ...rest);
    if (name !== undefined && (answer === true || (answer === undefined && IMAGES.has(why)))) {
      passed.add(name);
      told.push(name);
    }
    return answer;
  };

  // Learn the names of texts that passed elsewhere.
  axe.learn = (names) => names.forEach((name) => passed.add(name));

  // Run axe; give what it found, and the names of texts that passed here and that were not known.
  axe.judge = async (rules) => {
    forget();
    return [await axe.run(rules), told.join(" ")];
  };
})();

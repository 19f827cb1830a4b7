// The record as a picture: a strip from the first entry to the last, with marks where something is wrong, how far checkpoints and
// witnesses cover it, and who wrote where. Each row is a name and a band; all that it shows stands in words beside it.

const SVG = 'http://www.w3.org/2000/svg';
const MOST_ROWS = 10;
const ACROSS = 256;

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function band(says, shapes, tall = false) {
  const svg = shape('svg', { viewBox: `0 0 ${ACROSS} 10`, preserveAspectRatio: 'none', role: 'img', 'aria-label': says });
  if (tall) svg.classList.add('tall');
  svg.append(...shapes);
  return svg;
}

const row = (name, svg) => [element('div', { class: 'name' }, ...name), svg];

function picture({ told, picture: seen }) {
  const size = seen.size;
  const columns = Math.max(1, Math.ceil(size / seen.width));
  const step = ACROSS / columns;
  const at = (place) => (size ? (Math.min(Number(place), size) / size) * ACROSS : 0);
  const last = seen.marks.findLastIndex((one) => one > 0);
  const marks = [...seen.marks.slice(0, columns - 1), seen.marks.slice(columns - 1).reduce((sum, one) => sum + one, 0)];
  const wrong = marks.flatMap((one, column) => (one ? [column] : []));
  const says = spoken(
    'picture-says', size,
    last < 0 ? word('picture-clean') : spoken('picture-wrong', wrong.length, columns, wrong[0] * seen.width),
  );
  const rows = [
    ...row([word('row-record')], band(says, [
      ...(size ? [shape('rect', { x: 0, y: 3, width: ACROSS, height: 4, class: 'light' })] : []),
      ...wrong.map((column) => shape('rect', { x: column * step, y: 0, width: Math.max(step, 1), height: 10, class: 'wrong' })),
    ], true)),
    element('div', { class: 'scale' }, valueNode(0), valueNode(size)),
    ...covering(told, seen, at, size),
    ...writing(seen, columns, step),
  ];
  const legend = element('ul', { class: 'legend' });
  for (const [kind, name] of [['wrong', 'legend-wrong'], ['sure', 'legend-covered'], ['ink', 'legend-entries']]) {
    const key = shape('svg', { viewBox: '0 0 14 12', 'aria-hidden': 'true' });
    key.append(shape('rect', { x: 0, y: 1, width: 14, height: 10, class: kind }));
    legend.append(element('li', {}, key, word(name)));
  }
  return element('figure', {}, element('figcaption', {}, word('picture')), element('div', { class: 'strip' }, ...rows), legend);
}

function covering(told, seen, at, size) {
  const lines = [];
  const cover = (name, sizes) => {
    const whole = element('span', {}, ...name);
    const sorted = sizes.map(Number).filter((one) => one <= size).sort((one, other) => one - other);
    const reach = sorted.at(-1);
    const says = reach === undefined ? spoken('covers-nothing', whole.textContent) : spoken('covers-says', whole.textContent, reach, size);
    const shapes = reach === undefined ? [] : [
      shape('rect', { x: 0, y: 3.5, width: at(reach), height: 3, class: 'sure' }),
      ...sorted.slice(-200).map((one) => shape('rect', { x: Math.max(0, at(one) - 0.6), y: 0, width: 0.6, height: 10, class: 'sure' })),
    ];
    lines.push(...row([whole, ' ', element('span', { class: 'quiet' }, ...(reach === undefined ? ['–'] : [valueNode(reach)]))], band(says, shapes)));
  };
  cover([word('row-points')], seen.points.filter((one) => !one.yours).map((one) => one.size));
  const yours = seen.points.filter((one) => one.yours).map((one) => one.size);
  if (yours.length) cover([word('row-yours')], yours);
  for (const [name, reach] of seen.reach) cover(say('row-witness', name), reach === null ? [] : [reach]);
  return [element('h4', {}, word('row-covers')), ...lines];
}

function writing(seen, columns, step) {
  const rows = [...seen.rows].sort((one, other) => other.total - one.total);
  const lines = [element('h4', {}, word('row-actors'))];
  for (const { name, total, columns: held } of rows.slice(0, MOST_ROWS)) {
    const most = Math.max(...held);
    const shapes = held.slice(0, columns).flatMap((one, column) =>
      one ? [shape('rect', { x: column * step, y: 0, width: step * 1.03, height: 10, class: 'ink', 'fill-opacity': 0.25 + (0.75 * one) / most })] : [],
    );
    const whole = element('span', {}, valueNode(name), ' ', element('span', { class: 'quiet' }, valueNode(total)));
    lines.push(...row([whole], band(whole.textContent, shapes)));
  }
  if (seen.actors > Math.min(rows.length, MOST_ROWS)) {
    lines.push(element('div', { class: 'name quiet' }, ...say('row-more', seen.actors - Math.min(rows.length, MOST_ROWS))), element('span'));
  }
  return lines;
}

// The result: a verdict, what is wrong by kind, what was checked, and what could not be. And the same as a file to show to others.

const FIRST_SHOWN = 20;

// These speak of so many entries, not of the one at a place.
const OF_A_SIZE = new Set([
  'point-unsigned-export', 'point-unsigned-yours', 'point-unread', 'point-late', 'two-histories', 'rewritten', 'short', 'short-totals', 'cut',
  'totals-export', 'totals-yours', 'not-signed', 'not-witnessed', 'log-key-unmade', 'log-key-policy', 'line-unread', 'line-kind',
]);
const where = ({ id, place }) => [OF_A_SIZE.has(id) ? 'at-size' : 'at-entry', place];

function verdictText({ told }) {
  if (!told.wrong) return say('verdict-good');
  return told.wrong === 1n ? say('verdict-bad-1') : say('verdict-bad', told.wrong);
}

// What was checked and what was not, as lists of [name, ...values].
function covered({ told, given, picture: seen }) {
  const points = seen.points.filter((one) => !one.yours).length;
  const did = [['did-chain', told.entries, seen.actors], ['did-signatures'], points ? ['did-points', points] : ['did-points-none'], ['did-sums']];
  const not = [];
  const either = (there, yes, no) => (there ? did.push(yes) : not.push(no));
  either(given.checkpoints, ['did-yours', given.checkpoints], ['not-yours']);
  either(given.log, ['did-log'], ['not-log']);
  either(given.receipts, ['did-receipts', given.receipts], ['not-receipts']);
  either(given.policy, told.cosigners.length ? ['did-policy', told.cosigners.join(', ')] : ['did-policy-none'], ['not-policy']);
  either(given.actors, ['did-actors', given.actors], ['not-actors']);
  either(given.totals, ['did-totals'], ['not-totals']);
  if (told.opened) did.push(['did-bodies', told.opened, told.entries]);
  if (told.opened < told.entries) not.push(['not-bodies', told.entries - told.opened, told.entries]);
  if (told.lists) did.push(['did-lists', told.lists]);
  else if (!told.unchecked.size) not.push(['not-lists']);
  for (const [why, { lists, first }] of told.unchecked) not.push([`not-lists-${why}`, lists, namedLists(lists, first)]);
  if (told.closed.entries) not.push(['not-own', told.closed.entries, namedLists(told.closed.entries, told.closed.first.map((place) => [place, '']))]);
  if (told.uncovered) not.push(['not-tail', told.uncovered]);
  not.push(['not-true'], ['not-silent']);
  return { did, not };
}

// The first of the lists, each by the entry that published it, and its day where that is known.
function namedLists(lists, first) {
  const named = first.map(([place, listed]) => `${place} ${listed}`.trim());
  return `${named.join(', ')}${lists > first.length ? ', ...' : ''}`;
}

function kindsOf(findings) {
  const groups = new Map(Object.keys(TEXTS.en.kinds).map((kind) => [kind, []]));
  for (const one of findings) groups.get(kindOf(one.code)).push(one);
  return [...groups].filter(([, held]) => held.length);
}

const kindText = (kind) => TEXTS[language].kinds[kind] ?? TEXTS.en.kinds[kind];

function findingItem(one) {
  return element('li', {}, element('span', {}, ...say(...where(one))), element('span', {}, ...sentenceNodes(one.id, one.given)));
}

function group(kind, held) {
  const [name, means] = kindText(kind);
  const list = element('ol', {}, ...held.slice(0, FIRST_SHOWN).map(findingItem));
  const made = element('article', { class: 'finding', 'data-kind': kind }, element('h4', {}, name), element('p', { class: 'quiet' }, means), list);
  if (held.length > FIRST_SHOWN) {
    const all = element('button', {
      type: 'button', class: 'small',
      onclick: () => {
        list.append(...held.slice(FIRST_SHOWN).map(findingItem));
        all.remove();
        rest.remove();
      },
    }, ...say('show-all', held.length));
    const rest = element('p', { class: 'quiet' }, ...say('shown-of', FIRST_SHOWN, held.length));
    made.append(rest, all);
  }
  return made;
}

function facts({ told, seconds }) {
  const list = element('dl');
  const add = (name, value) => list.append(element('dt', {}, word(name)), element('dd', {}, ...[value].flat()));
  add('operation', valueNode(told.operation));
  add('entries', valueNode(told.entries));
  add('opened', valueNode(told.opened));
  add('root', code(told.root));
  add('took', say('seconds', Math.round(seconds * 10) / 10));
  return list;
}

const bullets = (items) => element('ul', {}, ...items.map(([name, ...given]) => element('li', {}, ...say(name, ...given))));

function reportNodes(result) {
  const { told } = result;
  const { did, not } = covered(result);
  const nodes = [
    element('h2', { id: 'verdict', class: `sentence ${told.wrong ? 'bad' : 'good'}`, tabindex: '-1' }, ...verdictText(result)),
    element('p', {}, word(told.wrong ? 'bad-says' : 'good-says')),
    facts(result),
    picture(result),
  ];
  if (told.wrong) {
    nodes.push(element('h3', { id: 'wrong' }, word('findings')));
    if (told.wrong > told.findings.length) nodes.push(element('p', {}, ...say('first-only', told.findings.length, told.wrong)));
    nodes.push(...kindsOf(told.findings).map(([kind, held]) => group(kind, held)));
  }
  if (result.drawn) nodes.push(...drawnNodes(result.drawn));
  nodes.push(
    element('div', { class: `attention${told.wrong ? ' bad' : ''}` }, element('h3', {}, word('checked')), bullets(did)),
    element('div', { class: 'attention warn' }, element('h3', {}, word('unchecked')), bullets(not)),
  );
  return nodes;
}

const drawnLine = ({ place, kind, actor, open }) => [...say('drawn-entry', place, kind, actor), ...(open ? [` (${word('drawn-open')})`] : [])];

// What a beacon drew, to be looked at on paper.
function drawnNodes(drawn) {
  return [
    element('h3', {}, word('sample-title')),
    element('p', {}, ...say('drawn', drawn.size, drawn.among)),
    element('ul', { id: 'drawn' }, ...drawn.entries.map((one) => element('li', {}, ...drawnLine(one)))),
  ];
}

// The same as text, in the reader's language.
function reportText(result, moment) {
  const { told } = result;
  const { did, not } = covered(result);
  const line = (nodes) => {
    const holder = element('span');
    holder.append(...nodes);
    return holder.textContent;
  };
  const lines = [line(verdictText(result)), ''];
  lines.push(`${word('operation')}: ${shownText(told.operation)}`, `${word('entries')}: ${number(told.entries)}`, `${word('root')}: ${told.root}`, '');
  for (const [kind, held] of kindsOf(told.findings)) {
    lines.push(kindText(kind)[0], ...held.map((one) => `  ${spoken(...where(one))}: ${line(sentenceNodes(one.id, one.given))} [${one.code}]`), '');
  }
  if (told.wrong > told.findings.length) lines.push(spoken('first-only', told.findings.length, told.wrong), '');
  if (result.drawn) {
    const { size, among, entries } = result.drawn;
    lines.push(word('sample-title'), spoken('drawn', size, among), ...entries.map((one) => `  ${line(drawnLine(one))}`), '');
  }
  for (const [name, items] of [['checked', did], ['unchecked', not]]) {
    lines.push(word(name), ...items.map(([each, ...given]) => `  - ${spoken(each, ...given)}`), '');
  }
  lines.push(spoken('saved', { instant: moment }));
  return `${lines.join('\n')}\n`;
}

// The same as data: what `safepassage_verify.py --json` prints, field for field.
function reportData({ told }) {
  const findings = told.findings.map(({ place, code: found, says }) => ({ place, code: found, says }));
  return `${jsonText({ ...told, findings })}\n`;
}

function jsonText(value) {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const pairs = value instanceof Map ? [...value] : Object.entries(value);
    return `{${pairs.map(([name, one]) => `${jsonText(name)}: ${jsonText(one)}`).join(', ')}}`;
  }
  // As text for a program the same, and nothing in it steers the terminal that it is printed on.
  return JSON.stringify(value).replace(UNSHOWN, (one) => one.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`));
}

// The page: it takes files, has them checked beside itself, and shows what came out. It asks no network and keeps nothing.

const byId = (name) => document.getElementById(name);
const SAY_EVERY = 3000; // milliseconds between two spoken pieces of news

let worker = null;
let shown = null; // what stands in the result: {result}, {refused}, {failed} or {stopped}
let saidAt = 0;

function write() {
  for (const one of document.querySelectorAll('[data-text]')) one.replaceChildren(...say(one.dataset.text));
  document.title = `Safe Passage: ${word('title')}`;
  byId('language').value = language;
  roles();
  if (shown) show();
}

// One row for each kind of file.
function roles() {
  byId('roles').replaceChildren(...ROLES.map(roleRow));
}

function roleRow(role) {
  const name = element('strong', {}, word(`role-${role}`));
  const why = element('span', { class: 'quiet' }, ...say(`why-${role}`));
  const input = element('input', {
    type: 'file', 'aria-label': spoken('choose-role', word(`role-${role}`)), 'data-role': role, multiple: role === 'checkpoints',
    onchange: async () => told(await take(input.files, role), `[data-role=${role}]`),
  });
  const files = filesOf(role).map((file) => {
    const remove = element('button', {
      type: 'button', class: 'small', 'aria-label': spoken('remove-file', file.name),
      onclick: () => {
        drop(role, file);
        told([], `[data-role=${role}]`);
      },
    }, word('remove'));
    return element('li', {}, element('span', { class: 'file' }, valueNode(file.name)), remove);
  });
  const needed = role === 'export' && !files.length ? [' ', element('span', { class: 'needed' }, `(${word('needed')})`)] : [];
  return element('li', {},
    element('div', {}, name, ...needed, element('br'), why),
    element('label', { class: 'button small' }, element('span', { 'aria-hidden': 'true' }, word('choose')), input),
    ...(files.length ? [element('ul', { class: 'files' }, ...files)] : []));
}

// After files came or went: show them, say what is odd, leave the focus where it was.
function told(odd, focus = '') {
  byId('odd').hidden = !odd.length;
  byId('odd').replaceChildren(...odd.flatMap((nodes, at) => [...(at ? ['\n'] : []), ...nodes]));
  write();
  if (focus) document.querySelector(focus)?.focus();
}

function listen() {
  const area = byId('drop');
  byId('many').onchange = async (event) => {
    const files = [...event.target.files];
    told(await take(files));
    event.target.value = '';
  };
  // Wherever on the page files are dropped they are taken: a browser left to itself would open them in the page's place.
  addEventListener('dragover', (event) => {
    event.preventDefault();
    area.classList.add('over');
  });
  addEventListener('dragleave', () => area.classList.remove('over'));
  addEventListener('drop', async (event) => {
    event.preventDefault();
    area.classList.remove('over');
    told(await take([...event.dataTransfer.files]));
  });
  byId('language').onchange = (event) => {
    speak(event.target.value);
    write();
  };
  byId('log').oninput = () => {
    byId('log-why').dataset.text = 'log-why';
    byId('log-why').replaceChildren(...say('log-why'));
  };
  byId('files').onsubmit = (event) => {
    event.preventDefault();
    start();
  };
  byId('stop').onclick = () => finish({ stopped: true });
}

function start() {
  const skew = Number(byId('skew').value);
  const faults = [];
  if (!taken.export) faults.push(say('no-export-given'));
  if (!Number.isInteger(skew) || skew < 0 || skew > 86400 || byId('skew').value === '') faults.push(say('odd-skew'));
  const sample = sampleAsked();
  if (sample === undefined) faults.push(say('odd-sample'));
  told(faults);
  if (faults.length) {
    (!taken.export ? document.querySelector('[data-role=export]') : byId(sample === undefined && faults.length === 1 ? 'count' : 'skew')).focus();
    return;
  }
  worker?.terminate();
  shown = null;
  byId('result').hidden = true;
  byId('progress').hidden = false;
  byId('check').disabled = true;
  byId('bar').value = 0;
  byId('news').replaceChildren();
  byId('live').textContent = word('started');
  saidAt = performance.now();
  byId('stop').focus();
  try {
    worker = engine();
    worker.postMessage({ ...taken, log: byId('log').value.trim(), skew, sample });
  } catch {
    finish({ failed: word('failed-worker') });
  }
}

// What shall be drawn; null where nothing, undefined where that makes no sense.
function sampleAsked() {
  const beacon = byId('beacon').value;
  if (!beacon.trim()) return null;
  const [count, size] = [Number(byId('count').value), Number(byId('size').value)];
  if (!Number.isInteger(count) || count < 1 || count > 100_000 || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { beacon, count, size, kinds: byId('kinds').value.split(/\s+/).filter((kind) => kind) };
}

function engine() {
  const text = byId('engine').textContent;
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const made = new Worker(address);
  made.onerror = (event) => {
    event.preventDefault();
    finish({ failed: event.message || word('failed-worker') });
  };
  made.onmessage = ({ data }) => {
    URL.revokeObjectURL(address);
    if (data.progress) news(data.progress);
    else finish(data);
  };
  return made;
}

function news({ bytes, of, entries, wrong }) {
  byId('bar').value = of ? bytes / of : 1;
  byId('news').replaceChildren(...say('reading', percent(of ? bytes / of : 1), entries, wrong));
  if (performance.now() - saidAt < SAY_EVERY) return;
  saidAt = performance.now();
  byId('live').textContent = byId('news').textContent;
}

function finish(what) {
  worker?.terminate();
  worker = null;
  shown = what;
  byId('progress').hidden = true;
  byId('check').disabled = false;
  show();
  byId('verdict').focus();
  byId('live').textContent = byId('verdict').textContent;
}

// Why there is no result, as nodes.
function reasonNodes({ refused, failed, stopped }) {
  if (stopped) return say('stopped');
  if (failed) return say('failed', failed);
  return say(`refused-${refused.id}`, ...refused.given);
}

function show() {
  const section = byId('result');
  section.hidden = false;
  if (!shown.result) {
    const why = shown.stopped ? [] : [element('p', {}, word('none-why'))];
    section.replaceChildren(
      element('h2', { id: 'verdict', class: 'sentence', tabindex: '-1' }, word('verdict-none')),
      element('p', { class: 'refused' }, ...reasonNodes(shown)), ...why);
    return;
  }
  const actions = element('div', { class: 'actions' },
    element('button', { type: 'button', id: 'save-text', onclick: () => save('txt', 'text/plain', reportText(shown.result, Date.now() / 1000)) }, word('save-text')),
    element('button', { type: 'button', id: 'save-json', onclick: () => save('json', 'application/json', reportData(shown.result)) }, word('save-json')),
    element('button', { type: 'button', id: 'print', onclick: () => print() }, word('print')));
  section.replaceChildren(...reportNodes(shown.result), actions);
}

function save(ending, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = element('a', { href: address, download: `safepassage-check.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

speak('');
listen();
byId('app').hidden = false;
write();

// What the reader brought: which file is what. It is recognised by its first bytes; what is not clear the reader says.

const ROLES = ['export', 'checkpoints', 'receipts', 'policy', 'actors', 'totals'];
const taken = { export: null, checkpoints: [], receipts: null, policy: null, actors: null, totals: null };

// The role of a file by its beginning: '' where it is not clear, 'empty', or 'log' for a line with the log's key.
async function roleOf(file) {
  const start = await file.slice(0, 4096).text();
  if (start.trim() === '') return 'empty';
  if (/^\s*\{\s*"export"\s*:/.test(start) || /"safepassage-export\//.test(start.slice(0, 1000))) return 'export';
  if (/\n\n\u2014 /.test(start.replace(/\r\n?/g, '\n'))) return 'checkpoints';
  if (/^\s*\{[^\n]*"receipt"\s*:/.test(start)) return 'receipts';
  if (/^\s*\{\s*"(totals"\s*:\s*\{|size"\s*:)/.test(start)) return 'totals';
  if (/^\s*\{\s*("[^"]*"\s*:\s*\[?\s*"[0-9a-fA-F]{64}"|\})/.test(start)) return 'actors';
  if (/^[ \t]*quorum[ \t]+\S/m.test(start) || /^[ \t]*witness[ \t]+\S+[ \t]+\S+\+/m.test(start)) return 'policy';
  if (/^[^\n+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\s*$/.test(start)) return 'log';
  return '';
}

// Take files in, each in its row or all into one; what to tell the reader of it, as nodes.
async function take(files, role = '') {
  const odd = [];
  for (const file of files) {
    const found = role || (await roleOf(file));
    if (found === 'empty') odd.push(say('odd-empty', file.name));
    else if (found === 'log') document.getElementById('log').value = (await file.text()).trim();
    else if (found === 'checkpoints') taken.checkpoints.push(file);
    else if (found === '') odd.push(say('odd-file', file.name));
    else {
      if (taken[found] && !role) odd.push(say('odd-second', file.name, taken[found].name));
      taken[found] = file;
    }
    if (found === 'policy') await keyFromPolicy(file);
  }
  return odd;
}

// A quorum file may name the log: then the reader need not type its key, only compare it.
async function keyFromPolicy(file) {
  const keys = [...(await file.text()).matchAll(/^[ \t]*log[ \t]+(\S+)/gm)].map(([, key]) => key);
  const field = document.getElementById('log');
  if (keys.length !== 1 || field.value !== '') return;
  [field.value] = keys;
  document.getElementById('log-why').dataset.text = 'log-from-policy';
}

function drop(role, file) {
  if (role === 'checkpoints') taken.checkpoints = taken.checkpoints.filter((one) => one !== file);
  else taken[role] = null;
}

const filesOf = (role) => (role === 'checkpoints' ? taken.checkpoints : taken[role] ? [taken[role]] : []);

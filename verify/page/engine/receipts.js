// Receipts: the log's signed word that an entry stands at a place.

const RECEIPT = utf8('safepassage/receipt/1\n');
const RECEIPT_FIELDS = ['actor', 'leaf', 'operation', 'receipt', 'sequence', 'signature'];

// The receipts of a file, one a line, by their places.
function readReceipts(text) {
  const found = new Map();
  for (const line of linesOf(text)) {
    const one = receiptOf(readJson(line), line);
    if (!found.has(one.place)) found.set(one.place, []);
    found.get(one.place).push(one);
  }
  return found;
}

function receiptOf(data, line) {
  if (!isTable(data) || data.size !== RECEIPT_FIELDS.length || !RECEIPT_FIELDS.every((name) => data.has(name))) throw new Fault('ValueError');
  const [operation, actor, leaf, signature] = ['operation', 'actor', 'leaf', 'signature'].map((name) => data.get(name));
  const [sequence, place] = [data.get('sequence'), data.get('receipt')];
  const typed = [operation, actor, leaf, signature].every((one) => typeof one === 'string') && wholeFrom(sequence, 0n) && wholeFrom(place, 0n);
  if (!typed || !HASH.test(leaf) || !/^[0-9a-f]{128}$/.test(signature) || oneForm(data) !== line) throw new Fault('ValueError');
  const said = new Map([...data].filter(([name]) => name !== 'signature'));
  return { operation, actor, sequence, place, leaf, message: joined(RECEIPT, strictUtf8(oneForm(said))), signature: unhex(signature) };
}

// Whether the log with this key gave the receipt.
const gaveReceipt = async (receipt, log) => receipt.operation === log.name && signed(log.public, receipt.message, receipt.signature);

// Signatures, by the browser's own WebCrypto: Ed25519 under the record's one rule, and ML-DSA-44.

const PRIME = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const EIGHTH = [
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
];
const little = (bytes) => BigInt(`0x${hex(Uint8Array.from(bytes).reverse()) || '0'}`);
const SMALL = new Set([0n, 1n, PRIME - 1n, ...EIGHTH.map((one) => little(unhex(one)))]);

const SMALL_STARTS = new Set([...SMALL].map((y) => Number(y & 0xffn)));

// A point's bytes are believed where they are its one form and it is not of small order.
function sound(point) {
  // The few that are not begin with few bytes or are filled with ones: for all others the long number need not be made.
  if (point.length === 32 && !SMALL_STARTS.has(point[0]) && point[15] !== 0xff) return true;
  const y = little(point) & (2n ** 255n - 1n);
  return y < PRIME && !SMALL.has(y);
}

const importedKeys = new WeakMap(); // by the bytes as they are held: who holds a key longer asks for it often

function imported(algorithm, format, length, good, bytes) {
  if (!importedKeys.has(bytes)) {
    const made = bytes.length === length && good(bytes);
    // A key that cannot be one has no signatures; a browser that has no such signatures must be told apart from it.
    const key = made
      ? crypto.subtle.importKey(format, bytes, { name: algorithm }, false, ['verify']).catch((error) => {
          if (error.name === 'NotSupportedError' || error instanceof TypeError) throw new WrongUse('no-algorithm', algorithm);
          return null;
        })
      : Promise.resolve(null);
    importedKeys.set(bytes, key);
  }
  return importedKeys.get(bytes);
}

async function holds(algorithm, key, message, signature) {
  const ready = await key;
  return ready !== null && crypto.subtle.verify({ name: algorithm }, ready, signature, message);
}

// Whether the Ed25519 signature holds; R and key of small order, and S above the group order, never do.
async function signed(key, message, signature) {
  if (signature.length !== 64 || !sound(signature.subarray(0, 32))) return false;
  // Most signatures are far below the order: the long numbers are only compared where the first byte leaves a doubt.
  if (signature[63] >= 0x10 && little(signature.subarray(32)) >= ORDER) return false;
  return holds('Ed25519', imported('Ed25519', 'raw', 32, sound, key), message, signature);
}

async function latticeSigned(key, message, signature) {
  return holds('ML-DSA-44', imported('ML-DSA-44', 'raw-public', 1312, () => true, key), message, signature);
}

// A program that checks must first know that it can: the first test vector of RFC 8032, once as it is and once with one bit changed,
// and SHA-256 beside the browser's own.
async function selfTest() {
  if (typeof crypto === 'undefined' || !crypto.subtle) throw new WrongUse('no-crypto');
  const key = unhex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const signature = unhex(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  );
  const wrong = Uint8Array.from(signature);
  wrong[1] ^= 1;
  let fine;
  try {
    fine = (await signed(key, new Uint8Array(0), signature)) && !(await signed(key, new Uint8Array(0), wrong));
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    fine = false;
  }
  if (!fine) throw new WrongUse('no-algorithm', 'Ed25519');
  for (const length of [0, 3, 55, 56, 64, 119, 120, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 255);
    const theirs = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    if (hex(theirs) !== hex(sha256(bytes))) throw new WrongUse('no-algorithm', 'SHA-256');
  }
}

// The page's texts in the reader's language, with values set apart: a place, a hash or a name reads from left to right everywhere.

const RIGHT_TO_LEFT = new Set(['ar', 'he']);
let language = 'en';
let locale = 'en-GB';

// The first language of the reader that the page has, and the form of numbers and dates that goes with it.
function speak(wanted) {
  const asked = wanted ? [wanted, ...navigator.languages] : [...navigator.languages, 'en'];
  const known = asked.map((one) => one.split('-')[0]).find((one) => Object.hasOwn(TEXTS, one)) ?? 'en';
  language = known;
  locale = navigator.languages.find((one) => one.split('-')[0] === known && one !== known) ?? { en: 'en-GB', ar: 'ar', he: 'he' }[known];
  document.documentElement.lang = known;
  document.documentElement.dir = RIGHT_TO_LEFT.has(known) ? 'rtl' : 'ltr';
}

const number = (value) => new Intl.NumberFormat(locale).format(value);
const percent = (part) => new Intl.NumberFormat(locale, { style: 'percent' }).format(part);
const instant = (seconds) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' }).format(new Date(seconds * 1000));

const DAY = /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/;
const day = (text) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`));

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick' || key === 'onchange') made[key] = value;
    else if (value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

// What a control character or a mark of direction would do to the line around it, it shall not do: it is shown as its number.
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const shownText = (text) => text.replace(UNSHOWN, (one) => `\\u{${one.codePointAt(0).toString(16)}}`);
const MOST_OF_A_NAME = 400;

const code = (text) => element('bdi', { dir: 'ltr', class: 'code' }, shownText(text));

function valueNode(value) {
  if (value instanceof Node) return value;
  if (typeof value === 'bigint' || typeof value === 'number') return element('bdi', { dir: 'ltr' }, number(value));
  if (value && value.instant !== undefined) return element('bdi', {}, instant(value.instant));
  if (value && value.sentence) return element('span', {}, ...sentenceNodes(value.sentence, value.given));
  const text = String(value);
  if (DAY.test(text)) return element('bdi', {}, day(text));
  const cut = text.length > MOST_OF_A_NAME ? `${text.slice(0, MOST_OF_A_NAME)}…` : text;
  return element('bdi', { dir: 'ltr' }, shownText(cut));
}

// A text with its values in their places, as nodes; what stands between `marks like these` is for a machine.
function filled(text, given) {
  return text.split(/(\{\d\}|`[^`]*`)/).map((part, at) => {
    if (at % 2 === 0) return part;
    return part[0] === '`' ? code(part.slice(1, -1)) : valueNode(given[Number(part[1])]);
  });
}

const word = (name) => TEXTS[language][name] ?? TEXTS.en[name];
const say = (name, ...given) => filled(word(name), given);
const sentenceNodes = (id, given) => filled(TEXTS[language].sentences[id] ?? SENTENCES[id], given);

// The same as one text, for a live region or a label.
const spoken = (name, ...given) => {
  const holder = element('span');
  holder.append(...say(name, ...given));
  return holder.textContent;
};

// Kinds of findings in the order in which they are shown: the codes stand in the English texts.
const kindOf = (found) => Object.entries(TEXTS.en.kinds).find(([, [, , codes]]) => codes.includes(found))?.[0] ?? 'changed';

// What is found, in the very words of the Python program: the name of a sentence, and the sentence with its values as {0}, {1} ...
// The page's texts in other languages have the same names.

const SENTENCES = {
  'line-unread': 'line {0} of the export cannot be read',
  'line-kind': 'line {0} of the export is of no known kind',
  'point-unread': 'a checkpoint of the export cannot be read: {0}',
  'point-late': 'a checkpoint of the export stands after the entries it is compared with',
  'point-unsigned-export': 'the log did not sign the checkpoint of {0} entries of the export',
  'point-unsigned-yours': 'the log did not sign the checkpoint of {0} entries that you brought',
  'two-histories': 'the log signed two roots for {0} entries: keep both checkpoints, together they prove it',
  'rewritten': 'the first {0} entries are not those the log signed for: rewritten, or shown in two versions',
  'signature-unread': 'the signature cannot be read',
  'place': 'the entry at place {0} says it is entry {1}',
  'header': 'the header is not in its one form',
  'receipt-other': 'your receipt for this place is of another entry',
  'receipt-name': 'your receipt says that entry {0} of {1} stands here, and was signed for another',
  'receipt-unsigned': 'no key of the log that is named here signed your receipt for place {0}: it is none, or by a newer key (ask for a newer export)',
  'receipt-missing': 'your entry at place {0} is not in the export',
  'operation': 'the entry is of another operation',
  'sequence': '{0} had written {1} entries, and this says it is number {2}',
  'previous': 'this does not follow the last entry of {0}',
  'seen-back': '{0} cites a checkpoint of {1} entries after it had cited one of {2}',
  'seen-ahead': 'it stands at place {0} and cites a checkpoint of {1} entries: it was put there later',
  'seen-unknown': 'it cites a checkpoint of {0} entries that the export does not show',
  'seen-root': '{0} saw another history: its checkpoint of {1} entries has another root',
  'actor': '{0} may not write here, or its admission is not shown',
  'signature': 'the signature is not that of the actor the header names',
  'body-other': 'the body shown is not the one its header commits to',
  'body-unread': 'the body shown cannot be read',
  'body-form': 'the body shown is not in its one form',
  'back-dated': 'dated {0}, it cites a checkpoint that holds entry {1} of {2}: it was dated back, or that one ahead',
  'admission-closed': 'who may write is not shown: no signature of that actor can be checked',
  'admission-first': 'only {0} says who may write, and this is of {1}',
  'admission-key': '{0} is given a new key and may not have one, or it cannot be read',
  'rotation-unsigned': '{0} is given a new key that its old one did not sign: another hand may hold it',
  'actor-key': '{0} was admitted with another key than the one you know',
  'actor-key-next': '{0} is given another key here than those you know: what it signs from here on may be another hand\'s',
  'actor-key-unread': 'the key of {0} cannot be read',
  'log-key-other': "the log's key is changed here, and the export names another key, another place, or none",
  'log-key-first': "the first entry is not by the log's key: another record, or another's",
  'log-key-policy': 'your quorum file is of another log than the one this record was checked with',
  'log-key-unmade': "the export names a key of the log that no entry made its key",
  'short': 'the log signed for {0} entries, and the export has {1}',
  'short-totals': 'the totals you brought are of more entries than the export has',
  'cut': 'the export does not end with totals over its {0} entries: it was cut short',
  'totals-export': "the export's totals say {0} {1}, and the entries add up to {2}",
  'totals-yours': 'the totals you brought say {0} {1}, and the entries add up to {2}',
  'not-signed': 'no checkpoint of the export covers all {0} entries',
  'not-witnessed': 'the newest checkpoint is recorded, not witnessed: cosigned by {0}',
  'list': 'a list or the terms it rests on cannot be read as what they say they are',
  'list-large': 'a list or the terms it rests on are larger than any that are made: it was not computed again',
  'list-form': 'a list was planned from what is no problem of its form, and was not computed again: {0}',
  'list-again': 'list {0} of {1} is made a second time: what is called by that number is exchanged',
  'list-order': 'the list of {0} is not in the order that its plan gave: reordered, added to or cut',
  'order': '{0} stands before {1} on the list of {2}',
  'quota-terms': 'the list of {0} was made with {1} of {2}, and the terms allow {3}',
  'quota-unit': 'the list of {0} counts {1} in {2}, and the terms in {3}',
  'quota-called': 'more of {0} are called on {1} than its quota of {2} lets through',
  'family-unplanned': 'case {0} is on the list of {1} and was not among those to be planned',
  'family-twice': 'case {0} is on the list of {1} {2} times',
  'family-others': 'case {0} is called on {1} with others than it was planned with',
  'family-count': '{0} persons are published for {1}, and the list holds {2}',
  'ranking': 'case {0} goes before a case alike that registered earlier, on the list of {1}',
  'worth': 'by minute {0} of {1} the order gives another worth than the plan says: {2}',
  'answer-other': '{0} answered in the name of {1}',
  'answer-unsigned': '{0} signs its answers itself, and this one stands in no statement of it',
  'statement-unsigned': 'a statement of {0} is not signed by its key in force',
  'statement-again': 'statement {0} of {1} was taken after its statement {2}',
  'answer-no-statement': 'an answer of {0} stands in no statement of it that was taken',
  'answer-older': 'an answer of {0} stands in its statement {1}, and a later one was taken',
  'answer-again': 'row {0} of {1} of a statement of {2} is answered a second time',
  'answer-row': 'row {0} of {1} of a statement of {2} is not the row that the party signed',
  'answer-says': 'row {0} of {1} of a statement of {2} says another answer than was written',
  'answer-person': 'row {0} of {1} of a statement of {2} is a second answer for one person',
  'answer-lost': 'statement {0} of {1} has {2} rows, and {3} of them became no answer and no held line',
  'answer-unread': 'an answer or a statement cannot be read as what it says it is',
  // Why a checkpoint, a key or a quorum cannot be read
  'not-base64': 'something that should be base64 is not',
  'base64-form': 'something is not in the one form of base64',
  'key-name': "a key's name is no text",
  'key-form': 'a key is not NAME+ID+BASE64 of the right kind',
  'note-form': 'this is no checkpoint: three lines, an empty one, signatures',
  'note-lines': "the checkpoint's name, size or root is not of its form",
  'note-signature': 'a line under the checkpoint is no signature',
  'policy-line': 'policy, line {0}: no line of a policy, or it names what is not defined above it',
  'policy-quorum': 'the policy names no quorum',
};

// Values that are shown as they would be in a program, with marks around a text.
const SHOWN = { place: [1], 'totals-export': [0], 'totals-yours': [0] };

// A value that is a sentence of its own.
class Reason {
  constructor(id, given) {
    this.id = id;
    this.given = given;
  }
}

function sentence(id, given) {
  return SENTENCES[id].replace(/\{(\d)\}/g, (_, at) => {
    const value = given[Number(at)];
    if (value instanceof Reason) return sentence(value.id, value.given);
    return SHOWN[id]?.includes(Number(at)) ? shown(value) : told(value);
  });
}

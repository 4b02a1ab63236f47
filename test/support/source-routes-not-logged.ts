/** Why routes about sources are not in the access log though their answers have members that could name somebody. */
export const sourceRoutesNotLogged = {
  connectionList: 'how sources are read',
  connectionCreate: 'a source that the reader has just set up',
  connectionChange: 'a source that the reader has just changed',
  connectionSecret: 'a secret that was just made for the reader',
  hookReceive: 'counts of what the sender sent',
  sourceList: 'counts by source',
  sourceGet: 'counts, and words that at least three handoffs share',
  sourceReasons: 'codes that somebody has mapped',
  sourceReasonsChange: 'a decision that is in the ledger itself',
  rejectedList: 'why records were refused, without their values',
} as const;

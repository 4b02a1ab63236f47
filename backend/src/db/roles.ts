/** The roles of one Baton. They belong to the whole PostgreSQL server, so each Baton on it has its own prefix. */
export interface RoleNames {
  /** Owns schema `ledger`; nobody can sign in as it. */
  owner: string;
  ingest: string;
  sequencer: string;
  reader: string;
  eraser: string;
  /** What the service signs in as: a member of the four before it, and of nothing else. */
  app: string;
}
export type LedgerRole = Exclude<keyof RoleNames, 'owner'>;

export const ledgerRoles: readonly LedgerRole[] = ['ingest', 'sequencer', 'reader', 'eraser', 'app'];
export const groupRoles: readonly LedgerRole[] = ['ingest', 'sequencer', 'reader', 'eraser'];

export function roleNames(prefix: string): RoleNames {
  return {
    owner: `${prefix}_ledger_owner`,
    ingest: `${prefix}_ingest`,
    sequencer: `${prefix}_sequencer`,
    reader: `${prefix}_reader`,
    eraser: `${prefix}_eraser`,
    app: `${prefix}_app`,
  };
}

interface LedgerTable {
  /** What is in it stays as it is, for everybody. */
  insertOnly: boolean;
  /** Beside the reader's SELECT, which every table has. Rights in the order of the alphabet, as PostgreSQL lists them. */
  rights: Partial<Record<LedgerRole, string>>;
}

const appends = 'INSERT, SELECT';

/** Who may do what in schema `ledger`. A table that is not named here can only be read. */
export const ledgerTables: Readonly<Record<string, LedgerTable>> = {
  log: { insertOnly: true, rights: { ingest: 'SELECT', sequencer: appends } },
  inbox: { insertOnly: true, rights: { ingest: appends, sequencer: 'SELECT' } },
  conflict: { insertOnly: true, rights: { ingest: appends } },
  leaf: { insertOnly: true, rights: { sequencer: appends } },
  node: { insertOnly: true, rights: { sequencer: appends } },
  batch: { insertOnly: true, rights: { sequencer: appends } },
  checkpoint: { insertOnly: true, rights: { sequencer: appends } },
  /** Written by the erasing function alone, which runs as the owner. */
  erasure: { insertOnly: true, rights: {} },
  /** A queue, filled by a trigger that runs as whoever inserts into the inbox. */
  pending: { insertOnly: false, rights: { ingest: 'INSERT', sequencer: 'DELETE, SELECT' } },
  /** Erased by the erasing function alone. */
  data_key: { insertOnly: false, rights: { ingest: appends } },
  /** Derived from leaves, to search by. */
  leaf_span: { insertOnly: false, rights: { app: 'INSERT' } },
  /** A diary of checks, not evidence. */
};

export const insertOnlyTables: readonly string[] = Object.entries(ledgerTables)
  .filter(([, table]) => table.insertOnly)
  .map(([name]) => name);

/** Who may call a route. `anyone` needs no sign-in; `ingest` exists only for API keys. */
export const roles = ['ingest', 'viewer', 'trainer', 'auditor', 'admin'] as const;
export type Role = (typeof roles)[number];
export type Access = readonly Role[] | 'anyone';

/** Everybody who may look at numbers and handoffs. */
export const readers = ['viewer', 'trainer', 'auditor', 'admin'] as const;
/** Who turns gaps into training data. */
export const trainers = ['trainer', 'admin'] as const;
/** Who says what is worth an alert. */
export const ruleMakers = ['trainer', 'admin'] as const;
/** Who checks the ledger. */
export const auditors = ['auditor', 'admin'] as const;
export const admins = ['admin'] as const;
/** Who may send events. */
export const senders = ['ingest', 'admin'] as const;

/**
 * Every error that a caller can meet, by code. The HTTP filter turns it into an RFC 9457 problem document;
 * the CLI prints the title and the detail.
 */
export const problemKinds = {
  bad_request: { status: 400, title: 'The request cannot be read' },
  invalid_input: { status: 400, title: 'The request does not have the expected form' },
  not_signed_in: { status: 401, title: 'Sign in first' },
  wrong_credentials: { status: 401, title: 'E-mail or password is wrong' },
  not_authentic: { status: 401, title: 'The delivery is not signed as agreed' },
  forbidden: { status: 403, title: 'Your role may not do this' },
  cross_site: { status: 403, title: 'The request came from another site' },
  not_found: { status: 404, title: 'There is nothing at this address' },
  conflict: { status: 409, title: 'It contradicts what is already there' },
  setup_done: { status: 410, title: 'The first administrator already exists' },
  precondition_failed: { status: 412, title: 'It is no longer what you have' },
  too_large: { status: 413, title: 'The request is larger than allowed' },
  no_room: { status: 507, title: 'There is no room for this' },
  unsupported_media: { status: 415, title: 'This content type or encoding is not accepted' },
  unprocessable: { status: 422, title: 'A value cannot be kept without changing it' },
  too_many_attempts: { status: 429, title: 'Too many attempts, wait a moment' },
  internal: { status: 500, title: 'Something failed on our side' },
  ledger_rollback: {
    status: 503,
    title: 'The ledger takes nothing: its database is older than a checkpoint',
  },
  unavailable: { status: 503, title: 'The service cannot do this right now' },
} as const;

export type ProblemCode = keyof typeof problemKinds;

export class Problem extends Error {
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    /** `detail` is shown to the caller; the other members become members of the problem document. */
    readonly members: { detail?: string; [member: string]: unknown } = {},
    options?: ErrorOptions,
  ) {
    super(members.detail ?? problemKinds[code].title, options);
    this.name = 'Problem';
    this.status = problemKinds[code].status;
  }
}

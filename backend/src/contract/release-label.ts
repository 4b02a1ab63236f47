/** The name by which a bot's release says that it holds a change. */
export const releaseLabel = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

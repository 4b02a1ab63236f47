/** Characters that a new password has at least, whoever sets it. There are no rules of composition. */
export const leastPasswordLength = 12;

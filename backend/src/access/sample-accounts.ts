import { Problem } from '../contract/problem.js';
import type { AccountService } from './account.service.js';

const roles = ['viewer', 'trainer', 'auditor', 'admin'] as const;

/** Public on purpose: demo mode shows them on the sign-in page and holds nothing but generated data. */
export const sampleLogins = roles.map((role) => ({
  email: `${role}@demo.example`,
  password: `demo-${role}`,
  role,
}));

export async function createSampleAccounts(accounts: AccountService): Promise<void> {
  for (const { email, password, role } of sampleLogins) {
    const name = `Demo ${role}`;
    await accounts.create({ name, email, password, role }).catch((error: unknown) => {
      if (!(error instanceof Problem && error.code === 'conflict')) throw error;
    });
  }
}

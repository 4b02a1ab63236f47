import { lazy, type ReactNode, Suspense } from 'react';
import { useLocation } from 'wouter';
import { useRoute } from '../lib/queries';
import { useSession } from '../lib/session';
import { Failure, Loading } from './state';

const SignIn = lazy(() => import('../features/session/sign-in-page'));
const Setup = lazy(() => import('../features/session/setup-page'));

/** Nobody sees a page before there is an administrator and they are signed in; the address is kept meanwhile. */
export function Gate({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const status = useRoute('GET /api/status', {});
  const session = useSession();

  const page = () => {
    if (session.state === 'signed-in' && path !== '/setup') return children;
    if (session.state === 'failed') return <Failure problem={session.problem} />;
    if (!status.data)
      return status.error ? <Failure problem={status.error} retry={status.refetch} /> : <Loading />;
    if (path === '/setup' || status.data.setupNeeded) return <Setup needed={status.data.setupNeeded} />;
    if (session.state === 'loading') return <Loading />;
    return <SignIn logins={status.data.logins} />;
  };
  return <Suspense fallback={<Loading />}>{page()}</Suspense>;
}

import { Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { auditors } from '../../../backend/src/contract/roles.js';
import { count } from '../lib/format';
import { useRoute } from '../lib/queries';
import { useMay } from '../lib/session';
import classes from './banner.module.css';

/** The sample data while it loads, or that the numbers are behind the ledger. Nothing when all is well. */
export function Banner() {
  const [every, setEvery] = useState(2_000);
  const status = useRoute('GET /api/status', {}, { every });
  const demo = status.data?.demo ?? null;
  const loading = demo !== null && demo.loaded < demo.total;
  useFillingPage(loading ? demo.loaded : null);
  const isSample = (status.data?.logins.length ?? 0) > 0;
  const wanted = isSample && (loading || demo === null) ? 2_000 : 60_000;
  if (status.data && wanted !== every) setEvery(wanted);
  const pipeline = useRoute('GET /api/pipeline', {}, { every: loading ? 5_000 : 15_000 });
  const lag = Math.max(0, ...(pipeline.data?.followers ?? []).map((follower) => follower.lag));

  if (loading) {
    const share = demo.total === 0 ? 0 : demo.loaded / demo.total;
    return (
      <div className={classes.banner} role="status">
        <span>
          Loading sample data: {count(demo.loaded)} of {count(demo.total)} events. The pages fill while it
          loads.
        </span>
        <Progress
          value={share * 100}
          size="sm"
          className={classes.bar}
          aria-label="Sample data loaded"
          transitionDuration={0}
        />
      </div>
    );
  }
  if (lag < 2_000) return null;
  return (
    <div className={`${classes.banner} ${classes.behind}`} role="status">
      The numbers are {count(lag)} events behind the ledger and catching up. Nothing is lost; what you see may
      still change.
    </div>
  );
}

/** That the ledger takes nothing, on every page. Auditors ask for it; others see it where it is known already. */
export function ReadOnlyBanner() {
  const may = useMay(auditors);
  const { data } = useRoute('GET /api/ledger', {}, { enabled: may, every: may && 60_000 });
  const [path] = useLocation();
  // The ledger's own pages say more.
  const isSaid = /^\/ledger(\/(?!entries\/)|$)/.test(path);
  if (!data?.readOnly || isSaid) return null;
  return (
    <div className={`${classes.banner} ${classes.stopped}`} role="alert">
      <span>
        <b>Nothing is being recorded: ledger rollback.</b> What is shown was not changed. New events are
        refused until the database is put right; senders keep them and try again.
      </span>
      <Link href="/ledger">What to do</Link>
    </div>
  );
}

const refillEvery = 4_000;

/** Reads the page again every few seconds while the sample arrives, and once more when it is there. */
function useFillingPage(loaded: number | null): void {
  const client = useQueryClient();
  const last = useRef(0);
  const wasLoading = useRef(false);
  useEffect(() => {
    const finished = wasLoading.current && loaded === null;
    wasLoading.current = loaded !== null;
    if (!finished && (loaded === null || Date.now() - last.current < refillEvery)) return;
    last.current = Date.now();
    void client.invalidateQueries({ predicate: ({ queryKey }) => !polled.has(String(queryKey[0])) });
  }, [client, loaded]);
}

const polled = new Set(['GET /api/status', 'GET /api/pipeline', 'GET /api/session/current']);

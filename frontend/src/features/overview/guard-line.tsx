import { IconAlertTriangle, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { changeOf } from '../../charts/change';
import { prepareGuard } from '../../charts/prepare-guard';
import { useFilters } from '../../lib/use-filters';
import classes from './guard-line.module.css';
import { useHeadline } from './use-metric';

const icons = { suppression: IconAlertTriangle, clear: IconShieldCheck, unknown: IconShieldQuestion };

/** Whether the escalation rate falls at the customers' cost. */
export function GuardLine() {
  const { compare } = useFilters();
  const escalation = useHeadline('escalation_rate');
  const callback = useHeadline('callback_rate');
  if (compare === 'none') return null;
  const { data: escalations } = escalation.now;
  const { data: callbacks } = callback.now;
  if (!escalations || !callbacks || !escalation.before || !callback.before)
    return <p className={classes.line}>{'\u00a0'}</p>;
  const { verdict, words } = prepareGuard(
    changeOf(escalations, escalation.before, 'lower'),
    changeOf(callbacks, callback.before, 'lower'),
  );
  const Icon = icons[verdict];
  return (
    <p
      className={`${classes.line} ${classes[verdict] ?? ''}`}
      role={verdict === 'suppression' ? 'alert' : undefined}
    >
      <Icon size={16} stroke={1.6} aria-hidden className={classes.icon} />
      <span>{words}</span>
    </p>
  );
}

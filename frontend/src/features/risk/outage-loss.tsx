import { Slider } from '@mantine/core';
import { useState } from 'react';
import { longestOutage } from '../../../../backend/src/contract/risk.js';
import type { Answer } from '../../lib/api';
import { useUrlState } from '../../lib/use-url-state';
import { LossChart } from './loss-chart';
import { OutageWords } from './outage-words';
import type { Path } from './prepare-paths';
import css from './risk.module.css';
import { WeekMap } from './week-map';

interface OutageLossProps {
  outage: Answer<'GET /api/risk/outage'>;
  path: Path | undefined;
}

const lengths = Array.from({ length: longestOutage }, (_, index) => String(index + 1));
const marked = [1, 12, 24, 36, 48];

/** How much is hit, by its length. While the slider moves, only the words and the mark do. */
export function OutageLoss({ outage, path }: OutageLossProps) {
  const [hours, chooseHours] = useUrlState<string>('hours', '4', lengths);
  const [dragged, drag] = useState<number | null>(null);
  const longest = outage.losses.length;
  const length = Math.min(dragged ?? Number(hours), longest);
  return (
    <div className={css.outage}>
      <div className={css.outageMain}>
        <OutageWords outage={outage} hours={length} path={path} />
        <div className={css.slider}>
          <Slider
            min={1}
            max={longest}
            value={length}
            onChange={drag}
            onChangeEnd={(value) => {
              chooseHours(String(value));
              drag(null);
            }}
            label={(value) => `${value} h`}
            marks={marked
              .filter((value) => value <= longest)
              .map((value) => ({ value, label: `${value} h` }))}
            thumbLabel="Hours that it is down"
          />
        </div>
        <LossChart losses={outage.losses} hours={length} />
      </div>
      <WeekMap week={outage.week} begins={outage.begins} />
    </div>
  );
}

import { NativeSelect } from '@mantine/core';
import {
  type DetectorName,
  detectorGroups,
  detectorNames,
  detectorOf,
} from '../../../../backend/src/contract/detectors.js';

interface DetectorChoiceProps {
  value: DetectorName | null;
  onChoose: (detector: string | null) => void;
}

const options = [
  { value: '', label: 'Any detector' },
  ...Object.entries(detectorGroups).map(([name, group]) => ({
    group,
    items: detectorNames
      .filter((one) => detectorOf(one).group === name && detectorOf(one).population === 'handoff')
      .map((one) => ({ value: one, label: detectorOf(one).label })),
  })),
];

/** Only the handoffs that one detector finds. */
export function DetectorChoice({ value, onChoose }: DetectorChoiceProps) {
  return (
    <NativeSelect
      aria-label="Found by a detector"
      data={options}
      value={value ?? ''}
      onChange={(event) => onChoose(event.currentTarget.value || null)}
    />
  );
}

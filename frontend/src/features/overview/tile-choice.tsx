import { Button, NativeSelect, Popover } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import { metricGroups, usualTiles } from './headline-metrics';
import classes from './tile.module.css';

interface TileChoiceProps {
  tiles: readonly MetricName[];
  onChange: (tiles: readonly MetricName[]) => void;
}

/** Which numbers stand on top: any five of all metrics. */
export function TileChoice({ tiles, onChange }: TileChoiceProps) {
  return (
    <Popover width={300} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconAdjustments size={14} aria-hidden />}>
          Choose tiles
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.choices}>
          {tiles.map((name, i) => (
            <NativeSelect
              // biome-ignore lint/suspicious/noArrayIndexKey: places of tiles, which two may share
              key={i}
              label={`Tile ${i + 1}`}
              data={metricGroups}
              value={name}
              onChange={(event) => {
                const chosen = event.currentTarget.value as MetricName;
                onChange(tiles.map((tile, place) => (place === i ? chosen : tile)));
              }}
            />
          ))}
          <Button variant="default" onClick={() => onChange(usualTiles)}>
            The usual five
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

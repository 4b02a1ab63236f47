import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Answered, Section } from '../../../components/panel';
import { Empty } from '../../../components/state';
import { address } from '../../../lib/api';
import { count } from '../../../lib/format';
import { usePages } from '../../../lib/use-pages';
import css from '../ledger.module.css';
import { MoreButton } from '../more-button';
import { AccessFilters, useAccessFilters } from './access-filters';
import { AccessTable } from './access-table';

/** Who viewed or exported which record, when and why. */
export default function AccessPage() {
  const filters = useAccessFilters();
  const looks = usePages('GET /api/ledger/access', filters.query);
  const isFiltered = Object.values(filters.query).some(Boolean);
  return (
    <Section
      title="Who looked at which record?"
      subtitle={
        looks.data
          ? `${count(looks.data.items.length)} shown of ${count(looks.data.newest.total)}; this look is recorded, too`
          : 'This look is recorded, too'
      }
      aside={
        <div className={`${css.buttons} ${css.screenOnly}`}>
          <Button
            component="a"
            href={address('GET /api/ledger/access/export', { query: filters.query })}
            download
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            CSV
          </Button>
          <Button variant="default" onClick={() => window.print()}>
            Print
          </Button>
        </div>
      }
      flush
    >
      <AccessFilters {...filters} />
      <Answered
        query={looks}
        height={320}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty
            title={isFiltered ? 'Nobody, as far as these filters reach' : 'Nobody has looked at a record yet'}
          >
            {isFiltered
              ? 'Keys are found only whole. Clear a field to see more.'
              : 'Every view and export of a handoff, an entry, a gap or a dataset appears here with its ledger entry.'}
          </Empty>
        }
      >
        {({ items }) => <AccessTable items={items} />}
      </Answered>
      <MoreButton pages={looks}>Older looks</MoreButton>
    </Section>
  );
}

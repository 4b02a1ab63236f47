import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';

/** Takes the whole conversation to a system that reads the IETF's container. */
export function VconLink({ conversation }: { conversation: string }) {
  return (
    <Button
      component="a"
      variant="default"
      href={`/api/conversations/${conversation}/vcon`}
      download={`${conversation}.vcon`}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      vCon
    </Button>
  );
}

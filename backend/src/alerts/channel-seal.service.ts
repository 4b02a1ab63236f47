import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Keyring } from '../ledger/keyring.js';
import type { ChannelRow } from './channel.store.js';
import type { OpenChannel } from './send-message.js';

type Sealed = Pick<ChannelRow, 'id' | 'sealed' | 'old_secret_until'>;

const boundTo = (id: string) => Buffer.from(`alert-channel\0${id}`);

/** What a channel holds, sealed with the keyring's key and bound to its id; opened only to send and to change it. */
@Injectable()
export class ChannelSeal {
  constructor(
    private readonly keyring: Keyring,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  close(id: string, channel: OpenChannel): Buffer {
    return this.keyring.wrap(Buffer.from(JSON.stringify(channel)), boundTo(id));
  }

  /** What of it is used now. Throws when it was sealed with other keys, or for another channel. */
  open(row: Sealed): OpenChannel {
    const { oldSecret, ...channel } = this.openWhole(row);
    return oldSecret && this.oldSecretSigns(row) ? { ...channel, oldSecret } : channel;
  }

  oldSecretSigns({ old_secret_until: until }: Pick<Sealed, 'old_secret_until'>): boolean {
    return until !== null && this.clock() < until.getTime();
  }

  private openWhole({ id, sealed }: Sealed): OpenChannel {
    return JSON.parse(this.keyring.unwrap(sealed, boundTo(id)).toString('utf8')) as OpenChannel;
  }
}

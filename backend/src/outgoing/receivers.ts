import { BlockList, isIP } from 'node:net';

/**
 * Special-purpose addresses (IANA registries, RFC 6890): this machine, its networks, the cloud's metadata service.
 * An address that a user typed may lead to none of them.
 */
const special: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function listOf(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf(address));
  return list;
}
const internal = listOf(special);
/** What is given out of the sixth version. Mapped, translated and local addresses all lie outside. */
const unicast = listOf([['2000::', 3]]);

/** Whether anybody on the internet could be reached there. */
export function isPublic(address: string): boolean {
  const [bare = ''] = address.split('%');
  const family = isIP(bare);
  if (family === 0) return false;
  if (family === 6 && !unicast.check(bare, 'ipv6')) return false;
  return !internal.check(bare, familyOf(bare));
}

/** A place that the operator vouches for. */
interface Receiver {
  /** Without brackets, lower case; undefined when it is a range. */
  host: string | undefined;
  range: BlockList | undefined;
  /** Undefined: the usual ones. */
  port: number | undefined;
}

const form = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::([0-9]{1,5})|\/([0-9]{1,3}))?$/i;

function readReceiver(text: string): Receiver {
  const [, six, other, port, prefix] = form.exec(text) ?? [];
  const host = (six ?? other)?.toLowerCase();
  if (host === undefined) throw new Error(`${text} names no receiver`);
  const bits = isIP(host) === 6 ? 128 : 32;
  return {
    host: prefix === undefined ? host : undefined,
    range: isIP(host) ? listOf([[host, prefix === undefined ? bits : Number(prefix)]]) : undefined,
    port: port === undefined ? undefined : Number(port),
  };
}

/** Where messages may go without being asked for: names, addresses and ranges, each perhaps with a port. */
export class Receivers {
  private readonly list: readonly Receiver[];

  /** `host`, `host:port`, `10.1.0.0/16`, `[fd00::1]:8443`. Throws on anything else. */
  constructor(texts: readonly string[]) {
    this.list = texts.map(readReceiver);
  }

  /** By what was typed, before it is looked up: decides about clear text and unusual ports. */
  vouchesFor(host: string, port: number, usual: boolean): boolean {
    return this.list.some(
      (one) =>
        (one.port === port || (one.port === undefined && usual)) &&
        (one.host === host || this.holds(one, host)),
    );
  }

  /** By where it leads. */
  mayReach(host: string, port: number, address: string): boolean {
    const vouched = this.list.some(
      (one) =>
        (one.port === undefined || one.port === port) && (one.host === host || this.holds(one, address)),
    );
    return vouched || isPublic(address);
  }

  private holds({ range }: Receiver, address: string): boolean {
    const [bare = ''] = address.split('%');
    return range !== undefined && isIP(bare) !== 0 && range.check(bare, familyOf(bare));
  }
}

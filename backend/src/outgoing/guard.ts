import { type LookupAddress, lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { Receivers } from './receivers.js';

/** Where it was to go is not allowed; trying again would not help. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Asks for every address of a name. */
export type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

const bySystem: Resolve = (host, done) => lookup(host, { all: true, verbatim: true }, done);

const patienceMs = 10_000;
/** Where web receivers and mail submission listen. */
const usualPorts = { web: [443, 8443], clear: [80, 8080], mail: [465, 587, 2525] } as const;

/**
 * Lets nothing be sent into the networks that we stand in, at an address that somebody typed. The adversary may use
 * every form of an address, names that lead inside, and names that lead elsewhere each time: so what is judged is
 * what is connected to, all addresses of one answer, at the moment of connecting.
 */
export class Guard {
  constructor(
    private readonly receivers: Receivers,
    private readonly resolve: Resolve = bySystem,
  ) {}

  static of(receivers: readonly string[]): Guard {
    return new Guard(new Receivers(receivers));
  }

  /** Refuses what can be refused before anybody is looked up. */
  expectUrl(text: string): void {
    const url = new URL(text);
    const clear = url.protocol === 'http:';
    if (!clear && url.protocol !== 'https:') throw new Refused('only https addresses can be sent to');
    if (url.username !== '' || url.password !== '') throw new Refused('an address must not hold a password');
    const host = hostOf(url);
    const port = Number(url.port || (clear ? 80 : 443));
    const usual = (clear ? [...usualPorts.clear, ...usualPorts.web] : usualPorts.web) as readonly number[];
    const vouched = this.receivers.vouchesFor(host, port, usual.includes(port));
    if (clear && !vouched) throw new Refused('only https addresses can be sent to');
    if (!vouched && !usual.includes(port))
      throw new Refused(`port ${port} is not one of ${usual.join(', ')}`);
    if (isIP(host)) this.expectAddress(host, port, host);
  }

  /** The same for a mail server; `clear`: nothing between us and it is encrypted. */
  expectMail(host: string, port: number, clear: boolean): void {
    const usual: readonly number[] = usualPorts.mail;
    const vouched = this.receivers.vouchesFor(host.toLowerCase(), port, usual.includes(port));
    if (clear && !vouched) throw new Refused('mail is sent over TLS only');
    if (!vouched && !usual.includes(port))
      throw new Refused(`port ${port} is not one of ${usual.join(', ')}`);
    if (isIP(host)) this.expectAddress(host.toLowerCase(), port, host);
  }

  /** For `net`, `tls` and `http`: they connect to nothing but what this gives. */
  lookupFor(host: string, port: number): LookupFunction {
    return (name, { all }, done) => {
      this.resolve(name, (error, found) => {
        const refused = error ?? this.findRefusal(host, port, found);
        const [first] = found ?? [];
        if (refused || !first) return done(refused ?? new Refused(`${name} leads nowhere`), '', 0);
        return all ? done(null, found) : done(null, first.address, first.family);
      });
    };
  }

  /** An open connection to a place that may be reached. */
  async connect(host: string, port: number): Promise<Socket> {
    if (isIP(host)) this.expectAddress(host, port, host);
    const socket = connect({ host, port, lookup: this.lookupFor(host.toLowerCase(), port) });
    return new Promise((done, fail) => {
      socket.setTimeout(patienceMs, () => socket.destroy(new Error('it does not answer')));
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        socket.setTimeout(0);
        done(socket);
      });
    });
  }

  private findRefusal(host: string, port: number, found: readonly LookupAddress[]): Refused | undefined {
    const bad = found.find(({ address }) => !this.receivers.mayReach(host, port, address));
    return bad && new Refused(`${host} leads to ${bad.address}, which is not on the internet`);
  }

  private expectAddress(host: string, port: number, address: string): void {
    if (!this.receivers.mayReach(host, port, address)) {
      throw new Refused(`${address} is not on the internet`);
    }
  }
}

/** As it is written in an allow-list: lower case, without brackets and without the last dot. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$|\.$/g, '');

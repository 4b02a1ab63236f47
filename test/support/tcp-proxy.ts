import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** What happens to the commit that ends the next write to the ledger. */
type CommitFault = 'lost' | 'unanswered' | 'silence';

const commit = Buffer.from('commit\0');
const ledgerWrites = [Buffer.from('copy ledger.inbox'), Buffer.from('insert into ledger.inbox')];

/** One connection through the proxy. */
interface Pair {
  client: Socket;
  server: Socket;
  writesLedger: boolean;
}

/** Stands between a service and its PostgreSQL and is the network on a bad day. */
export class TcpProxy {
  private readonly pairs = new Set<Pair>();
  private commitFault: CommitFault | undefined;
  private bytesLeft = Number.POSITIVE_INFINITY;
  private delayMs = 0;
  private away = false;
  private silent = false;
  /** Faults that have happened. */
  struck = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  static async before(databaseUrl: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new TcpProxy(server, { host: hostname, port: Number(port) });
  }

  /** The same database, through here. */
  url(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${(this.server.address() as { port: number }).port}`;
    return url.href;
  }

  /**
   * At the commit of the next write to the ledger: a cut before the server sees it, a cut before its answer returns,
   * or from then on nothing more on any connection, though all stay open.
   */
  failCommit(fault: CommitFault): void {
    this.commitFault = fault;
  }

  /** Cuts the connection whose bytes to the server use up this many, counted from the next write to the ledger. */
  cutAfter(bytes: number): void {
    this.bytesLeft = bytes;
  }

  /** Every piece travels this long in each direction. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Nobody is reachable: connections are cut, new ones refused. */
  leave(): void {
    this.away = true;
    for (const pair of this.pairs) this.cut(pair);
  }

  /** Half open: what is connected stays so, and nothing arrives any more in either direction. */
  private fallSilent(): void {
    for (const { client, server } of this.pairs) {
      for (const socket of [client, server]) socket.pause().removeAllListeners('data');
    }
    this.silent = true;
    this.struck += 1;
  }

  heal(): void {
    this.away = false;
    this.silent = false;
    this.delayMs = 0;
    this.commitFault = undefined;
    this.bytesLeft = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.leave();
    await new Promise((done) => this.server.close(done));
  }

  private accept(client: Socket): void {
    if (this.away) {
      client.destroy();
      return;
    }
    const server = connect(this.target);
    const pair: Pair = { client, server, writesLedger: false };
    this.pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => this.cut(pair));
    }
    if (this.silent) return;
    client.on('data', (piece: Buffer) => void this.toServer(pair, piece));
    server.on('data', (piece: Buffer) => void this.pass(client, piece));
  }

  private cut(pair: Pair): void {
    this.pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  }

  private strike(pair: Pair): void {
    this.struck += 1;
    this.cut(pair);
  }

  private async pass(to: Socket, piece: Buffer): Promise<void> {
    if (this.delayMs > 0) await setTimeout(this.delayMs);
    if (!to.destroyed) to.write(piece);
  }

  private async toServer(pair: Pair, piece: Buffer): Promise<void> {
    if (ledgerWrites.some((text) => piece.includes(text))) pair.writesLedger = true;
    if (pair.writesLedger && this.bytesLeft < Number.POSITIVE_INFINITY) {
      this.cutWithin(pair, piece);
      return;
    }
    if (!pair.writesLedger || !piece.includes(commit)) return this.pass(pair.server, piece);
    pair.writesLedger = false;
    const fault = this.commitFault;
    this.commitFault = undefined;
    if (fault === 'silence') return this.fallSilent();
    if (fault === 'lost') this.strike(pair);
    if (fault === 'unanswered') {
      pair.server.removeAllListeners('data').once('data', () => this.strike(pair));
    }
    await this.pass(pair.server, piece);
  }

  private cutWithin(pair: Pair, piece: Buffer): void {
    const kept = piece.subarray(0, this.bytesLeft);
    this.bytesLeft -= kept.length;
    if (this.bytesLeft > 0) {
      pair.server.write(kept);
      return;
    }
    this.bytesLeft = Number.POSITIVE_INFINITY;
    pair.server.write(kept, () => this.strike(pair));
  }
}

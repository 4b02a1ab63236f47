/** Where the service is, and whether it is worth knocking. */
export class Gate {
  private isOpen = false;
  private shut = false;
  private waiting: ((open: boolean) => void)[] = [];

  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  /** Resolves to true when the service is up, to false when it is all over. */
  open(): Promise<boolean> {
    if (this.shut || this.isOpen) return Promise.resolve(!this.shut);
    return new Promise((done) => this.waiting.push(done));
  }

  lift(): void {
    this.isOpen = true;
    for (const done of this.waiting.splice(0)) done(true);
  }

  close(): void {
    this.isOpen = false;
  }

  shutForGood(): void {
    this.shut = true;
    for (const done of this.waiting.splice(0)) done(false);
  }
}

interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

const width = 32;

/** Shows how much is loaded: a bar that moves on a terminal, a line at every tenth elsewhere. */
export class SampleProgressBar {
  private shown = -1;

  constructor(private readonly terminal: Terminal) {}

  show(loaded: number, total: number): void {
    const share = total > 0 ? Math.min(1, loaded / total) : 1;
    const percent = Math.floor(share * 100);
    const step = this.terminal.isTTY ? percent : Math.floor(percent / 10);
    if (step === this.shown) return;
    this.shown = step;
    const counts = `${percent} % of ${total.toLocaleString('en-US')} sample events`;
    if (!this.terminal.isTTY) this.terminal.write(`  ${counts}\n`);
    else {
      const filled = Math.round(share * width);
      const end = share === 1 ? '\n' : '';
      this.terminal.write(`\r  [${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${counts}${end}`);
    }
  }
}

/** Items that were handed in together, and who waits for what became of them. */
interface Lot<Item, Receipt> {
  items: readonly Item[];
  keep: (receipts: Receipt[]) => void;
  fail: (error: unknown) => void;
}

interface Limits {
  /** Groups that are written at once; whoever sends most leaves connections to those who read. */
  writers: number;
  /** Items in one group. A lot is never divided: a larger one goes alone. */
  most: number;
  /** Whether an error has nothing to do with what was written: each lot alone would meet it too. */
  isOutage: (error: unknown) => boolean;
}

/**
 * Group commit: lots that arrive while others are being written wait, and are then written together. Many small
 * senders cost what one large sender costs.
 */
export class GroupAppend<Item, Receipt> {
  private readonly waiting: Lot<Item, Receipt>[] = [];
  private writing = 0;

  /** `write` gives a receipt for each item, in order, or throws when none of them was kept. */
  constructor(
    private readonly write: (items: readonly Item[]) => Promise<Receipt[]>,
    private readonly limits: Limits,
  ) {}

  /** A receipt for each item, in order. */
  append(items: readonly Item[]): Promise<Receipt[]> {
    return new Promise((keep, fail) => {
      this.waiting.push({ items, keep, fail });
      this.begin();
    });
  }

  private begin(): void {
    while (this.writing < this.limits.writers && this.waiting.length > 0) {
      this.writing += 1;
      void this.writeGroup(this.takeGroup()).finally(() => {
        this.writing -= 1;
        this.begin();
      });
    }
  }

  private takeGroup(): Lot<Item, Receipt>[] {
    let count = 0;
    let end = 0;
    for (const { items } of this.waiting) {
      if (end > 0 && count + items.length > this.limits.most) break;
      count += items.length;
      end += 1;
    }
    return this.waiting.splice(0, end);
  }

  private async writeGroup(lots: readonly Lot<Item, Receipt>[]): Promise<void> {
    try {
      const receipts = await this.write(lots.flatMap(({ items }) => items));
      let at = 0;
      for (const { items, keep } of lots) {
        keep(receipts.slice(at, at + items.length));
        at += items.length;
      }
    } catch (error) {
      // What one lot brought must not be another's loss: each is tried by itself.
      if (lots.length === 1 || this.limits.isOutage(error)) for (const { fail } of lots) fail(error);
      else for (const lot of lots) await this.writeGroup([lot]);
    }
  }
}

/** Items by time, earliest first; of equal times the one put in first. A binary heap. */
export class TimeQueue<T> {
  private readonly heap: { at: number; order: number; item: T }[] = [];
  private count = 0;

  put(at: number, item: T): void {
    const entry = { at, order: this.count++, item };
    let index = this.heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  /** Time of the earliest item; Infinity when there is none. */
  nextAt(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  take(): { at: number; item: T } | undefined {
    const first = this.heap[0];
    const last = this.heap.pop();
    if (!first || !last || first === last) return first;
    this.heap[0] = last;
    let index = 0;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.heap.length && this.isBefore(child, least)) least = child;
      }
      if (least === index) return first;
      this.swap(index, least);
      index = least;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const a = this.heap[one];
    const b = this.heap[other];
    if (!a || !b) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  private swap(one: number, other: number): void {
    const a = this.heap[one];
    const b = this.heap[other];
    if (!a || !b) return;
    this.heap[one] = b;
    this.heap[other] = a;
  }
}

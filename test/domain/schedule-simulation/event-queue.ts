interface Entry {
  at: number;
  order: number;
  act: () => void;
}

/** What happens in the simulation, by virtual time (ms since the epoch); what is due at the same instant happens in the order in which it was entered. */
export class EventQueue {
  now = 0;
  private readonly heap: Entry[] = [];
  private entered = 0;

  push(at: number, act: () => void): void {
    const entry = { at: Math.max(at, this.now), order: (this.entered += 1), act };
    let place = this.heap.push(entry) - 1;
    for (let parent = (place - 1) >> 1; place > 0 && this.before(place, parent); parent = (place - 1) >> 1) {
      this.swap(place, parent);
      place = parent;
    }
  }

  /** Runs what is due up to then, and what comes of it, unless that is enough before. */
  runUntil(end: number, enough: () => boolean): void {
    for (let first = this.heap[0]; first !== undefined && first.at <= end; first = this.heap[0]) {
      if (enough()) return;
      this.removeFirst();
      this.now = first.at;
      first.act();
    }
    this.now = end;
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    for (let place = 0; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const least = right < this.heap.length && this.before(right, left) ? right : left;
      if (least >= this.heap.length || !this.before(least, place)) return;
      this.swap(least, place);
      place = least;
    }
  }

  private before(i: number, j: number): boolean {
    const [a, b] = [this.heap[i], this.heap[j]];
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
  }

  private swap(i: number, j: number): void {
    const [a, b] = [this.heap[i], this.heap[j]];
    if (a === undefined || b === undefined) return;
    this.heap[i] = b;
    this.heap[j] = a;
  }
}

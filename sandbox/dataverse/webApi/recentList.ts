/** Room sandbox/dataverse, Web API. A list that grows at its end and loses at its front, each at a constant cost however long it is. */

export class RecentList<Item> {
  private items: Item[] = [];
  /** Those before it are gone. */
  private first = 0;

  get length(): number {
    return this.items.length - this.first;
  }

  push(item: Item): void {
    this.items.push(item);
  }

  /** The oldest is at 0. */
  at(index: number): Item | undefined {
    return this.items[this.first + index];
  }

  /** Takes the oldest away. */
  drop(): void {
    this.first += 1;
    if (this.first < 1024 || this.first * 2 < this.items.length) return;
    this.items = this.items.slice(this.first);
    this.first = 0;
  }
}

/**
 * Remembers what was used of late: two generations of a map. When the young one is full it becomes the old one, and what
 * the old one held and nobody asked for is forgotten. Holds up to twice `limit`; no bookkeeping per hit.
 */
export class BoundedCache<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get(id: string): Value | undefined {
    const found = this.young.get(id);
    if (found !== undefined) return found;
    const aged = this.old.get(id);
    if (aged !== undefined) this.set(id, aged);
    return aged;
  }

  set(id: string, value: Value): void {
    if (this.young.size >= this.limit && !this.young.has(id)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(id, value);
  }

  delete(id: string): void {
    this.young.delete(id);
    this.old.delete(id);
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }
}

/** Memory of a recorded step. What it gives out while the step is recorded is the plan for every replay. */
import { OutOfMemory } from '../device';
import type { WasmModule } from '../internals';

const ALIGNMENT = 64;
const CHUNK_BYTES = 1 << 20;

interface Span {
  address: number;
  bytes: number;
}

/** First-fit allocation over chunks of the WASM heap, which it keeps until it is destroyed. */
export class Arena {
  private readonly free: Span[] = [];
  private readonly used = new Map<number, number>();
  private readonly chunks: number[] = [];
  /** Bytes that the arena holds. */
  total = 0;

  constructor(private readonly wasm: WasmModule) {}

  allocate(wanted: number): number {
    const bytes = Math.max(ALIGNMENT, Math.ceil(wanted / ALIGNMENT) * ALIGNMENT);
    let index = this.free.findIndex((span) => span.bytes >= bytes);
    if (index < 0) index = this.grow(bytes);
    const span = this.free[index] as Span;
    const { address } = span;
    if (span.bytes === bytes) this.free.splice(index, 1);
    else this.free[index] = { address: address + bytes, bytes: span.bytes - bytes };
    this.used.set(address, bytes);
    return address;
  }

  release(address: number): void {
    const bytes = this.used.get(address);
    if (bytes === undefined) return;
    this.used.delete(address);
    this.insert({ address, bytes });
  }

  destroy(): void {
    for (const chunk of this.chunks.splice(0)) this.wasm._free(chunk);
  }

  /** Adds a chunk that holds at least `bytes`; each is larger than all before together, up to a limit. */
  private grow(bytes: number): number {
    const size = Math.max(bytes, CHUNK_BYTES, Math.min(this.total, 64 * CHUNK_BYTES));
    const chunk = this.wasm._malloc(size + ALIGNMENT) >>> 0;
    if (!chunk) throw new OutOfMemory(`${size} bytes of a recorded step`, this.wasm.HEAPU8.length);
    this.chunks.push(chunk);
    this.total += size;
    return this.insert({ address: Math.ceil(chunk / ALIGNMENT) * ALIGNMENT, bytes: size });
  }

  /** Puts a span in its place by address, joined with its neighbours; returns its index. */
  private insert(span: Span): number {
    let at = this.free.findIndex((other) => other.address > span.address);
    if (at < 0) at = this.free.length;
    const before = this.free[at - 1];
    const after = this.free[at];
    if (after && span.address + span.bytes === after.address) {
      span = { address: span.address, bytes: span.bytes + after.bytes };
      this.free.splice(at, 1);
    }
    if (before && before.address + before.bytes === span.address) {
      before.bytes += span.bytes;
      return at - 1;
    }
    this.free.splice(at, 0, span);
    return at;
  }
}

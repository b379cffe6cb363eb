import { status } from "../../local/cloud/control";

/** Watches the resident memory of the local cloud and remembers the most it had. */
export class MemoryWatch {
  peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly stateDir: string) {
    this.timer = setInterval(() => void this.sample(), 1_000);
    this.timer.unref();
  }

  async sample(): Promise<void> {
    const found = await status(this.stateDir);
    if (found) this.peak = Math.max(this.peak, found.rss);
  }

  async stop(): Promise<number> {
    clearInterval(this.timer);
    await this.sample();
    return this.peak;
  }
}

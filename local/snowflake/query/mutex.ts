/** Lets one caller in at a time, in the order they came. */
export class Mutex {
  private tail: Promise<unknown> = Promise.resolve();

  run<T>(body: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(body, body);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}

/** Something that is sent at the press of a button: under way, and why it was refused. */
export class Attempt {
  isBusy = $state(false);
  problem = $state.raw<unknown>(null);

  /** Whether it was done. When not, `problem` says why, until the next attempt. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    this.isBusy = true;
    this.problem = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = error;
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

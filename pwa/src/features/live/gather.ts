/** One call for a burst of news: ten photos that arrive together cost one request, not ten. */

export interface Gathering {
  /** Something changed; the call follows soon. */
  poke: () => void;
  stop: () => void;
}

export function gather(call: () => Promise<void>, pauseMs = 200): Gathering {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isWanted = false;

  const run = async (): Promise<void> => {
    timer = undefined;
    isRunning = true;
    isWanted = false;
    try {
      await call();
    } finally {
      isRunning = false;
      // What changed while the answer was on its way may not be in that answer.
      if (isWanted) schedule();
    }
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => void run(), pauseMs);
  };

  return {
    poke: () => {
      if (isRunning) isWanted = true;
      else schedule();
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      isWanted = false;
    },
  };
}

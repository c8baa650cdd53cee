/** Memory that the watchdog shares with the thread in which candidates run: numbers by index. */
export const shared = {
  /** Milliseconds since the epoch; 0 while no candidate runs. */
  deadline: 0,
  run: 1,
  megabytes: 2,
  seconds: 3,
  length: 4,
} as const;

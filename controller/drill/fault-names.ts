// The names of a drill's faults. Pure, and in a file of their own, so that --help does not load the faults themselves.

export const FAULTS = ['errors', 'status', 'latency', 'timeout', 'crash', 'leak'] as const;

export type FaultKind = (typeof FAULTS)[number];

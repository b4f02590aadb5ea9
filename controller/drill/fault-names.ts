// The faults that a drill knows, by name. Pure, and apart from what they are, so that help need not load that.

export const FAULTS = ['errors', 'status', 'latency', 'timeout', 'crash', 'leak'] as const;

export type FaultKind = (typeof FAULTS)[number];

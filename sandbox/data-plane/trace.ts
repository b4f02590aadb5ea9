// The X-Amzn-Trace-Id header ("Request tracing for your Application Load Balancer"). Pure.

/** Above this many bytes of headers, fields that the client sent are dropped ("Request tracing", Limitations). */
const LARGEST_KEPT = 7 * 1024;

/**
 * The header as ALB writes it: a Root of its own for a request without the header. Fields that the client sent are kept, and the
 * load balancer's own id is their Self.
 */
export function buildTraceId(sent: string | undefined, headerBytes: number, now: Date, hex24: string): string {
  const own = `1-${Math.floor(now.getTime() / 1000).toString(16)}-${hex24}`;
  const fields = (sent ?? '').split(';').flatMap((field) => field.trim() || []);
  if (fields.length === 0 || headerBytes > LARGEST_KEPT) return `Root=${own}`;
  const self = `Self=${own}`;
  const updated = fields.map((field) => (field.startsWith('Self=') ? self : field));
  return (updated.includes(self) ? updated : [self, ...updated]).join(';');
}

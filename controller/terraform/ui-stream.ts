// Parses the lines that Terraform prints with -json ("Machine-Readable UI"). Pure.
import * as z from 'zod';

/** An error or warning of Terraform. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address: string | undefined;
}

/** A relevant line: a step of a resource, or a diagnostic. `text` is Terraform's own message. */
export type UiEvent =
  | { readonly kind: 'started' | 'progress' | 'completed' | 'errored'; readonly address: string; readonly text: string }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic };

const KINDS = {
  apply_start: 'started',
  apply_progress: 'progress',
  apply_complete: 'completed',
  apply_errored: 'errored',
} as const;

const hook = z.object({
  '@message': z.string(),
  type: z.enum(['apply_start', 'apply_progress', 'apply_complete', 'apply_errored']),
  hook: z.object({ resource: z.object({ addr: z.string() }) }),
});

const diagnostic = z.object({
  type: z.literal('diagnostic'),
  diagnostic: z.object({
    severity: z.enum(['error', 'warning']),
    summary: z.string(),
    detail: z.string().default(''),
    address: z.string().optional(),
  }),
});

const line = z.union([hook, diagnostic]);

/** Parses a line; undefined for other events, and for text that is not JSON. */
export function parseUiLine(text: string): UiEvent | undefined {
  const found = line.safeParse(json(text));
  if (!found.success) return undefined;
  if (found.data.type === 'diagnostic') {
    const { severity, summary, detail, address } = found.data.diagnostic;
    return { kind: 'diagnostic', diagnostic: { severity, summary, detail, address } };
  }
  return { kind: KINDS[found.data.type], address: found.data.hook.resource.addr, text: found.data['@message'] };
}

/** Parses the diagnostics of severity error in Terraform's output. */
export const parseErrors = (stdout: string): Diagnostic[] =>
  stdout.split('\n').flatMap((text) => {
    const event = parseUiLine(text);
    return event?.kind === 'diagnostic' && event.diagnostic.severity === 'error' ? [event.diagnostic] : [];
  });

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

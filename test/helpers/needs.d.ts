// The types of needs.js, which Jest's configuration loads before anything compiles TypeScript.

/** A program that a suite or a measurement may need beside Node. */
export type Program = 'aws' | 'bash' | 'chromium' | 'flask' | 'frameworks' | 'git' | 'moto' | 'python' | 'terraform';

export function missingPrograms(programs?: readonly Program[]): readonly Program[];
export function installing(programs: readonly Program[]): string;
export function chromiumCommand(): string;
export function terraformCommand(): string;

// A yes-or-no question on a terminal.
import type { Readable, Writable } from 'node:stream';

/** Where a question is asked. Until the answer, Ctrl-C is a key and not a signal, so `interrupt` is called for it. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly interrupt: () => void;
}

/** Asks a question. True for y and yes; false for anything else, for the end of the input (Ctrl-D) and for Ctrl-C. */
export async function askYesOrNo(question: string, { input, output, interrupt }: Terminal): Promise<boolean> {
  const { createInterface } = await import('node:readline');
  const prompt = createInterface({ input, output });
  const answer = await new Promise<string>((resolve) => {
    prompt.once('SIGINT', () => {
      interrupt();
      prompt.close();
    });
    prompt.once('close', () => resolve(''));
    prompt.question(`${question} [y/N] `, resolve);
  });
  prompt.close();
  if (answer === '') output.write('\n');
  return /^y(es)?$/i.test(answer.trim());
}

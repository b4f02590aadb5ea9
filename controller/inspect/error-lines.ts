// Which lines of a log are about an error. Pure.
import type { LogEntry } from '../logs';

/** Words of loggers, names of exceptions, and how Lambda reports a function that failed or was ended. */
const ERROR =
  /\b(?:ERROR|FATAL|CRITICAL|Error|Exception)\b|\b[A-Z]\w*(?:Error|Exception)\b|^Traceback|Task timed out|"errorType"|Runtime exited/;

/** Keeps the lines about errors. An indented line belongs to the line before it, such as a line of a stack. */
export function createErrorFilter(): (entry: LogEntry) => boolean {
  let kept = false;
  return ({ text }) => {
    if (!/^\s/.test(text) || ERROR.test(text)) kept = ERROR.test(text);
    return kept;
  };
}

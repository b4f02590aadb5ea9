// Compares an environment file with the others of its folder, and reports what two of them claim.
import { basename, dirname, join } from 'node:path';
import { claimsOf } from './claims/claims';
import type { Claims } from './claims/claims';
import { commonClaims } from './claims/common';
import { isService } from './claims/common-claim';
import type { CommonClaim } from './claims/common-claim';
import { listEnvironments, nameOf, readEnvironment } from './files';
import { placeFindings } from './place-findings';
import { EnvironmentError } from './problems';
import type { Problem } from './problems';
import { parseSource } from './source';

/** Reads the claims of a file's text. @throws {EnvironmentError} for one that is not YAML. */
export type ReadClaims = (text: string, file: string) => Claims;

/** Reads the claims of a file's text, without checking its other fields. */
export const readClaims: ReadClaims = (text, file) => claimsOf(nameOf(file), parseSource(text, file).raw);

/** Reads the claims of each text once, for whoever compares all files with each other. */
export function readClaimsOnce(): ReadClaims {
  const known = new Map<string, Claims>();
  return (text, file) => {
    const key = `${file}\n${text}`;
    const claims = known.get(key) ?? readClaims(text, file);
    known.set(key, claims);
    return claims;
  };
}

/**
 * The problems of a file with this text that another file of its folder has a part in. Others that cannot be read claim nothing, so
 * that a colleague's unfinished file stops nobody; neither does this text, whose own problems are found elsewhere.
 */
export function findCommonClaims(file: string, text: string, read: ReadClaims): Problem[] {
  const own = attempt(() => read(text, file));
  if (!own) return [];
  const others = listEnvironments(dirname(file)).filter((name) => name !== basename(file));
  return others.flatMap((name) => {
    const other = join(dirname(file), name);
    const claimed = attempt(() => {
      const otherText = readEnvironment(other);
      const common = commonClaims(own, read(otherText, other));
      return common.length > 0 ? placed(common, parseSource(otherText, other), name) : [];
    });
    return claimed?.length ? placeFindings(claimed, parseSource(text, file), file) : [];
  });
}

/** Adds to each message where the other file has the same. */
const placed = (common: readonly CommonClaim[], source: ReturnType<typeof parseSource>, name: string): CommonClaim[] =>
  common.map((claim) => ({
    ...claim,
    message: `${claim.message} (${name}:${source.placeOf(claim.other, isService(claim.other)).line})`,
  }));

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof EnvironmentError) return undefined;
    throw error;
  }
}

// Whether code is the same in two environments, by what their files name. Pure.
import type { Code } from '../../../environments/service';

/** By what code is compared between environments: an image's digest, or a package as written. A tag may mean another image there. */
export type CodeIdentity =
  | { readonly kind: 'digest'; readonly digest: string }
  | { readonly kind: 'package'; readonly source: string }
  | { readonly kind: 'tag'; readonly uri: string };

const DIGEST = /@(sha256:[0-9a-f]{64})$/;

/** The identity of code. An image copied to another registry keeps its digest. */
export function identifyCode(code: Code): CodeIdentity {
  if (code.kind === 'package') return { kind: 'package', source: code.source };
  const digest = DIGEST.exec(code.uri)?.[1];
  return digest === undefined ? { kind: 'tag', uri: code.uri } : { kind: 'digest', digest };
}

/** Whether code from a snapshot (an image's URI or a package) has an identity. No code has that of a tag. */
export function hasIdentity(written: string, identity: CodeIdentity): boolean {
  switch (identity.kind) {
    case 'digest':
      return DIGEST.exec(written)?.[1] === identity.digest;
    case 'package':
      return written === identity.source;
    case 'tag':
      return false;
  }
}

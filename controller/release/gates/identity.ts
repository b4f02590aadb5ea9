// Whether code is the same in two environments, by what their files name. Pure.
import type { Code } from '../../../environments/service';

/** What makes code the same elsewhere: an image's digest, or a package as it is written. A tag may mean another image there. */
export type Identity =
  | { readonly kind: 'digest'; readonly digest: string }
  | { readonly kind: 'package'; readonly source: string }
  | { readonly kind: 'tag'; readonly uri: string };

const DIGEST = /@(sha256:[0-9a-f]{64})$/;

/** The identity of code. An image that was copied to another registry keeps its digest. */
export function identityOf(code: Code): Identity {
  if (code.kind === 'package') return { kind: 'package', source: code.source };
  const digest = DIGEST.exec(code.uri)?.[1];
  return digest === undefined ? { kind: 'tag', uri: code.uri } : { kind: 'digest', digest };
}

/** Whether code as a release holds it, an image's URI or a package, has an identity. Nothing has that of a tag. */
export function isCode(written: string, identity: Identity): boolean {
  switch (identity.kind) {
    case 'digest':
      return DIGEST.exec(written)?.[1] === identity.digest;
    case 'package':
      return written === identity.source;
    case 'tag':
      return false;
  }
}

// The line that says how other programs use a sandbox.

/** How the aws command gets the sandbox's credentials; ctl has them without it. */
export const howToUseAws = (environment: string): string =>
  `For the aws command in this shell: eval "$(ctl sandbox env -e ${environment})"`;

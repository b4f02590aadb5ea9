// Checks that the packages of an environment exist: the only check that reads the disk.
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { COLORS } from '../routing';
import { at, error } from './finding';
import type { Finding } from './finding';
import { isS3 } from './package-source';
import type { Environment } from './schema';
import { ownCode } from './service';

/**
 * A finding for each package that is neither staged already nor a folder or a zip file. Relative paths start at the environment
 * file's folder.
 */
export const findMissingPackages = ({ file, services }: Environment): Finding[] =>
  services.flatMap((service) =>
    COLORS.flatMap((color) => {
      const code = ownCode(service, color);
      if (code?.kind !== 'package' || isS3(code.source)) return [];
      // What was staged from it is kept, so the folder is needed only for the next version.
      if (service.versions?.[color]?.code.source === code.source) return [];
      const fields: Finding['fields'] = [at(service, `${color}_package`)];
      const path = resolve(dirname(file), code.source);
      const got = JSON.stringify(code.source);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) {
        return [error(fields, `${got} does not exist`, `Create ${path}, or write an existing folder or zip file`)];
      }
      if (stat.isDirectory() || (stat.isFile() && code.source.endsWith('.zip'))) return [];
      return [
        error(
          fields,
          `${got} is neither a folder nor a .zip file`,
          'Write the folder of the code, or a zip file of it',
        ),
      ];
    }),
  );

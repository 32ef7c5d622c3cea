/** Room tests. Every text exists in both languages, with the same placeholders, and somebody shows it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TEXT_KEYS } from '../../../webresources/strings/textKeys';
import { readResx } from './readResx';

const ROOM = resolve(__dirname, '../../../webresources');

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && name !== 'textKeys.ts' ? [readFileSync(path, 'utf8')] : [];
  });
}

const placeholders = (value: string | undefined): string[] => [...new Set(value?.match(/\{\d\}/g))].sort();

describe('the texts', () => {
  const english = readResx(1033);
  const indonesian = readResx(1057);

  it('have the keys that code may name, in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...TEXT_KEYS].sort());
    expect([...indonesian.keys()].sort()).toEqual([...TEXT_KEYS].sort());
  });

  it('are none of them empty and take the same arguments in both languages', () => {
    for (const key of TEXT_KEYS) {
      expect({ key, empty: english.get(key)?.trim() === '' || indonesian.get(key)?.trim() === '' }).toEqual({
        key,
        empty: false,
      });
      expect({ key, of: placeholders(indonesian.get(key)) }).toEqual({ key, of: placeholders(english.get(key)) });
    }
  });

  it('are all used', () => {
    const code = sources(ROOM).join('\n');
    expect(TEXT_KEYS.filter((key) => !new RegExp(`'${key}'`).test(code))).toEqual([]);
  });

  it('are translated, apart from the few that are the same word', () => {
    const same = TEXT_KEYS.filter((key) => english.get(key) === indonesian.get(key));
    expect(same).toEqual(['errorWithCode']);
  });
});

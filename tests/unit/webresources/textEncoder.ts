/** Room tests. jsdom has no TextEncoder; every browser has. */
import { TextEncoder } from 'node:util';

globalThis.TextEncoder ??= TextEncoder as typeof globalThis.TextEncoder;

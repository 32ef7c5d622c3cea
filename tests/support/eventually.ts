/** Room tests. Waits as a person watches the screen. */

/** Reads again until a check holds; its own message when it never does. */
export async function eventually<T>(
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  limitMs = 15_000,
): Promise<T> {
  const started = Date.now();
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() - started > limitMs)
      throw new Error(`Not so after ${limitMs} ms; last seen: ${JSON.stringify(value)}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

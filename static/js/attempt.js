// One request, tried twice with the same body: a server that had taken it answers as the first time.
const PATIENCE_MS = 30000;
const AGAIN_MS = 1000;
const AWAY = [502, 503, 504];

/** The answer {response, text}; throws when there was none. */
export async function attempt(url, options) {
  for (let last = false; ; last = true) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS);
    try {
      const response = await fetch(url, { ...options, signal: giveUp.signal });
      if (last || !AWAY.includes(response.status)) return { response, text: await response.text() };
    } catch (error) {
      if (last) throw error;
    } finally {
      clearTimeout(timer);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

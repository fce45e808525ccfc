/** Proof Key for Code Exchange, RFC 7636: who asked for a code shows that it is they who redeem it. */

export interface Randomness {
  getRandomValues(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}

/** 256 random bits, as the text that a verifier and a state may hold. */
export function randomText(randomness: Randomness): string {
  return base64Url(randomness.getRandomValues(new Uint8Array(32)));
}

/** The challenge of method S256. */
export async function challengeOf(verifier: string, digest: Pick<SubtleCrypto, "digest">): Promise<string> {
  return base64Url(new Uint8Array(await digest.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

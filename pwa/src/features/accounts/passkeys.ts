/** The browser's half of passkeys (WebAuthn): what the server asks, put to an authenticator, and what it answered. */
import type { Api } from "../../api/client";
import { sentenceFor } from "../../api/problem";
import type { MadePasskey, Me, PasskeyOptions, ShownPasskey } from "../../api/wire";
import { text } from "../../text/current";

/** The person closed the browser's question, or there was nobody to ask. Not a refusal of ours. */
export class PasskeyNotUsed extends Error {
  override readonly name = "PasskeyNotUsed";
}

/** What the person reads: nothing was refused when only the browser's own question was closed. */
export function sentenceOnSigningIn(error: unknown): string {
  return error instanceof PasskeyNotUsed ? text.accounts.ways.cancelled : sentenceFor(error);
}

/** Passkeys belong to a host by its name, and need a browser that knows them. */
export function canUsePasskeys(host: string | null): boolean {
  return (
    host !== null &&
    (location.hostname === host || location.hostname.endsWith(`.${host}`)) &&
    typeof PublicKeyCredential === "function"
  );
}

/** Whether the browser can offer passkeys in the field for the address, without being asked. */
export async function canOfferByItself(): Promise<boolean> {
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
}

export async function signInWithPasskey(
  api: Api,
  how: { mediation?: CredentialMediationRequirement; signal: AbortSignal },
): Promise<Me> {
  const { options } = await api.post<PasskeyOptions>("/api/sign-in/passkey/begin");
  const credential = await asked(() =>
    navigator.credentials.get({ publicKey: requested(options), ...how }),
  );
  return await api.post<Me>("/api/sign-in/passkey", shown(credential));
}

export async function makePasskey(options: PasskeyOptions["options"]): Promise<MadePasskey> {
  const credential = await asked(() =>
    navigator.credentials.create({ publicKey: wished(options) }),
  );
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    credentialId: credential.id,
    clientData: toBase64Url(response.clientDataJSON),
    attestation: toBase64Url(response.attestationObject),
  };
}

function shown(credential: PublicKeyCredential): ShownPasskey {
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    credentialId: credential.id,
    clientData: toBase64Url(response.clientDataJSON),
    authenticatorData: toBase64Url(response.authenticatorData),
    signature: toBase64Url(response.signature),
    userHandle: toBase64Url(response.userHandle ?? new ArrayBuffer(0)),
  };
}

async function asked(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const answer = await question();
    if (answer instanceof PublicKeyCredential) return answer;
  } catch (error) {
    throw new PasskeyNotUsed(String(error), { cause: error });
  }
  throw new PasskeyNotUsed("nothing was chosen");
}

// What newer browsers do with `parseCreationOptionsFromJSON`; the older ones we serve cannot.
function wished(options: PasskeyOptions["options"]): PublicKeyCredentialCreationOptions {
  const json = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return {
    ...json,
    challenge: fromBase64Url(json.challenge),
    user: { ...json.user, id: fromBase64Url(json.user.id) },
    excludeCredentials: (json.excludeCredentials ?? []).map(described),
  } as PublicKeyCredentialCreationOptions;
}

function requested(options: PasskeyOptions["options"]): PublicKeyCredentialRequestOptions {
  const json = options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return {
    ...json,
    challenge: fromBase64Url(json.challenge),
    allowCredentials: (json.allowCredentials ?? []).map(described),
  } as PublicKeyCredentialRequestOptions;
}

function described(each: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return { type: "public-key", id: fromBase64Url(each.id) };
}

function fromBase64Url(text: string): ArrayBuffer {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(bytes, (each) => each.charCodeAt(0)).buffer;
}

function toBase64Url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

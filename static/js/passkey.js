// Makes and uses passkeys: the browser's ceremony goes between a form and its sending.
// A form says by data-passkey whether it makes one ("make") or uses one ("use"); what the server
// asks for stands in data-options as JSON, or comes from data-options-from.
import { enhance } from "./ready.js";

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function keys(list) {
  return (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
}

async function asked(form) {
  const from = form.dataset.optionsFrom;
  if (!from) return JSON.parse(form.dataset.options);
  const answer = await fetch(from, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return (await answer.json()).request_options;
}

async function made({ publicKey }) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: keys(publicKey.excludeCredentials),
    },
  });
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(credential.response.clientDataJSON),
      attestationObject: text(credential.response.attestationObject),
      transports: credential.response.getTransports?.() ?? [],
    },
  };
}

async function used({ publicKey }) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: keys(publicKey.allowCredentials),
    },
  });
  const { response } = credential;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

const KINDS = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  NotSupportedError: "unsupported",
  SecurityError: "insecure",
  InvalidStateError: "known",
};

function say(form, kind) {
  const place = form.querySelector("[data-passkey-problem]");
  if (!place) return;
  place.textContent = kind ? place.dataset[kind] : "";
  place.hidden = !kind;
}

enhance("form[data-passkey]", (form) => {
  form.hidden = false;
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    say(form, "");
    if (!window.PublicKeyCredential) return say(form, window.isSecureContext ? "unsupported" : "insecure");
    busy = true;
    try {
      const ceremony = form.dataset.passkey === "make" ? made : used;
      form.elements.credential.value = JSON.stringify(await ceremony(await asked(form)));
      form.submit();
    } catch (problem) {
      say(form, KINDS[problem.name] ?? "failed");
    } finally {
      busy = false;
    }
  });
});

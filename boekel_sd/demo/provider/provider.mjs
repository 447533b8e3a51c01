// An OpenID provider where one says who one is by pressing a button. Reads what it must know as JSON from stdin:
// port, clients (with their public keys, and which personas may choose them), personas, and whether it may lie.
import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { URLSearchParams } from "node:url";

import * as jose from "jose";

// The package advises about running it in production, at length; errors are said below.
console.info = console.warn = () => {};
const { Provider } = await import("oidc-provider");

const options = JSON.parse(await text(process.stdin));
const issuer = `http://127.0.0.1:${options.port}`;
const ALG = "ES256";
const KID = "demo-1";

async function newKey() {
  const pair = await jose.generateKeyPair(ALG, { extractable: true });
  return { ...pair, jwk: { ...(await jose.exportJWK(pair.privateKey)), kid: KID, alg: ALG, use: "sig" } };
}
const [own, other] = [await newKey(), await newKey()];
const personas = new Map(options.personas.map((persona) => [persona.id, persona]));

const provider = new Provider(issuer, {
  clients: options.clients.map(({ personas: _group, ...client }) => ({
    ...client,
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: ALG,
    id_token_signed_response_alg: ALG,
    require_auth_time: true,
  })),
  jwks: { keys: [own.jwk] },
  pkce: { required: () => true },
  acrValues: [...new Set(options.personas.map((persona) => persona.acr).filter(Boolean))],
  claims: { openid: ["sub", "bsn", "acr", "amr"], email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: false,
  cookies: { keys: [jose.base64url.encode(crypto.getRandomValues(new Uint8Array(32)))] },
  features: { devInteractions: { enabled: false } },
  // The package's own page of errors fetches a font from elsewhere.
  renderError: (ctx, out) => {
    ctx.type = "text";
    ctx.body = `${out.error}: ${out.error_description ?? ""}`;
  },
  interactions: { url: (_ctx, interaction) => `/wie/${interaction.uid}` },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 3600 },
  findAccount: (_ctx, id) => {
    const persona = personas.get(id);
    return persona && { accountId: id, claims: () => ({ ...persona.claims, sub: persona.sub ?? id }) };
  },
  // Nobody is asked whether the municipality may know who they are: pressing the button said so.
  async loadExistingGrant(ctx) {
    const { client, session, provider: here } = ctx.oidc;
    const grant = new here.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});
provider.on("server_error", (_ctx, error) => console.error(error));

// --- who are you? ---

const escaped = (words) => words.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

function page(group, uid) {
  const buttons = [...personas.values()]
    .filter((persona) => persona.group === group)
    .map(({ id, label, what }) => `<li><button name="persona" value="${escaped(id)}">${escaped(label)}</button>
      ${escaped(what ?? "")}</li>`);
  return `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Kies wie u bent</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
    <style>body{font:1.125rem/1.5 sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}
    ul{list-style:none;padding:0}li{margin:.75rem 0}button{font:inherit;padding:.5rem 1rem;min-width:16rem}
    button:focus-visible{outline:3px solid #000;outline-offset:3px}</style>
    </head><body><main><h1>Kies wie u bent</h1><p>Dit is de inlogdienst van de demo. Iedereen hier is verzonnen.</p>
    <form method="post" action="/wie/${uid}"><ul>${buttons.join("")}</ul>
    <p><button name="persona" value="">Annuleren</button></p></form></main></body></html>`;
}

function result(persona) {
  if (!persona) return { error: "access_denied", error_description: "somebody changed their mind" };
  return { login: { accountId: persona.id, acr: persona.acr, amr: persona.amr, remember: false } };
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/wie/")) return next();
  const { uid, params } = await provider.interactionDetails(ctx.req, ctx.res);
  if (ctx.method === "GET") {
    ctx.body = page(options.clients.find((client) => client.client_id === params.client_id).personas, uid);
    return undefined;
  }
  const chosen = new URLSearchParams(await text(ctx.req)).get("persona");
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result(personas.get(chosen))));
  ctx.status = 303;
  return undefined;
});

// --- lying, for tests ---

let lie = "";
let lastToken;
const sign = (claims, key = own.privateKey) =>
  new jose.SignJWT(claims).setProtectedHeader({ alg: ALG, kid: KID }).sign(key);
const publicKeyAsText = async () => new TextEncoder().encode(await jose.exportSPKI(own.publicKey));
const half = (words) => createHash("sha256").update(words).digest().subarray(0, 16).toString("base64url");

// Each is signed by the provider itself, where the lie is not about the signature.
const LIES = {
  wrong_nonce: (claims) => sign({ ...claims, nonce: "of-another" }),
  no_nonce: ({ nonce: _nonce, ...claims }) => sign(claims),
  wrong_audience: (claims) => sign({ ...claims, aud: "another-client" }),
  other_party: (claims) => sign({ ...claims, aud: [claims.aud, "another-client"], azp: "another-client" }),
  wrong_issuer: (claims) => sign({ ...claims, iss: "https://elders.example" }),
  expired: (claims) => sign({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
  no_expiry: ({ exp: _exp, ...claims }) => sign(claims),
  from_the_future: (claims) => sign({ ...claims, iat: claims.iat + 3600, exp: claims.exp + 7200 }),
  wrong_access_token: (claims) => sign({ ...claims, at_hash: half("another access token") }),
  long_ago: (claims) => sign({ ...claims, auth_time: claims.auth_time - 3600 }),
  other_key: (claims) => sign(claims, other.privateKey),
  unsigned: (claims) => new jose.UnsecuredJWT(claims).encode(),
  public_key_as_secret: async (claims) =>
    new jose.SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: KID }).sign(await publicKeyAsText()),
  changed_afterwards: async (claims, token) => {
    const [head, , signature] = token.split(".");
    return [head, jose.base64url.encode(JSON.stringify({ ...claims, sub: "another" })), signature].join(".");
  },
  replayed_token: () => lastToken,
  no_token: () => undefined,
};
const BROKEN = {
  html: (ctx) => { ctx.type = "html"; ctx.body = "<html>Onderhoud</html>"; },
  huge: (ctx) => { ctx.body = { filling: "x".repeat(3_000_000) }; },
  failing: (ctx) => { ctx.status = 500; ctx.body = { error: "server_error" }; },
  silent: () => new Promise(() => {}),
};

async function lying(ctx, next) {
  if (ctx.path === "/lieg") {
    lie = await text(ctx.req);
    ctx.status = lie === "" || lie in LIES || lie in BROKEN ? 204 : 404;
    return;
  }
  await next();
  if (ctx.path !== "/token" || !ctx.body?.id_token) return;
  const honest = ctx.body.id_token;
  if (lie in LIES) ctx.body.id_token = await LIES[lie](jose.decodeJwt(honest), honest);
  if (lie in BROKEN) await BROKEN[lie](ctx);
  lastToken = honest;
}
if (options.lies) provider.use(lying);

provider.listen(options.port, "127.0.0.1", () => console.error(`OpenID provider on ${issuer}`));

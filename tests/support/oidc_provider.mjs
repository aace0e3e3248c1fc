// A certified OpenID Connect provider (oidc-provider), as a corporation's own directory: whoever is named in
// `login_hint` of the address, or typed on its page, is signed in. Arguments: port, address to come back to.
import Provider from "../../pwa/node_modules/oidc-provider/lib/index.js";

const [port, comeBackTo, secret] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const people = {
  vera: { name: "Vera de Groot", email: "vera@linde.test", groups: ["reparatie-coordinatoren"] },
  tom: { name: "Tom Bakker", email: "tom@linde.test", groups: ["iedereen", "monteurs"] },
  nora: { name: "Nora Vos", email: "nora@linde.test", groups: ["monteurs"] },
  boss: { name: "Bo Sinnema", email: "bo@linde.test", groups: ["beheer"] },
  kok: { name: "Karel Kok", email: "karel@linde.test", groups: ["keuken"] },
  liar: { name: "Lia Laar", email: "nora@linde.test", groups: ["monteurs"], unverified: true },
};
// What the next tokens say of this person instead, as an administrator of the directory would change it.
const changed = new Map();

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "vooraf",
      client_secret: secret,
      redirect_uris: [comeBackTo],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
    {
      client_id: "another",
      client_secret: secret,
      redirect_uris: [comeBackTo],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["name"],
    groups: ["groups"],
  },
  scopes: ["openid", "email", "profile", "groups"],
  cookies: { keys: [secret] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => {
    const person = people[id];
    if (!person) return undefined;
    return {
      accountId: id,
      claims: () => ({
        sub: id,
        name: person.name,
        email: person.email,
        email_verified: !person.unverified,
        groups: changed.get(id) ?? person.groups,
      }),
    };
  },
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({
      clientId: client.clientId,
      accountId: session.accountId,
    });
    grant.addOIDCScope("openid email profile groups");
    await grant.save();
    return grant;
  },
});

provider.use(async (context, next) => {
  if (context.path.startsWith("/interaction/")) {
    const form = new URLSearchParams(context.querystring);
    const accountId = form.get("as");
    if (!accountId) {
      context.type = "html";
      context.body = `<form><input name="as" aria-label="Gebruiker"><button>Inloggen</button></form>`;
      return;
    }
    const result =
      accountId === "nobody" ? { error: "access_denied" } : { login: { accountId } };
    await provider.interactionFinished(context.req, context.res, result, {
      mergeWithLastSubmission: false,
    });
    context.respond = false;
    return;
  }
  if (context.path === "/groups") {
    const form = new URLSearchParams(context.querystring);
    changed.set(form.get("of"), (form.get("are") ?? "").split(",").filter(Boolean));
    context.body = "changed";
    return;
  }
  await next();
});

provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));

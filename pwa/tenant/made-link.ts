/** The page with a link that a tenant made for a helper: copying and sharing it. */
import "./tenant.css";

import { offerLink } from "./offered-link";
import { byId } from "./words";

document.documentElement.classList.add("with-script");
offerLink(byId("address").textContent);

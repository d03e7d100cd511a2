// The one bundle of the explorer: of the server's pages, which work without it, and of the offline file, which is it.

import { startIslands } from "./islands";
import { rememberTheme, slashSearches } from "./keys";
import { startOffline } from "./offline";

slashSearches();
rememberTheme();
if (document.body.classList.contains("offline")) void startOffline();
else startIslands();

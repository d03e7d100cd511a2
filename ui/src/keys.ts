// Keys of the whole site: / for the search field, Ctrl+Enter for the query form; the theme is remembered.

import { isTyping } from "./dom";

/** The search field takes the focus on `/`. */
export function slashSearches(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const field = document.querySelector<HTMLInputElement>("form[role=search] input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

/** A form is sent from its text area on Ctrl+Enter. */
export function controlEnterSends(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (!(event.target instanceof HTMLTextAreaElement) || !event.target.form) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
}

/**
 * The buttons of the form `.themes` change the theme at once; it stands on the root element and in a cookie,
 * which the server reads. Without scripts the form asks the server.
 */
export function rememberTheme(): void {
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest<HTMLButtonElement>(".themes button") : null;
    if (!pressed) return;
    event.preventDefault();
    const theme = pressed.value;
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
    for (const button of document.querySelectorAll<HTMLButtonElement>(".themes button")) {
      button.setAttribute("aria-pressed", String(button === pressed));
    }
    if (location.protocol !== "file:") document.cookie = `theme=${theme}; path=/; max-age=31536000; SameSite=Lax`;
  });
}

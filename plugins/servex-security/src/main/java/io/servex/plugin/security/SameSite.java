package io.servex.plugin.security;

/** When a browser sends a cookie along with a request from another site. */
enum SameSite {
  STRICT("Strict"),
  LAX("Lax"),
  NONE("None");

  private final String text;

  SameSite(String text) {
    this.text = text;
  }

  /** How the cookie's attribute is written. */
  String text() {
    return text;
  }
}
